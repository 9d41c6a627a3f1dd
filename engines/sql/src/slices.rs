//! How windows of SQL are put together from slices.

use streamgauge_model::{EventTime, Window};
use streamgauge_operators::window_start;

/// Cuts time into slices, named by their ends, so that every window is made of whole slices and a row is stored
/// once however many windows it belongs to (Flink's `SliceAssigner`).
///
/// The law: the windows that contain an instant are exactly those that end at `slice_end`, or at regular distances
/// [`Slices::interval`] after it up to [`Slices::last_window_end`], and the total of the window that ends at `end`
/// is that of the slice [`Slices::shared`] names plus those that [`Slices::parts`] names.
pub trait Slices: Clone {
    /// The end of the slice that `t` belongs to.
    fn slice_end(&self, t: EventTime) -> EventTime;

    /// The window that ends at `end`.
    fn window(&self, end: EventTime) -> Window;

    /// The end of the last window that contains the slice.
    fn last_window_end(&self, slice_end: EventTime) -> EventTime;

    /// The distance between the ends of neighbouring windows that contain the same slice, milliseconds.
    fn interval(&self) -> i64;

    /// The slice that keeps the running total of the windows that share it, if totals are kept.
    fn shared(&self, end: EventTime) -> Option<EventTime>;

    /// The slices to be added up when the window that ends at `end` fires.
    fn parts(&self, end: EventTime) -> impl Iterator<Item = EventTime>;

    /// The slices that no window needs once the window that ends at `end` has fired.
    fn expired(&self, end: EventTime) -> impl Iterator<Item = EventTime>;

    /// The window that fires after the one that ends at `end`, which was `empty` or was not.
    fn next_window_end(&self, end: EventTime, empty: bool) -> Option<EventTime>;
}

/// The start of the stretch of length `size` that contains `t`, for stretches aligned to `offset`; the beginning of
/// time if that comes later.
pub(crate) const fn stretch_start(t: EventTime, offset: i64, size: i64) -> EventTime {
    let start = window_start(t.millis(), offset, size);
    EventTime::from_millis(if start > t.millis() { i64::MIN } else { start })
}

/// The end of that stretch; the end of time if that comes sooner.
pub(crate) const fn stretch_end(t: EventTime, offset: i64, size: i64) -> EventTime {
    let end = window_start(t.millis(), offset, size).wrapping_add(size);
    EventTime::from_millis(if end <= t.millis() { i64::MAX } else { end })
}

/// The window of length `size` that ends at `end`; saturating.
pub(crate) const fn window_before(end: EventTime, size: i64) -> Window {
    Window {
        start: end.saturating_add(size.saturating_neg()),
        end,
    }
}

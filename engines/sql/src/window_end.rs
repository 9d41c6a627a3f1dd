//! Windows that are named by their ends.

use streamgauge_model::{EventTime, Watermark};

/// Whether the window that ends at `end` has fired when time has come to `progress` (Flink's
/// `TimeWindowUtil#isWindowFired`).
pub(crate) const fn has_fired(end: EventTime, progress: Watermark) -> bool {
    firing_time(end).millis() <= progress.millis()
}

/// When the window that ends at `end` fires: at its last instant; saturating.
pub(crate) const fn firing_time(end: EventTime) -> EventTime {
    end.saturating_add(-1)
}

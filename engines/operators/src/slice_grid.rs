//! Overlapping windows and the slices of time that they are made of.

use std::ops::Range;

use streamgauge_model::{EventTime, Window};

use crate::reciprocal::Reciprocal;
use crate::{Lateness, Sliding};

/// Times farther from the epoch than this, and windows longer than this, are not cut into slices.
const LIMIT: i64 = 1 << 60;

/// Sliding windows, numbered by their start, cut into slices at every start and every end. All events of a slice belong to
/// the same windows, so that each is added once, however many windows overlap (paired windows: Krishnamurthy, Wu,
/// Franklin, "On-the-fly sharing for streamed aggregation", SIGMOD 2006).
///
/// Where the size is a multiple of the slide, slice `k` lasts from start `k` to the next. Otherwise, with
/// `size = n * slide + rest`, there are two slices to a slide: `2 k` is `rest` long, `2 k + 1` is what is left of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SliceGrid {
    size: i64,
    slide: i64,
    offset: i64,
    rest: i64,
    /// Slices to a slide, 1 or 2.
    cuts: i64,
    /// Slices of a window.
    width: i64,
    /// Numbers of windows are counted from the one that starts here, for times up to 2^32 ms behind it.
    origin: i64,
    origin_number: i64,
    by_slide: Reciprocal,
}

/// A slice of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    /// Its number, in order of time.
    pub number: i64,
    /// Its first instant, milliseconds.
    pub start: i64,
    /// The first window that it is part of.
    pub oldest: i64,
    /// The last window that it is part of.
    pub newest: i64,
    /// The last instant of the oldest window, milliseconds.
    pub first_last: i64,
}

impl SliceGrid {
    /// A number before those of all windows.
    pub const BEFORE_ALL: i64 = -2 * LIMIT;
    /// A number behind those of all windows.
    pub const BEHIND_ALL: i64 = 2 * LIMIT;

    /// The grid of windows that overlap; `None` if they do not, or are too long.
    pub fn of(windows: &Sliding) -> Option<Self> {
        let &Sliding { size, slide, offset } = windows;
        let rest = size % slide;
        let cuts = if rest == 0 { 1 } else { 2 };
        (slide < size && size <= LIMIT).then_some(Self {
            size,
            slide,
            offset,
            rest,
            cuts,
            width: size / slide * cuts + i64::from(rest > 0),
            origin: offset,
            origin_number: 0,
            by_slide: Reciprocal::of(slide.unsigned_abs()),
        })
    }

    /// The slice that contains the instant `t`; `None` near the ends of time. Always inlined: a slice that is handed over in
    /// memory, written field by field and read in pieces of two, costs more than all the rest.
    #[inline(always)]
    pub fn slice_of(&mut self, t: EventTime) -> Option<Slice> {
        let since = t.millis().wrapping_sub(self.origin).cast_unsigned();
        match u32::try_from(since) {
            Ok(since) => Some(self.slice_from(self.by_slide.divide(since).cast_signed(), i64::from(since))),
            Err(_) => self.far_slice_of(t),
        }
    }

    /// The slice that lies `since` milliseconds behind the origin, in the slide `number` from there.
    #[inline(always)]
    fn slice_from(&self, number: i64, since: i64) -> Slice {
        let newest = self.origin_number + number;
        let start = self.origin + number * self.slide;
        if self.cuts == 1 {
            return Slice {
                number: newest,
                start,
                oldest: newest - self.width + 1,
                newest,
                first_last: start + self.slide - 1,
            };
        }
        let behind = i64::from(since - number * self.slide >= self.rest);
        Slice {
            number: newest * 2 + behind,
            start: start + behind * self.rest,
            oldest: newest - self.size / self.slide + behind,
            newest,
            first_last: start + behind * self.slide + self.rest - 1,
        }
    }

    /// Moves the origin near `t`.
    #[cold]
    #[inline(never)]
    fn far_slice_of(&mut self, t: EventTime) -> Option<Slice> {
        let t = t.millis();
        if !(-LIMIT..LIMIT).contains(&t) {
            return None;
        }
        // Times a little before the first are near, too.
        let near = t - (1 << 31);
        self.origin_number = (near - self.offset).div_euclid(self.slide);
        self.origin = self.start(self.origin_number);
        let since = t - self.origin;
        Some(self.slice_from(since / self.slide, since))
    }

    const fn start(&self, window: i64) -> i64 {
        window * self.slide + self.offset
    }

    /// First instant and end of a window.
    #[inline]
    pub const fn window(&self, number: i64) -> Window {
        let start = self.start(number);
        Window::new(start, start + self.size)
    }

    /// First instant and end of a slice.
    pub const fn span(&self, slice: &Slice) -> Window {
        let end = match (self.cuts, slice.number & 1) {
            (1, _) => slice.start + self.slide,
            (_, 0) => slice.start + self.rest,
            _ => slice.start + self.slide - self.rest,
        };
        Window::new(slice.start, end)
    }

    /// The slices that make a window.
    pub const fn slices_of(&self, window: i64) -> Range<i64> {
        let first = window * self.cuts;
        first..first + self.width
    }

    /// The last window that a slice is part of.
    pub const fn newest_of(&self, slice: i64) -> i64 {
        slice.div_euclid(self.cuts)
    }

    /// The first window that a slice is part of.
    pub const fn oldest_of(&self, slice: i64) -> i64 {
        (slice - self.width).div_euclid(self.cuts) + 1
    }

    /// The first window that is not complete at the watermark of `late`.
    pub fn first_incomplete(&self, late: &Lateness) -> i64 {
        self.first_after(late.watermark().millis(), 0)
    }

    /// The first window that accepts events.
    pub fn first_open(&self, late: &Lateness) -> i64 {
        let watermark = late.watermark().millis();
        if watermark == i64::MAX {
            return Self::BEHIND_ALL;
        }
        self.first_after(watermark, late.allowed_ms())
    }

    /// The first window whose state stays. One whose expiry lies beyond the end of time stays for ever.
    pub fn first_kept(&self, late: &Lateness) -> i64 {
        self.first_after(late.watermark().millis().min(i64::MAX - 1), late.allowed_ms())
    }

    /// The first window whose last instant lies behind `t - before`.
    #[inline]
    fn first_after(&self, t: i64, before: i64) -> i64 {
        let start = t.saturating_sub(before).saturating_sub(self.size - 1);
        match u32::try_from(start.wrapping_sub(self.origin)) {
            Ok(since) => self.origin_number + self.by_slide.divide(since).cast_signed() + 1,
            Err(_) => self.first_far_after(t, before),
        }
    }

    /// As [`Self::first_after`], far from the origin.
    fn first_far_after(&self, t: i64, before: i64) -> i64 {
        let start = i128::from(t) - i128::from(before) + 1 - i128::from(self.size) - i128::from(self.offset);
        let (low, high) = (i128::from(Self::BEFORE_ALL), i128::from(Self::BEHIND_ALL));
        let start = start.clamp(low, high) as i64;
        start.div_euclid(self.slide) + 1
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::Watermark;

    use super::*;
    use crate::Assigner as _;

    fn grid(size: i64, slide: i64, offset: i64) -> SliceGrid {
        SliceGrid::of(&Sliding { size, slide, offset }).expect("windows that overlap")
    }

    #[test]
    fn a_slice_is_part_of_the_windows_that_contain_its_instants() {
        for (size, slide, offset) in [(30, 10, 0), (10, 3, -2), (7, 5, 4), (9, 1, 0)] {
            let mut grid = grid(size, slide, offset);
            for t in (-60..60).chain([-1 << 33, 1 << 33, 1_767_621_600_000]) {
                let slice = grid.slice_of(EventTime::from_millis(t)).expect("near the epoch");
                let mut expected = Vec::new();
                Sliding { size, slide, offset }.each_window(EventTime::from_millis(t), |w| expected.push(w));
                let windows: Vec<_> = (slice.oldest..=slice.newest)
                    .rev()
                    .map(|k| grid.window(k))
                    .collect();
                assert_eq!(windows, expected, "{t} of {grid:?}");
                assert_eq!(
                    slice.first_last,
                    grid.window(slice.oldest).last_instant().millis()
                );
                assert!((slice.oldest..=slice.newest).all(|k| grid.slices_of(k).contains(&slice.number)));
                assert_eq!(grid.newest_of(slice.number), slice.newest);
                assert_eq!(grid.oldest_of(slice.number), slice.oldest);
                let first = grid.slice_of(EventTime::from_millis(slice.start)).expect("near");
                let before = grid
                    .slice_of(EventTime::from_millis(slice.start - 1))
                    .expect("near");
                assert_eq!((first, before.number), (slice, slice.number - 1));
            }
        }
    }

    #[test]
    fn the_first_window_behind_an_instant_is_the_same_from_every_origin() {
        let instants = [0, 1 << 33, -1 << 33, 1_767_621_600_000, LIMIT - 1, -LIMIT];
        let around = |t: i64| {
            (-40..40)
                .chain([-5_000_000_000, 5_000_000_000])
                .map(move |ms| t + ms)
        };
        let ends = [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX];
        for (size, slide, offset) in [(30, 10, 0), (10, 3, -2), (7, 5, 4), (LIMIT, LIMIT - 1, 5)] {
            let mut grid = grid(size, slide, offset);
            for origin in instants {
                grid.slice_of(EventTime::from_millis(origin));
                for t in instants.into_iter().flat_map(around).chain(ends) {
                    for before in [0, 7, 10_000_000_000, i64::MAX] {
                        let expected = grid.first_far_after(t, before);
                        assert_eq!(
                            grid.first_after(t, before),
                            expected,
                            "{t} - {before} of {grid:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_windows_of_a_watermark_are_those_that_the_lateness_test_finds() {
        for (size, slide, offset, allowed) in [(30, 10, 0, 0), (10, 3, -2, 7), (7, 5, 4, i64::MAX)] {
            let grid = grid(size, slide, offset);
            for at in (-80..80).chain([i64::MIN, i64::MAX - 1, i64::MAX]) {
                let late = Lateness::new(Watermark::at(EventTime::from_millis(at)), allowed);
                let first = |holds: fn(&Lateness, Window) -> bool| {
                    (-400..400)
                        .find(|k| !holds(&late, grid.window(*k)))
                        .unwrap_or(400)
                };
                let clamped = |k: i64| k.clamp(-400, 400);
                assert_eq!(clamped(grid.first_open(&late)), first(Lateness::refuses), "{at}");
                assert_eq!(
                    clamped(grid.first_incomplete(&late)),
                    first(Lateness::completes),
                    "{at}"
                );
                assert_eq!(clamped(grid.first_kept(&late)), first(Lateness::forgets), "{at}");
            }
        }
    }

    #[test]
    fn the_ends_of_time_have_no_slices() {
        let mut grid = grid(30, 10, 0);
        for t in [i64::MIN, i64::MIN + 1, -LIMIT - 1, LIMIT, i64::MAX] {
            assert_eq!(grid.slice_of(EventTime::from_millis(t)), None);
        }
        assert!(grid.slice_of(EventTime::from_millis(LIMIT - 1)).is_some());
        assert!(
            SliceGrid::of(&Sliding {
                size: 10,
                slide: 10,
                offset: 0
            })
            .is_none()
        );
        assert!(
            SliceGrid::of(&Sliding {
                size: i64::MAX,
                slide: 1 << 59,
                offset: 0
            })
            .is_none()
        );
    }
}

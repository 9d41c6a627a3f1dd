//! Aligned windows and the slices that they are made of.

use std::ops::RangeInclusive;

use streamgauge_model::Window;

/// Windows of equal length at equal distances, numbered by their start, cut into slices at every start and every end: all
/// events of a slice belong to the same windows, so that each is added once, however many windows overlap (stream
/// slicing; Carbone et al. 2016, Traub et al. 2018).
///
/// With `size = n * slide + rest`, a distance between two starts has two slices: `2 k` is `rest` long and `2 k + 1` as long
/// as what is left; window `k` is made of the slices from `2 k` on. Numbers are so wide that no time overflows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    size: i128,
    slide: i128,
    offset: i128,
    rest: i128,
    /// Slices of a window.
    width: i128,
}

impl Grid {
    pub(crate) fn new(size_ms: i64, slide_ms: i64, offset_ms: i64) -> Self {
        let (size, slide) = (i128::from(size_ms), i128::from(slide_ms));
        let rest = size % slide;
        Self {
            size,
            slide,
            offset: i128::from(offset_ms),
            rest,
            width: size / slide * 2 + i128::from(rest > 0),
        }
    }

    /// The slice that contains the instant `t`.
    pub(crate) fn slice_of(&self, t: i64) -> i128 {
        let since = i128::from(t) - self.offset;
        since.div_euclid(self.slide) * 2 + i128::from(since.rem_euclid(self.slide) >= self.rest)
    }

    /// The length of slices, if all are of the same length.
    pub(crate) fn slice_length(&self) -> Option<u32> {
        let length = u32::try_from(self.slide).ok();
        length.filter(|_| self.rest == 0)
    }

    /// First instant of a slice, and the first behind it.
    pub(crate) fn bounds(&self, slice: i128) -> (i64, i64) {
        let start = slice.div_euclid(2) * self.slide + self.offset;
        let middle = start + self.rest;
        if slice.rem_euclid(2) == 0 {
            (clamped(start), clamped(middle))
        } else {
            (clamped(middle), clamped(start + self.slide))
        }
    }

    /// The windows that a slice is part of; none if it lies between windows.
    pub(crate) fn windows_of(&self, slice: i128) -> RangeInclusive<i128> {
        let newest = slice.div_euclid(2);
        let oldest = (slice - self.width).div_euclid(2) + 1;
        oldest..=newest
    }

    /// The slices that make a window: the first, and the first behind it.
    pub(crate) fn slices_of(&self, window: i128) -> (i128, i128) {
        (window * 2, window * 2 + self.width)
    }

    /// First instant and end of a window.
    pub(crate) fn window(&self, window: i128) -> Window {
        let start = window * self.slide + self.offset;
        Window::new(clamped(start), clamped(start + self.size))
    }

    /// The last instant of a window: it is complete when the watermark is there.
    pub(crate) fn last(&self, window: i128) -> i64 {
        self.window(window).last_instant().millis()
    }

    /// The first window that `watermark` does not complete.
    pub(crate) fn first_open(&self, watermark: i128) -> i128 {
        (watermark + 1 - self.size - self.offset).div_euclid(self.slide) + 1
    }
}

/// What lies outside of time is cut off.
fn clamped(t: i128) -> i64 {
    i64::try_from(t).unwrap_or(if t < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_belongs_to_the_windows_that_contain_it() {
        for (size, slide, offset) in [(15, 15, 0), (30, 10, 0), (10, 3, -2), (7, 5, 4), (2, 5, 1)] {
            let grid = Grid::new(size, slide, offset);
            for t in -40..40 {
                let slice = grid.slice_of(t);
                let (from, to) = grid.bounds(slice);
                assert!(from <= t && t < to, "{grid:?}: {t} in {from}..{to}");
                let windows: Vec<_> = grid.windows_of(slice).collect();
                let contains = |k: &i128| {
                    let start = *k as i64 * slide + offset;
                    start <= t && t < start + size
                };
                let expected: Vec<_> = (-60_i128..60).filter(contains).collect();
                assert_eq!(windows, expected, "{grid:?}: {t}");
                for window in windows {
                    let (first, behind) = grid.slices_of(window);
                    assert!(first <= slice && slice < behind);
                }
            }
        }
    }

    #[test]
    fn a_window_is_open_until_the_watermark_is_at_its_last_instant() {
        let grid = Grid::new(15, 15, 0);
        assert_eq!((grid.first_open(13), grid.first_open(14)), (0, 1));
        assert_eq!(grid.last(0), 14);
    }

    #[test]
    fn the_ends_of_time_are_cut_off() {
        let grid = Grid::new(i64::MAX, 1 << 60, -1);
        for t in [i64::MIN, i64::MAX] {
            let slice = grid.slice_of(t);
            let (from, to) = grid.bounds(slice);
            assert!(from <= t && t <= to);
            assert!(grid.windows_of(slice).count() >= 7);
            let _ = (
                grid.window(*grid.windows_of(slice).start()),
                grid.first_open(t.into()),
            );
        }
    }
}

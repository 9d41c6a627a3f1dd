//! Which windows contain an instant.

use streamgauge_model::{EventTime, Window, WindowSpec};

/// The windows that contain an instant, as a range. Instants with equal ranges lie in the same windows.
///
/// By definition: windows start at `offset + k * slide` for every integer `k`, also below the epoch, and one that
/// starts at `s` contains `t` if `s <= t < s + size`. Tumbling windows slide by their size. Where the slide is
/// greater than the size, some instants lie in no window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Span {
    /// None.
    Nowhere,
    /// [`Window::ALL`].
    Everywhere,
    /// Windows of one size: the newest starts last, and each of the others a slide before the one behind it.
    Aligned {
        newest: i128,
        windows: u64,
        size: i64,
        slide: i64,
    },
}

impl Span {
    /// The windows of `spec` that contain `t`, milliseconds; none for sessions, and [`Window::ALL`] for a running
    /// aggregate and for the global window.
    pub(crate) fn of(spec: WindowSpec, t: i64) -> Self {
        let (size, slide, offset) = match spec {
            WindowSpec::Running | WindowSpec::Global => return Self::Everywhere,
            WindowSpec::Session { .. } => return Self::Nowhere,
            WindowSpec::Tumbling { size_ms, offset_ms } => (size_ms, size_ms, offset_ms),
            WindowSpec::Sliding {
                size_ms,
                slide_ms,
                offset_ms,
            } => (size_ms, slide_ms, offset_ms),
        };
        if size <= 0 || slide <= 0 {
            return Self::Nowhere;
        }
        let (t, offset) = (i128::from(t), i128::from(offset));
        let newest = offset + (t - offset).div_euclid(i128::from(slide)) * i128::from(slide);
        // The oldest is the last that has not ended at `t`: start + size > t.
        let left = newest + i128::from(size) - t;
        let windows = (left + i128::from(slide) - 1)
            .div_euclid(i128::from(slide))
            .max(0);
        let windows = u64::try_from(windows).unwrap_or(u64::MAX);
        Self::Aligned {
            newest,
            windows,
            size,
            slide,
        }
    }

    /// How many windows there are.
    pub(crate) const fn count(self) -> u64 {
        match self {
            Self::Nowhere => 0,
            Self::Everywhere => 1,
            Self::Aligned { windows, .. } => windows,
        }
    }

    /// The windows, the oldest first: their ends rise.
    pub(crate) fn windows(self) -> impl DoubleEndedIterator<Item = Window> {
        (0..self.count()).map(move |at| self.window(at))
    }

    /// How many windows, from the oldest on, satisfy a condition that no window after one without it satisfies, such
    /// as that it is over.
    pub(crate) fn leading(self, mut holds: impl FnMut(Window) -> bool) -> u64 {
        let (mut known, mut open) = (0, self.count());
        while known < open {
            let middle = known.midpoint(open);
            if holds(self.window(middle)) {
                known = middle + 1;
            } else {
                open = middle;
            }
        }
        known
    }

    /// What is left without so many windows, the oldest.
    pub(crate) const fn without(self, oldest: u64) -> Self {
        if oldest >= self.count() {
            return Self::Nowhere;
        }
        match self {
            Self::Aligned {
                newest,
                windows,
                size,
                slide,
            } => Self::Aligned {
                newest,
                windows: windows - oldest,
                size,
                slide,
            },
            whole => whole,
        }
    }

    /// The window at a place, counted from the oldest.
    pub(crate) fn window(self, at: u64) -> Window {
        match self {
            Self::Nowhere | Self::Everywhere => Window::ALL,
            Self::Aligned {
                newest,
                windows,
                size,
                slide,
            } => {
                let start = newest - i128::from(windows - 1 - at) * i128::from(slide);
                Window {
                    start: instant(start),
                    end: instant(start + i128::from(size)),
                }
            }
        }
    }
}

/// The nearest instant there is.
fn instant(millis: i128) -> EventTime {
    EventTime::from_millis(i64::try_from(millis).unwrap_or(if millis < 0 { i64::MIN } else { i64::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(spec: WindowSpec, t: i64) -> Vec<(i64, i64)> {
        let windows = Span::of(spec, t).windows();
        windows.map(|w| (w.start.millis(), w.end.millis())).collect()
    }

    #[test]
    fn windows_below_the_epoch_floor_towards_minus_infinity() {
        let spec = WindowSpec::Tumbling {
            size_ms: 7,
            offset_ms: 3,
        };
        assert_eq!(windows(spec, -5), [(-11, -4)]);
        assert_eq!(windows(spec, 2), [(-4, 3)]);
        assert_eq!(windows(spec, 3), [(3, 10)]);
    }

    #[test]
    fn sliding_windows_overlap_or_leave_gaps() {
        let overlapping = WindowSpec::Sliding {
            size_ms: 10,
            slide_ms: 3,
            offset_ms: 0,
        };
        assert_eq!(windows(overlapping, 9), [(0, 10), (3, 13), (6, 16), (9, 19)]);
        assert_eq!(windows(overlapping, 10), [(3, 13), (6, 16), (9, 19)]);
        let gaps = WindowSpec::Sliding {
            size_ms: 2,
            slide_ms: 5,
            offset_ms: 0,
        };
        assert_eq!(windows(gaps, 6), [(5, 7)]);
        assert!(windows(gaps, 7).is_empty());
    }

    #[test]
    fn the_oldest_windows_end_first() {
        let spec = WindowSpec::Sliding {
            size_ms: 10,
            slide_ms: 3,
            offset_ms: 0,
        };
        let span = Span::of(spec, 9);
        let over = |now| span.leading(|window| window.end.millis() <= now);
        assert_eq!(
            [9, 10, 12, 13, 18, 19].map(over),
            [0, 1, 1, 2, 3, 4],
            "of four windows"
        );
        assert_eq!(
            span.without(3).windows().collect::<Vec<_>>(),
            [Window::new(9, 19)]
        );
        assert_eq!(span.without(0), span);
        assert_eq!(span.without(4), Span::Nowhere);
        assert_eq!(Span::Everywhere.without(1), Span::Nowhere);
        assert_eq!(Span::Everywhere.windows().collect::<Vec<_>>(), [Window::ALL]);
    }
}

//! Which windows contain an instant.

use streamgauge_model::{EventTime, Window, WindowSpec};

/// Calls `visit` for every window of `spec` that contains `t` (milliseconds); none for sessions, and
/// [`Window::ALL`] for a running aggregate and for the global window.
///
/// By definition: windows start at `offset + k * slide` for every integer `k`, also below the epoch, and one that
/// starts at `s` contains `t` if `s <= t < s + size`. Tumbling windows slide by their size. Where the slide is
/// greater than the size, some instants lie in no window.
pub(crate) fn each_window(spec: WindowSpec, t: i64, visit: impl FnMut(Window)) {
    Span::of(spec, t).each(visit);
}

/// The windows that contain an instant, as a range. Instants with equal ranges lie in the same windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Span {
    /// None.
    Nowhere,
    /// [`Window::ALL`].
    Everywhere,
    /// Windows of one size: the newest starts last, and each of the others a slide before the one behind it.
    Aligned {
        newest: i128,
        windows: i128,
        size: i64,
        slide: i64,
    },
}

impl Span {
    /// The windows of `spec` that contain `t`, milliseconds.
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
        Self::Aligned {
            newest,
            windows,
            size,
            slide,
        }
    }

    /// Calls `visit` for each window, the newest first.
    pub(crate) fn each(self, mut visit: impl FnMut(Window)) {
        match self {
            Self::Nowhere => {}
            Self::Everywhere => visit(Window::ALL),
            Self::Aligned {
                newest,
                windows,
                size,
                slide,
            } => {
                for back in 0..windows {
                    let start = newest - back * i128::from(slide);
                    visit(Window {
                        start: instant(start),
                        end: instant(start + i128::from(size)),
                    });
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
        let mut found = Vec::new();
        each_window(spec, t, |w| found.push((w.start.millis(), w.end.millis())));
        found
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
        assert_eq!(windows(overlapping, 9), [(9, 19), (6, 16), (3, 13), (0, 10)]);
        assert_eq!(windows(overlapping, 10), [(9, 19), (6, 16), (3, 13)]);
        let gaps = WindowSpec::Sliding {
            size_ms: 2,
            slide_ms: 5,
            offset_ms: 0,
        };
        assert_eq!(windows(gaps, 6), [(5, 7)]);
        assert!(windows(gaps, 7).is_empty());
    }
}

//! Windows that do not overlap, near one of them, found without dividing.

use streamgauge_model::{EventTime, Window};

use crate::Assigner;
use crate::reciprocal::Reciprocal;

/// How far before the first window the others begin, in milliseconds: half of what a reciprocal divides.
const BEFORE: i64 = 1 << 31;

/// The windows that start within some 25 days of the first, on either side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NearWindows {
    /// The start of the earliest, milliseconds.
    origin: i64,
    /// Between starts, milliseconds.
    distance: i64,
    /// Of each, milliseconds.
    length: i64,
    by_distance: Reciprocal,
}

impl NearWindows {
    /// Those around the window of `t`; `None` if windows overlap, if `t` is in none, or near the ends of time, where windows
    /// are cut off.
    pub fn around(assigner: &impl Assigner, t: EventTime) -> Option<Self> {
        let distance = assigner.distance()?;
        let mut found = None;
        assigner.each_window(t, |window| found = Some(window));
        let (start, end) = found.map(|window| (window.start.millis(), window.end.millis()))?;
        let origin = start.checked_sub((BEFORE / distance).checked_mul(distance)?)?;
        let length = end.checked_sub(start)?;
        // No window from the origin on is cut off within reach.
        origin.checked_add(i64::from(u32::MAX))?.checked_add(length)?;
        Some(Self {
            origin,
            distance,
            length,
            by_distance: Reciprocal::of(distance.unsigned_abs()),
        })
    }

    /// The window of `t`, if it is near.
    #[inline]
    pub fn window_of(&self, t: EventTime) -> Option<Window> {
        let since = u32::try_from(t.millis().wrapping_sub(self.origin)).ok()?;
        let start = self.origin + self.by_distance.divide(since).cast_signed() * self.distance;
        let window = Window::new(start, start + self.length);
        window.contains(t).then_some(window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sliding, Tumbling};

    fn windows(assigner: &impl Assigner, t: i64) -> Vec<Window> {
        let mut all = Vec::new();
        assigner.each_window(EventTime::from_millis(t), |window| all.push(window));
        all
    }

    /// The assigner's windows around some instants, and from there to all others.
    fn agree(assigner: &impl Assigner, times: &[i64]) -> usize {
        let mut near = 0;
        for &first in times {
            let Some(around) = NearWindows::around(assigner, EventTime::from_millis(first)) else {
                continue;
            };
            for &t in times {
                if let Some(window) = around.window_of(EventTime::from_millis(t)) {
                    assert_eq!(windows(assigner, t), [window], "{first} {t}");
                    near += 1;
                }
            }
        }
        near
    }

    #[test]
    fn they_are_those_of_the_assigner() {
        let times = [
            i64::MIN,
            i64::MIN + 1,
            i64::MIN + BEFORE + 20_000,
            -15_001,
            -15_000,
            -1,
            0,
            1,
            14_999,
            15_000,
            999_999,
            BEFORE,
            2 * BEFORE,
            i64::MAX - 2 * BEFORE,
            i64::MAX - 1,
            i64::MAX,
        ];
        for size in [1, 7, 1_000, 15_000, i64::MAX] {
            for offset in [0, 3 % size] {
                agree(&Tumbling { size, offset }, &times);
            }
        }
        let tumbling = Tumbling {
            size: 15_000,
            offset: 0,
        };
        assert!(agree(&tumbling, &times) > 60);
        let apart = Sliding {
            size: 1_000,
            slide: 3_000,
            offset: 0,
        };
        assert!(agree(&apart, &times) > 10);
        let overlapping = Sliding { slide: 500, ..apart };
        assert_eq!(agree(&overlapping, &times), 0);
    }
}

//! Which events leave a window when it fires.

use streamgauge_model::{Event, EventTime, Evictor};

/// An evictor, and whether it runs before or after the window's function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eviction {
    /// Which events leave.
    pub evictor: Evictor,
    /// The function still sees those that leave.
    pub after: bool,
}

impl Eviction {
    /// The evictor runs before the function, Flink's default.
    #[must_use]
    pub const fn before(evictor: Evictor) -> Self {
        Self {
            evictor,
            after: false,
        }
    }

    /// The evictor runs after the function.
    #[must_use]
    pub const fn after(evictor: Evictor) -> Self {
        Self { evictor, after: true }
    }

    /// Removes the events that leave from `events`, which stand in order of arrival.
    pub fn evict(&self, events: &mut Vec<Event>) {
        match self.evictor {
            Evictor::Count { count } => {
                let stay = usize::try_from(count).unwrap_or(usize::MAX);
                events.drain(..events.len().saturating_sub(stay));
            }
            Evictor::Time { window_ms } => evict_old(events, window_ms),
            Evictor::Delta { threshold } => {
                let Some(last) = events.last().map(|event| i128::from(event.value)) else {
                    return;
                };
                events.retain(|event| last - i128::from(event.value) < i128::from(threshold));
            }
        }
    }
}

/// Nothing leaves if the first event has no time.
fn evict_old(events: &mut Vec<Event>, window_ms: i64) {
    let newest = events.iter().map(|event| event.time).max();
    let (Some(newest), Some(first)) = (newest, events.first()) else {
        return;
    };
    if first.time != EventTime::MIN {
        let oldest = newest.millis().saturating_sub(window_ms);
        events.retain(|event| event.time.millis() > oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that stay of events with these times and values.
    fn stay(evictor: Evictor, events: &[(i64, i64)]) -> Vec<i64> {
        let mut events: Vec<_> = events
            .iter()
            .map(|&(time, value)| Event {
                time: EventTime::from_millis(time),
                value,
                ..Event::default()
            })
            .collect();
        Eviction::before(evictor).evict(&mut events);
        events.iter().map(|event| event.value).collect()
    }

    #[test]
    fn the_last_ones_stay_in_order_of_arrival() {
        let events = [(9, 1), (5, 2), (7, 3)];
        for (count, expected) in [
            (0, &[] as &[i64]),
            (2, &[2, 3]),
            (3, &[1, 2, 3]),
            (u64::MAX, &[1, 2, 3]),
        ] {
            assert_eq!(stay(Evictor::Count { count }, &events), expected);
        }
    }

    #[test]
    fn what_is_older_than_the_newest_by_the_span_or_more_leaves() {
        let by = |window_ms| Evictor::Time { window_ms };
        assert_eq!(stay(by(2), &[(9, 1), (7, 2), (8, 3)]), [1, 3]);
        assert_eq!(stay(by(i64::MAX), &[(-2, 1), (9, 2)]), [1, 2]);
        assert_eq!(stay(by(0), &[(9, 1)]), [0; 0]);
        assert_eq!(
            stay(by(2), &[(i64::MIN, 1), (9, 2)]),
            [1, 2],
            "the first has no time"
        );
    }

    #[test]
    fn what_the_last_value_exceeds_by_the_threshold_leaves() {
        let by = |threshold| Evictor::Delta { threshold };
        assert_eq!(stay(by(2), &[(0, 3), (0, 4), (0, 9), (0, 5)]), [4, 9, 5]);
        assert_eq!(stay(by(0), &[(0, 3)]), [0; 0]);
        assert_eq!(stay(by(i64::MAX), &[(0, i64::MIN), (0, i64::MAX)]), [i64::MAX]);
    }
}

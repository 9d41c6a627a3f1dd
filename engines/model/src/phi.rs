//! The tie between event time and wall time.

use crate::EventTime;

/// Maps an event time to the wall instant at which an on-time event of that time is due.
///
/// With a time scale of `c`, event time runs `c` times faster than the wall clock. The map is exact integer
/// arithmetic: `phi(t) = (t - origin) * nanos_per_ms`, in nanoseconds after the start of the schedule
/// (negative before it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phi {
    origin: EventTime,
    nanos_per_ms: u64,
}

impl Phi {
    /// The map that sends `origin` to the start of the schedule and lets one millisecond of event time take
    /// `nanos_per_ms` nanoseconds of wall time (1 000 000 = real time).
    #[must_use]
    pub const fn new(origin: EventTime, nanos_per_ms: u64) -> Self {
        Self { origin, nanos_per_ms }
    }

    /// The event time at the start of the schedule.
    #[must_use]
    pub const fn origin(self) -> EventTime {
        self.origin
    }

    /// Nanoseconds of wall time per millisecond of event time.
    #[must_use]
    pub const fn nanos_per_ms(self) -> u64 {
        self.nanos_per_ms
    }

    /// The wall instant of event time `t`, in nanoseconds after the start of the schedule; saturating.
    #[must_use]
    pub fn due_ns(self, t: EventTime) -> i64 {
        let wall =
            (i128::from(t.millis()) - i128::from(self.origin.millis())) * i128::from(self.nanos_per_ms);
        i64::try_from(wall).unwrap_or(if wall < 0 { i64::MIN } else { i64::MAX })
    }

    /// The event time that is on time at `due_ns` nanoseconds after the start, rounded down to milliseconds.
    #[must_use]
    pub fn event_time(self, due_ns: u64) -> EventTime {
        let millis = due_ns / self.nanos_per_ms.max(1);
        self.origin
            .saturating_add(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faster_event_time_shrinks_wall_time() {
        let phi = Phi::new(EventTime::from_millis(1_000), 5_000);
        assert_eq!(phi.due_ns(EventTime::from_millis(1_000)), 0);
        assert_eq!(phi.due_ns(EventTime::from_millis(16_000)), 75_000_000);
        assert_eq!(phi.event_time(75_000_000), EventTime::from_millis(16_000));
    }

    #[test]
    fn the_ends_of_the_range_saturate() {
        let phi = Phi::new(EventTime::from_millis(0), 1_000_000);
        assert_eq!(phi.due_ns(EventTime::MAX), i64::MAX);
        assert_eq!(phi.due_ns(EventTime::MIN), i64::MIN);
    }
}

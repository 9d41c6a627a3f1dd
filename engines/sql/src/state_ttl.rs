//! How long state of SQL operators without windows lives.

use streamgauge_model::ProcessingTime;

/// The time to live of state, in processing time (Flink's `table.exec.state.ttl`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateTtl {
    nanos: i64,
}

impl StateTtl {
    /// State lives for ever.
    pub const OFF: Self = Self { nanos: 0 };

    /// State lives `millis` milliseconds beyond its last write; zero or less: for ever.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self {
            nanos: millis.saturating_mul(1_000_000),
        }
    }

    /// Whether state expires at all.
    #[must_use]
    pub const fn is_on(self) -> bool {
        self.nanos > 0
    }

    /// Whether what was written at `written` has expired at `now` (Flink's `TtlUtils#expired`).
    #[must_use]
    pub const fn expired(self, written: ProcessingTime, now: ProcessingTime) -> bool {
        self.is_on() && written.saturating_add_nanos(self.nanos).nanos() <= now.nanos()
    }
}

/// A value, and when it was last written: reading does not renew it, and an expired value is never seen (Flink's
/// `OnCreateAndWrite` and `NeverReturnExpired`).
#[derive(Clone, Copy, Debug)]
pub struct Expiring<T> {
    value: T,
    written: ProcessingTime,
}

impl<T> Expiring<T> {
    /// A value that is written now.
    #[must_use]
    pub const fn new(value: T, now: ProcessingTime) -> Self {
        Self { value, written: now }
    }

    /// The value, unless it has expired.
    #[must_use]
    pub fn get(&self, ttl: StateTtl, now: ProcessingTime) -> Option<&T> {
        (!ttl.expired(self.written, now)).then_some(&self.value)
    }

    /// The value itself, unless it has expired.
    #[must_use]
    pub fn into_value(self, ttl: StateTtl, now: ProcessingTime) -> Option<T> {
        (!ttl.expired(self.written, now)).then_some(self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_expires_when_its_time_to_live_has_passed_since_the_last_write() {
        let ttl = StateTtl::from_millis(1_000);
        let written = Expiring::new('a', ProcessingTime::from_millis(5));
        assert_eq!(written.get(ttl, ProcessingTime::from_millis(1_004)), Some(&'a'));
        assert_eq!(written.get(ttl, ProcessingTime::from_millis(1_005)), None);
        assert_eq!(written.get(StateTtl::OFF, ProcessingTime::MAX), Some(&'a'));
    }

    #[test]
    fn a_time_to_live_beyond_the_end_of_time_ends_with_it() {
        let ttl = StateTtl::from_millis(i64::MAX);
        assert!(!ttl.expired(
            ProcessingTime::from_millis(1),
            ProcessingTime::from_millis(i64::MAX / 2_000_000)
        ));
    }
}

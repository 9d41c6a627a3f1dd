//! State of SQL operators without windows, which lives as long as its time to live says.

use streamgauge_model::ProcessingTime;
use streamgauge_operators::StateTtl;

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
}

//! State that expires when it was not used for a while.

use streamgauge_model::ProcessingTime;

/// How long state lives, what renews it, and who still sees it afterwards (Flink's `StateTtlConfig`). The time is
/// that of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateTtl {
    /// The time to live in milliseconds, counted from the last use; zero or less: for ever.
    pub millis: i64,
    /// What counts as a use.
    pub renewal: TtlRenewal,
    /// Whether an expired value is seen.
    pub visibility: TtlVisibility,
}

/// What renews the time to live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TtlRenewal {
    /// Writing (`OnCreateAndWrite`, Flink's default).
    Write,
    /// Writing and reading (`OnReadAndWrite`).
    ReadAndWrite,
}

/// Whether a value that has expired but is still there is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TtlVisibility {
    /// Never (`NeverReturnExpired`, Flink's default).
    Hidden,
    /// Once: reading it removes it (`ReturnExpiredIfNotCleanedUp`).
    SeenOnce,
}

impl StateTtl {
    /// State lives for ever (SQL's default, `table.exec.state.ttl` of 0).
    pub const OFF: Self = Self::from_millis(0);

    /// Whether state expires at all.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.millis > 0
    }

    /// State lives for `millis` milliseconds after it was written, by Flink's defaults.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self {
            millis,
            renewal: TtlRenewal::Write,
            visibility: TtlVisibility::Hidden,
        }
    }

    /// Whether state that was used last at `used` has expired at `now` (Flink's `TtlUtils#expired`). A time to live
    /// beyond the end of time does not end before it.
    #[must_use]
    pub const fn expired(&self, used: ProcessingTime, now: ProcessingTime) -> bool {
        let end = used.saturating_add_nanos(self.millis.saturating_mul(1_000_000));
        self.is_on() && end.nanos() <= now.nanos()
    }
}

/// A value with a time to live (Flink's `TtlValueState`). The entries of a list or a map expire one by one: each is
/// such a value.
#[derive(Clone, Copy, Debug)]
pub struct TtlValue<T> {
    value: Option<(T, ProcessingTime)>,
}

impl<T> Default for TtlValue<T> {
    fn default() -> Self {
        Self { value: None }
    }
}

impl<T: Clone> TtlValue<T> {
    /// Replaces the value; it is new.
    pub fn write(&mut self, value: T, now: ProcessingTime) {
        self.value = Some((value, now));
    }

    /// The value, as `ttl` lets it be seen. One that has expired is gone afterwards.
    pub fn read(&mut self, ttl: &StateTtl, now: ProcessingTime) -> Option<T> {
        let (value, used) = self.value.as_mut()?;
        if ttl.expired(*used, now) {
            let (value, _) = self.value.take()?;
            return (ttl.visibility == TtlVisibility::SeenOnce).then_some(value);
        }
        if ttl.renewal == TtlRenewal::ReadAndWrite {
            *used = now;
        }
        Some(value.clone())
    }

    /// Removes the value.
    pub fn clear(&mut self) {
        self.value = None;
    }

    /// Whether there is nothing, not even an expired value.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.value.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_time_to_live_does_not_overflow() {
        let ttl = StateTtl::from_millis(i64::MAX);
        let at = ProcessingTime::from_millis;
        assert!(!ttl.expired(at(5), at(i64::MAX / 2_000_000)));
    }

    #[test]
    fn a_value_is_gone_when_it_was_cleared() {
        let ttl = StateTtl::from_millis(1);
        let now = ProcessingTime::from_millis(0);
        let mut value = TtlValue::default();
        value.write('a', now);
        value.clear();
        assert!(value.is_empty() && value.read(&ttl, now).is_none());
    }
}

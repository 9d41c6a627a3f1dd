//! Two kinds of time that must never be mixed: when something happened, and when it was handled.

/// When an event happened in the world: milliseconds since the Unix epoch, UTC; may be negative.
///
/// Never subtract an event time from a [`ProcessingTime`]: [`crate::Phi`] maps one onto the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct EventTime(i64);

impl EventTime {
    /// The smallest instant; engines read it as "no time at all".
    pub const MIN: Self = Self(i64::MIN);
    /// The greatest instant.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant `millis` milliseconds after the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant moved by `millis` milliseconds; stops at the ends of the range instead of wrapping.
    #[must_use]
    pub const fn saturating_add(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// When something is handled, on the clock of the run: nanoseconds since the Unix epoch.
///
/// Live runs derive it from a monotonic clock, simulated ones from a virtual clock; engines are told it and
/// never read a clock themselves. The range ends in the year 2262.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct ProcessingTime(i64);

impl ProcessingTime {
    /// The smallest instant.
    pub const MIN: Self = Self(i64::MIN);
    /// The greatest instant: a wake-up that never comes.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant `nanos` nanoseconds after the Unix epoch.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The instant `millis` milliseconds after the Unix epoch; stops at the ends of the range.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// Nanoseconds since the Unix epoch.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the Unix epoch, rounded towards minus infinity.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant moved by `nanos` nanoseconds; stops at the ends of the range instead of wrapping.
    #[must_use]
    pub const fn saturating_add_nanos(self, nanos: i64) -> Self {
        Self(self.0.saturating_add(nanos))
    }

    /// Nanoseconds from `earlier` to this instant; negative if `earlier` is later.
    #[must_use]
    pub const fn nanos_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processing_milliseconds_round_towards_minus_infinity() {
        assert_eq!(ProcessingTime::from_nanos(-1).millis(), -1);
        assert_eq!(ProcessingTime::from_nanos(1_999_999).millis(), 1);
    }

    #[test]
    fn instants_stop_at_the_ends_of_their_range() {
        assert_eq!(EventTime::MAX.saturating_add(1), EventTime::MAX);
        assert_eq!(ProcessingTime::from_millis(i64::MAX), ProcessingTime::MAX);
    }
}

//! A span of event time (or of processing time, where a query asks for it).

use crate::EventTime;

/// The half-open span `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// First instant inside.
    pub start: EventTime,
    /// First instant after.
    pub end: EventTime,
}

impl Window {
    /// The whole of time: the window of a query that has none.
    pub const ALL: Self = Self {
        start: EventTime::MIN,
        end: EventTime::MAX,
    };

    /// The window from `start` to just before `end`, both in milliseconds since the Unix epoch.
    #[must_use]
    pub const fn new(start_ms: i64, end_ms: i64) -> Self {
        Self {
            start: EventTime::from_millis(start_ms),
            end: EventTime::from_millis(end_ms),
        }
    }

    /// Whether the instant `t` lies inside.
    #[must_use]
    #[inline]
    pub const fn contains(self, t: EventTime) -> bool {
        self.start.millis() <= t.millis() && t.millis() < self.end.millis()
    }

    /// The last instant inside, `end - 1 ms` (Flink's `maxTimestamp`); saturating.
    #[must_use]
    pub const fn last_instant(self) -> EventTime {
        self.end.saturating_add(-1)
    }
}

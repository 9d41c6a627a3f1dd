//! What is asked of a stream.

use crate::{Deduplicate, Event, Firing, WindowTrigger};

/// The most windows that one event may belong to. Each of them brings rows, and a single late event may bring all of them
/// again: more would keep an engine busy for seconds with one event.
pub const MAX_WINDOWS_PER_EVENT: i64 = 10_000;

/// A continuous query: filter, group, window, aggregate, alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The command line's name for it.
    pub name: String,
    /// Which events take part; the others are counted as filtered.
    pub filter: Option<Filter>,
    /// What rows are grouped by.
    pub key: KeyBy,
    /// How time is cut.
    pub window: WindowSpec,
    /// Which time is cut.
    pub time: TimeDomain,
    /// What is computed. Empty: events pass through.
    pub aggregates: Vec<Aggregate>,
    /// Only rows that satisfy this leave.
    pub alert: Option<Alert>,
    /// Only the `n` rows with the greatest count leave each window, ranked; ties go to the smaller key.
    pub top: Option<u32>,
    /// When a window is taken to be complete; `None`: never, nothing is late.
    pub watermark: Option<WatermarkRule>,
    /// How long after completion a window still accepts events and fires again, in milliseconds
    /// (event-at-a-time only).
    pub allowed_lateness_ms: i64,
    /// When windows fire and what they keep.
    pub firing: Firing,
    /// Repeated events do not pass (micro-batch only; without aggregates).
    pub deduplicate: Option<Deduplicate>,
    /// Every source has a watermark of its own, this many milliseconds behind its greatest event time, by the
    /// number of the source; empty: one watermark for all (micro-batch only).
    pub source_delays_ms: Vec<i64>,
    /// Every group keeps a hash of its members, so that the judge can tell *which* events a row covers. Without it rows
    /// carry a count alone, and whether they cover the right events cannot be verified.
    pub digest: bool,
}

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyBy {
    /// One group for all events.
    None,
    /// One group for each movie.
    Movie,
    /// One group for each user.
    User,
}

/// How time is cut into windows. All spans are milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WindowSpec {
    /// No window: one running aggregate per key, for ever.
    Running,
    /// Adjacent windows of equal size, aligned to the Unix epoch plus `offset_ms`.
    Tumbling {
        /// Length of a window.
        size_ms: i64,
        /// Shift against the epoch.
        offset_ms: i64,
    },
    /// Windows of `size_ms` that start every `slide_ms`.
    Sliding {
        /// Length of a window.
        size_ms: i64,
        /// Distance between starts.
        slide_ms: i64,
        /// Shift against the epoch.
        offset_ms: i64,
    },
    /// Per key, a window that ends when no event came for `gap_ms`.
    Session {
        /// The silence that ends a session.
        gap_ms: i64,
    },
    /// One endless window per key (event-at-a-time only). It fires as [`Query::firing`] says.
    Global,
}

/// Which time windows are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeDomain {
    /// When events happened.
    Event,
    /// When they are handled.
    Processing,
}

/// One aggregate. All are exact integers; the mean is kept as sum and count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aggregate {
    /// Number of events.
    Count,
    /// Sum of the values.
    Sum,
    /// Sum divided by count.
    Mean,
    /// Smallest value.
    Min,
    /// Greatest value.
    Max,
    /// Number of different users, exactly.
    DistinctUsers,
    /// Number of events that satisfy a condition.
    CountIf(Comparison),
    /// Sum of the values of the events that satisfy a condition.
    SumIf(Comparison),
}

impl Aggregate {
    /// The condition of a conditional aggregate.
    #[must_use]
    pub const fn condition(self) -> Option<Comparison> {
        match self {
            Self::CountIf(comparison) | Self::SumIf(comparison) => Some(comparison),
            _ => None,
        }
    }
}

/// A condition on an event's value, in half stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// The value is less than this.
    Below(i64),
    /// The value is this or more.
    AtLeast(i64),
}

impl Comparison {
    /// Whether `value` satisfies the condition.
    #[must_use]
    #[inline]
    pub const fn holds(self, value: i64) -> bool {
        match self {
            Self::Below(limit) => value < limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }
}

/// Which events take part in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Those whose value satisfies a condition.
    Value(Comparison),
}

impl Filter {
    /// Whether `event` takes part.
    #[must_use]
    #[inline]
    pub const fn keeps(self, event: &Event) -> bool {
        match self {
            Self::Value(comparison) => comparison.holds(event.value),
        }
    }
}

/// A condition on a result. Both parts must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alert {
    /// The count must be greater than this.
    pub count_above: u64,
    /// The mean value, in half stars, must be less than this; `None`: any mean.
    pub mean_below: Option<i64>,
}

impl Alert {
    /// Whether a row of `count` events whose values add up to `sum` is worth an alert. Exact: the mean is
    /// compared as `sum < limit * count`.
    #[must_use]
    #[inline]
    pub fn holds(self, count: u64, sum: i64) -> bool {
        count > self.count_above
            && self
                .mean_below
                .is_none_or(|limit| i128::from(sum) < i128::from(limit) * i128::from(count))
    }
}

/// When a window is taken to be complete: bounded out-of-orderness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WatermarkRule {
    /// How far the watermark stays behind the greatest event time seen, in milliseconds (Spark's delay
    /// threshold, Flink's out-of-orderness bound).
    pub delay_ms: i64,
}

/// Why a query cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The field at fault.
    pub field: &'static str,
    /// What is wrong with it and what would be right.
    pub message: String,
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

impl std::error::Error for QueryError {}

impl Query {
    /// Checks sizes, delays and combinations that no engine can compute.
    ///
    /// # Errors
    /// Names the first field at fault, its value, and what would be right.
    pub fn validate(&self) -> Result<(), QueryError> {
        self.window.validate()?;
        if let Some(rule) = self.watermark {
            not_negative("watermark delay", rule.delay_ms)?;
        }
        not_negative("allowed lateness", self.allowed_lateness_ms)?;
        for &delay_ms in &self.source_delays_ms {
            not_negative("watermark delay", delay_ms)?;
        }
        self.firing.trigger.validate()?;
        self.validate_conditions()?;
        self.validate_top()
    }

    fn validate_conditions(&self) -> Result<(), QueryError> {
        let conditions: std::collections::BTreeSet<_> =
            self.aggregates.iter().filter_map(|a| a.condition()).collect();
        if conditions.len() > 1 {
            let message = format!(
                "{} different conditions; use one condition per query",
                conditions.len()
            );
            return fail("aggregates", message);
        }
        Ok(())
    }

    fn validate_top(&self) -> Result<(), QueryError> {
        let is_aligned = matches!(
            self.window,
            WindowSpec::Tumbling { .. } | WindowSpec::Sliding { .. }
        );
        if self.top.is_some() && !is_aligned {
            return fail(
                "top",
                "sessions and running aggregates have no common window to rank; use tumbling or sliding"
                    .to_owned(),
            );
        }
        if self.top == Some(0) {
            return fail("top", "0 rows is no answer; use at least 1".to_owned());
        }
        Ok(())
    }
}

impl WindowSpec {
    fn validate(self) -> Result<(), QueryError> {
        match self {
            Self::Tumbling { size_ms, offset_ms } => {
                positive("window size", size_ms)?;
                shorter_offset(offset_ms, "size", size_ms)
            }
            Self::Sliding {
                size_ms,
                slide_ms,
                offset_ms,
            } => {
                positive("window size", size_ms)?;
                positive("window slide", slide_ms)?;
                let windows = size_ms / slide_ms;
                if windows > MAX_WINDOWS_PER_EVENT {
                    let message = format!(
                        "{slide_ms} ms puts every event into {windows} windows of {size_ms} ms; at most \
                         {MAX_WINDOWS_PER_EVENT} are possible, use a longer slide"
                    );
                    return fail("window slide", message);
                }
                shorter_offset(offset_ms, "slide", slide_ms)
            }
            Self::Session { gap_ms } => positive("session gap", gap_ms),
            Self::Running | Self::Global => Ok(()),
        }
    }
}

impl WindowTrigger {
    fn validate(self) -> Result<(), QueryError> {
        match self {
            Self::Count { count: 0 } => fail(
                "window trigger",
                "a count of 0 never comes; use at least 1".to_owned(),
            ),
            Self::ContinuousEventTime { interval_ms } if interval_ms <= 0 => fail(
                "window trigger",
                format!("an interval of {interval_ms} ms is not positive; use at least 1 ms"),
            ),
            _ => Ok(()),
        }
    }
}

fn positive(field: &'static str, millis: i64) -> Result<(), QueryError> {
    if millis > 0 {
        return Ok(());
    }
    fail(field, format!("{millis} ms is not positive; use at least 1 ms"))
}

fn not_negative(field: &'static str, millis: i64) -> Result<(), QueryError> {
    if millis >= 0 {
        return Ok(());
    }
    fail(field, format!("{millis} ms is negative; use 0 ms or more"))
}

fn shorter_offset(offset_ms: i64, span: &str, span_ms: i64) -> Result<(), QueryError> {
    if offset_ms.unsigned_abs() < span_ms.unsigned_abs() {
        return Ok(());
    }
    fail(
        "window offset",
        format!("{offset_ms} ms must be shorter than the {span}, {span_ms} ms"),
    )
}

const fn fail(field: &'static str, message: String) -> Result<(), QueryError> {
    Err(QueryError { field, message })
}

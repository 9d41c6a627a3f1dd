//! The query of a case.

use serde::Deserialize;

/// What a case computes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseQuery {
    /// What rows are grouped by.
    pub key: KeyBy,
    /// How time is cut.
    pub window: WindowShape,
    /// Which time is cut.
    pub time: TimeOf,
    /// What is computed; empty: rows pass.
    pub aggregates: Vec<Aggregate>,
    /// Rows pass once (micro-batch only).
    pub deduplicate: Option<Deduplicate>,
    /// What moves the watermark.
    pub watermark: WatermarkSpec,
    /// Which rows leave (micro-batch only).
    pub output_mode: Option<OutputMode>,
    /// How long windows live beyond their end (event-at-a-time only).
    pub allowed_lateness_ms: Option<i64>,
    /// Late events go to a side output (event-at-a-time only).
    pub late_output: Option<bool>,
    /// When windows fire (event-at-a-time only).
    pub window_trigger: Option<WindowTrigger>,
}

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyBy {
    /// One group.
    None,
    /// `movie_id`.
    Movie,
    /// `user_id`.
    User,
    /// The event's `key`.
    Key,
}

/// How time is cut into windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum WindowShape {
    /// Adjacent windows.
    Tumbling {
        /// Length.
        size_ms: i64,
        /// Shift against the epoch.
        offset_ms: i64,
    },
    /// Windows that overlap, or leave gaps.
    Sliding {
        /// Length.
        size_ms: i64,
        /// Distance between starts.
        slide_ms: i64,
        /// Shift against the epoch.
        offset_ms: i64,
    },
    /// Spans of activity.
    Session {
        /// The silence that ends one.
        gap_ms: i64,
    },
    /// One endless window (event-at-a-time only).
    Global {},
    /// No window.
    None {},
}

/// Which time windows are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeOf {
    /// When events happened.
    Event,
    /// The virtual clock (event-at-a-time only).
    Processing,
}

/// One aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Number of events.
    Count,
    /// Sum of half stars or values.
    Sum,
    /// Number of different users.
    DistinctUsers,
}

/// Deduplication.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deduplicate {
    /// The fields that make two events equal: some of `key`, `value`, `t_ms`.
    pub by: Vec<String>,
    /// Whether a key is forgotten once the watermark has passed its first event by the delay.
    pub within_watermark: bool,
}

/// What moves the watermark.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "strategy", rename_all = "kebab-case", deny_unknown_fields)]
pub enum WatermarkSpec {
    /// It stays behind the greatest event time.
    BoundedOutOfOrderness {
        /// By this much.
        delay_ms: i64,
        /// When it moves.
        cadence: Cadence,
    },
    /// Each source has its own (micro-batch only).
    PerSource {
        /// One delay per source.
        delays_ms: Vec<i64>,
        /// How they are combined.
        policy: Policy,
        /// When it moves.
        cadence: Cadence,
    },
    /// The steps say it (event-at-a-time only).
    Explicit {},
    /// There is none.
    None {},
}

impl WatermarkSpec {
    /// Whether there is no watermark.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::None {}
    }
}

/// When a watermark moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cadence {
    /// At the end of a batch.
    PerBatch,
    /// After each event.
    PerEvent,
}

/// How the watermarks of several sources are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// The slowest source decides.
    Min,
    /// The fastest source decides.
    Max,
}

/// Which rows a batch hands to the sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputMode {
    /// Evicted groups.
    Append,
    /// Touched groups.
    Update,
    /// All groups.
    Complete,
}

/// When windows fire, event at a time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum WindowTrigger {
    /// When the watermark passes the end.
    EventTime {},
    /// When the clock passes the end.
    ProcessingTime {},
    /// After every so many events.
    Count {
        /// How many.
        count: u64,
    },
    /// At intervals of the watermark.
    ContinuousEventTime {
        /// The interval.
        interval_ms: i64,
    },
    /// At the greatest watermark.
    EndOfStream {},
    /// As `inner`, and every firing clears the contents.
    Purging {
        /// The trigger that decides.
        inner: Box<WindowTrigger>,
    },
    /// After every event (no window).
    PerEvent {},
}

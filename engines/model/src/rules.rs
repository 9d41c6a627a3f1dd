//! The rules by which an engine decides *when*: everything about an execution model that can be set.

/// What an engine declares about itself. Its own steps are judged by it, and it is printed with every figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Batches formed by a trigger (the model of Spark Structured Streaming).
    MicroBatch(MicroBatchRules),
    /// One event at a time (the model of Apache Flink).
    EventAtATime(EventAtATimeRules),
}

/// The settings of the micro-batch engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MicroBatchRules {
    /// When a batch starts.
    pub trigger: Trigger,
    /// At most this many events per batch; `None`: all that wait. Ignored by [`Trigger::Once`].
    pub max_events_per_trigger: Option<u64>,
    /// Which rows leave.
    pub output_mode: OutputMode,
    /// Whether a batch without data runs after the watermark moved.
    pub no_data_batches: bool,
    /// How the watermarks of several sources become one.
    pub watermark_policy: WatermarkPolicy,
    /// Parallel tasks per stage; the shuffle has as many partitions.
    pub workers: u32,
}

impl MicroBatchRules {
    /// One worker, no limit, batches without data allowed (Spark's defaults but for its 200 partitions).
    #[must_use]
    pub const fn new(trigger: Trigger, output_mode: OutputMode) -> Self {
        Self {
            trigger,
            max_events_per_trigger: None,
            output_mode,
            no_data_batches: true,
            watermark_policy: WatermarkPolicy::Min,
            workers: 1,
        }
    }
}

/// When a micro-batch starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// As soon as the one before is done; if nothing waits, look again every 10 ms (Spark's default trigger,
    /// `spark.sql.streaming.pollingDelay`).
    BackToBack,
    /// At the multiples of an interval since the Unix epoch; the first batch at once; one that overruns its
    /// boundary is followed immediately and missed boundaries are not made up (Spark's `ProcessingTime`).
    Interval {
        /// The interval in milliseconds, positive.
        millis: i64,
    },
    /// Everything that waits at the start, in batches of the limit, then the batches without data, then stop.
    AvailableNow,
    /// Everything that waits at the start in a single batch, then stop.
    Once,
}

/// Which rows a batch hands to the sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputMode {
    /// Each group once, when the watermark closes it.
    Append,
    /// Every group that this batch touched.
    Update,
    /// Every group there is.
    Complete,
}

/// How the watermarks of several sources become one (Spark's `spark.sql.streaming.multipleWatermarkPolicy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WatermarkPolicy {
    /// The smallest: no source's events are late because another source is ahead.
    Min,
    /// The greatest: a slow source does not hold the others back.
    Max,
}

/// The settings of the event-at-a-time engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventAtATimeRules {
    /// When the watermark generator speaks.
    pub cadence: Cadence,
    /// A split that stays silent for longer than this, in milliseconds of processing time, no longer holds the
    /// watermark back; `None`: it does, for ever (Flink's default).
    pub idle_after_ms: Option<i64>,
    /// Events that all of their windows refuse go to the side output instead of being counted as dropped.
    pub late_output: bool,
    /// Window tasks. With 1 and no buffer timeout, the source and the window operator are one chain; otherwise
    /// a keyed exchange lies between them.
    pub workers: u32,
    /// How long a record may wait in a half-filled buffer of the exchange, in nanoseconds; 0: every record is
    /// sent at once. Flink's default is 100 ms.
    pub buffer_timeout_ns: i64,
}

impl EventAtATimeRules {
    /// One worker, late events counted, no idleness, no buffering.
    #[must_use]
    pub const fn new(cadence: Cadence) -> Self {
        Self {
            cadence,
            idle_after_ms: None,
            late_output: false,
            workers: 1,
            buffer_timeout_ns: 0,
        }
    }

    /// Whether a keyed exchange lies between source and window tasks.
    #[must_use]
    pub const fn has_exchange(&self) -> bool {
        self.workers > 1 || self.buffer_timeout_ns > 0
    }
}

/// When a watermark generator speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cadence {
    /// After every event that moves it.
    PerEvent,
    /// At intervals of processing time, counted from the start of the task (Flink's
    /// `pipeline.auto-watermark-interval`, 200 ms by default).
    Periodic {
        /// The interval in milliseconds, positive.
        millis: i64,
    },
}

impl Cadence {
    /// Flink's default: every 200 ms.
    pub const FLINK_DEFAULT: Self = Self::Periodic { millis: 200 };
}

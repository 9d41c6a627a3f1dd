//! Which events are the same (micro-batch only).

/// Of events that agree in some fields, the first one passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Deduplicate {
    /// They agree in the query's key.
    pub by_key: bool,
    /// They agree in their value.
    pub by_value: bool,
    /// They agree in their event time.
    pub by_time: bool,
    /// An event is forgotten when the watermark passes its time plus the delay (Spark's
    /// `dropDuplicatesWithinWatermark`). Otherwise it is forgotten when the watermark passes its time, if events are
    /// compared by it, and never if they are not.
    pub within_watermark: bool,
}

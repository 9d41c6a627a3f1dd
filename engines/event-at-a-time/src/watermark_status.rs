//! Whether a stream takes part in event time.

/// Flows in-band like a watermark: an idle stream does not hold time back downstream until it is active again
/// (Flink's `WatermarkStatus`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WatermarkStatus {
    /// Its watermark counts.
    #[default]
    Active,
    /// It says nothing about time for now.
    Idle,
}

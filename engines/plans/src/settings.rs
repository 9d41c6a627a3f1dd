//! What can be set for a query.

use streamgauge_model::{OutputMode, WatermarkPolicy};

use crate::Sink;

/// What can be set for a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which rows leave.
    pub mode: OutputMode,
    /// Where they go.
    pub sink: Sink,
    /// How the watermarks of several nodes become one. What holds at batch 0 holds for ever (W7).
    pub policy: WatermarkPolicy,
    /// Whether batches without data run when the watermark has moved
    /// (`spark.sql.streaming.noDataMicroBatches.enabled`).
    pub no_data_batches: bool,
}

impl Settings {
    /// Spark's defaults in `mode`.
    #[must_use]
    pub const fn new(mode: OutputMode) -> Self {
        Self {
            mode,
            sink: Sink::Memory,
            policy: WatermarkPolicy::Min,
            no_data_batches: true,
        }
    }
}

//! Queries that must be refused.

use serde::{Deserialize, Serialize};

use crate::{Case, EngineKind, OutputMode, WatermarkSpec, WindowShape};

/// The kind of a refusal. The order is that in which they are tested: the first that applies is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// A delay below 0.
    NegativeWatermarkDelay,
    /// Session windows in update mode.
    SessionUpdateUnsupported,
    /// Session windows without a key.
    SessionWithoutKey,
    /// Append mode, an aggregate, and nothing that closes its groups.
    AppendAggregationWithoutWatermark,
    /// Complete mode without an aggregate.
    CompleteWithoutAggregation,
    /// `within_watermark` without a watermark.
    DeduplicateWithinWatermarkWithoutWatermark,
}

impl Refusal {
    /// The name in case files and lines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NegativeWatermarkDelay => "negative-watermark-delay",
            Self::SessionUpdateUnsupported => "session-update-unsupported",
            Self::SessionWithoutKey => "session-without-key",
            Self::AppendAggregationWithoutWatermark => "append-aggregation-without-watermark",
            Self::CompleteWithoutAggregation => "complete-without-aggregation",
            Self::DeduplicateWithinWatermarkWithoutWatermark => {
                "deduplicate-within-watermark-without-watermark"
            }
        }
    }

    /// Why the query of `case` is refused; `None` if it is not.
    #[must_use]
    pub fn of(case: &Case) -> Option<Self> {
        if has_negative_delay(&case.query.watermark) {
            return Some(Self::NegativeWatermarkDelay);
        }
        // The other refusals are about output modes and batches.
        if case.engine == EngineKind::MicroBatch {
            Self::of_batches(case)
        } else {
            None
        }
    }

    fn of_batches(case: &Case) -> Option<Self> {
        let query = &case.query;
        let mode = query.output_mode?;
        let session = matches!(query.window, WindowShape::Session { .. });
        let aggregates = !query.aggregates.is_empty();
        let closes = !query.watermark.is_none() && query.window != WindowShape::None {};
        let within = query.deduplicate.as_ref().is_some_and(|d| d.within_watermark);
        let table = [
            (
                Self::SessionUpdateUnsupported,
                session && mode == OutputMode::Update,
            ),
            (
                Self::SessionWithoutKey,
                session && query.key == crate::KeyBy::None,
            ),
            (
                Self::AppendAggregationWithoutWatermark,
                mode == OutputMode::Append && aggregates && !closes,
            ),
            (
                Self::CompleteWithoutAggregation,
                mode == OutputMode::Complete && !aggregates,
            ),
            (
                Self::DeduplicateWithinWatermarkWithoutWatermark,
                within && query.watermark.is_none(),
            ),
        ];
        table
            .into_iter()
            .find_map(|(kind, applies)| applies.then_some(kind))
    }
}

fn has_negative_delay(watermark: &WatermarkSpec) -> bool {
    match watermark {
        WatermarkSpec::BoundedOutOfOrderness { delay_ms, .. } => *delay_ms < 0,
        WatermarkSpec::PerSource { delays_ms, .. } => delays_ms.iter().any(|delay| *delay < 0),
        WatermarkSpec::Explicit {} | WatermarkSpec::None {} => false,
    }
}

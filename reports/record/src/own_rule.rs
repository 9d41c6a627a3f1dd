//! What an engine kept and dropped against the rule that it declares itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Confusion;

/// Kept and dropped against the engine's own watermark: a check for bugs. In a valid run nothing is wrongly kept or
/// dropped here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnRule {
    /// Per event.
    pub events: Confusion,
    /// Per (event, window) pair.
    pub assignments: Confusion,
    /// Rows that cover other events than the rule says, of which it could not be told which.
    pub unresolved_rows: u64,
}

/// Events by how many of their windows the reference watermark had completed, allowed lateness included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventsByWindows {
    /// None of its windows was over.
    pub none_over: KeptBy,
    /// Some were, but not all.
    pub some_over: KeptBy,
    /// All were.
    pub all_over: KeptBy,
}

/// Events by how many of their windows took them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeptBy {
    /// All of them.
    pub all: u64,
    /// Some, but not all.
    pub some: u64,
    /// None.
    pub none: u64,
}

/// The engine's own count of what it dropped as late, beside what it did drop, in the engine's unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DropCounter {
    /// `late groups` (micro-batch: rows behind the partial aggregation) or `late events`.
    pub unit: String,
    /// What the engine counted.
    pub counted: u64,
    /// What the oracle counted.
    pub actual: u64,
}

impl DropCounter {
    /// `counter_error = (counted - actual) / actual`; 0 if both are 0, absent if only `actual` is.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn error(&self) -> Option<f64> {
        match (self.counted, self.actual) {
            (counted, actual) if counted == actual => Some(0.0),
            (_, 0) => None,
            (counted, actual) => Some((counted as f64 - actual as f64) / actual as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_counter_has_a_sign() {
        let error = |counted, actual| {
            let unit = "late events".to_owned();
            DropCounter {
                unit,
                counted,
                actual,
            }
            .error()
        };
        assert_eq!(error(8, 10), Some(-0.2));
        assert_eq!(error(15, 10), Some(0.5));
        assert_eq!(error(0, 0), Some(0.0));
        assert_eq!(error(3, 0), None);
    }
}

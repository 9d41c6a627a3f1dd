//! The arms of a comparison.

use streamgauge_model::{OutputMode, Query, Rules, WindowSpec};

use crate::EngineChoice;

/// One side of a comparison: an engine with its settings, under a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// How it is called in tables, such as `micro-batch 1s`; unique within a comparison.
    pub label: String,
    /// The engine. The output mode of a micro-batch engine is replaced by [`default_output_mode`] unless the plan
    /// says that it is meant ([`crate::ComparisonPlan::keep_output_modes`]).
    pub engine: EngineChoice,
}

impl Arm {
    /// The engine as it answers `query`.
    #[must_use]
    pub fn engine_for(&self, query: &Query, keep_output_mode: bool) -> EngineChoice {
        match &self.engine {
            EngineChoice::Rules(Rules::MicroBatch(rules)) if !keep_output_mode => {
                let mut rules = rules.clone();
                rules.output_mode = default_output_mode(query);
                EngineChoice::Rules(Rules::MicroBatch(rules))
            }
            engine => engine.clone(),
        }
    }
}

/// The output mode in which a micro-batch engine gives what comes nearest to an event-at-a-time engine's answers:
/// `append` for windows that a watermark closes and for queries without aggregates; `update` for running aggregates
/// and windows of processing time, which no watermark closes; `complete` for sessions of that kind, for which
/// `update` is not defined.
#[must_use]
pub fn default_output_mode(query: &Query) -> OutputMode {
    let closes = query.window != WindowSpec::Running && query.watermark.is_some();
    if query.aggregates.is_empty() || closes {
        OutputMode::Append
    } else if matches!(query.window, WindowSpec::Session { .. }) {
        OutputMode::Complete
    } else {
        OutputMode::Update
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{MicroBatchRules, Trigger};
    use streamgauge_workloads::query;

    use super::*;

    #[test]
    fn what_no_watermark_closes_is_updated() {
        for (name, mode) in [
            ("movie-running", OutputMode::Update),
            ("movie-tumbling", OutputMode::Append),
            ("movie-processing", OutputMode::Update),
            ("user-session", OutputMode::Append),
            ("low-ratings", OutputMode::Append),
        ] {
            assert_eq!(default_output_mode(&query(name).unwrap()), mode, "{name}");
        }
    }

    #[test]
    fn an_output_mode_that_is_meant_stays() {
        let rules = MicroBatchRules::new(Trigger::BackToBack, OutputMode::Complete);
        let arm = Arm {
            label: "m".into(),
            engine: EngineChoice::Rules(Rules::MicroBatch(rules)),
        };
        let running = query("movie-running").unwrap();
        assert_eq!(arm.engine_for(&running, true), arm.engine);
        assert_ne!(arm.engine_for(&running, false), arm.engine);
    }
}

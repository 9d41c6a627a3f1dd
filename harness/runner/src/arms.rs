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
    pub(crate) fn engine_for(&self, query: &Query, keep_output_mode: bool) -> EngineChoice {
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

/// The output mode in which a micro-batch engine gives the answers that an event-at-a-time engine gives: `update`
/// for running aggregates, which never close; `append` for windows and for queries without aggregates.
#[must_use]
pub fn default_output_mode(query: &Query) -> OutputMode {
    if query.window == WindowSpec::Running && !query.aggregates.is_empty() {
        OutputMode::Update
    } else {
        OutputMode::Append
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{MicroBatchRules, Trigger};
    use streamgauge_workloads::query;

    use super::*;

    #[test]
    fn only_running_aggregates_are_updated() {
        for (name, mode) in [
            ("movie-running", OutputMode::Update),
            ("movie-tumbling", OutputMode::Append),
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

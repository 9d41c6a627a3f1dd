//! Engines as names and values.

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger};
use streamgauge_record::{EngineSettings, Setting};

use crate::EngineChoice;
use crate::setting_text::{millis_text, nanos_text, none, setting, yes_no};

/// The name of an engine and all of its settings, defaults included, in a fixed order.
#[must_use]
pub fn engine_settings(engine: &EngineChoice) -> EngineSettings {
    let (name, settings) = match engine {
        EngineChoice::Null => ("null", Vec::new()),
        EngineChoice::Rules(Rules::MicroBatch(rules)) => ("micro-batch", micro_batch(rules)),
        EngineChoice::Rules(Rules::EventAtATime(rules)) => ("event-at-a-time", event_at_a_time(rules)),
    };
    EngineSettings {
        name: name.to_owned(),
        settings,
    }
}

fn micro_batch(rules: &MicroBatchRules) -> Vec<Setting> {
    let limit = rules
        .max_events_per_trigger
        .map_or_else(none, |events| format!("{events} events"));
    vec![
        setting("trigger", trigger_text(rules.trigger)),
        setting("max_events_per_trigger", limit),
        setting("output_mode", output_mode_text(rules.output_mode)),
        setting("no_data_batches", yes_no(rules.no_data_batches)),
        setting("workers", rules.workers.to_string()),
    ]
}

fn event_at_a_time(rules: &EventAtATimeRules) -> Vec<Setting> {
    let cadence = match rules.cadence {
        Cadence::PerEvent => "every event".to_owned(),
        Cadence::Periodic { millis } => millis_text(millis),
    };
    vec![
        setting("watermark_cadence", cadence),
        setting("idle_after", rules.idle_after_ms.map_or_else(none, millis_text)),
        setting("late_output", yes_no(rules.late_output)),
        setting("workers", rules.workers.to_string()),
        setting("buffer_timeout", nanos_text(rules.buffer_timeout_ns)),
    ]
}

fn trigger_text(trigger: Trigger) -> String {
    match trigger {
        Trigger::BackToBack => "back-to-back".to_owned(),
        Trigger::Interval { millis } => millis_text(millis),
        Trigger::AvailableNow => "available-now".to_owned(),
        Trigger::Once => "once".to_owned(),
    }
}

const fn output_mode_text(mode: OutputMode) -> &'static str {
    match mode {
        OutputMode::Append => "append",
        OutputMode::Update => "update",
        OutputMode::Complete => "complete",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_an_engine_changes_its_settings() {
        let base = MicroBatchRules::new(Trigger::Interval { millis: 1_500 }, OutputMode::Append);
        let of =
            |rules: &MicroBatchRules| engine_settings(&EngineChoice::Rules(Rules::MicroBatch(rules.clone())));
        assert_eq!(of(&base).settings[0].value, "1500ms");
        for other in [
            MicroBatchRules {
                trigger: Trigger::BackToBack,
                ..base.clone()
            },
            MicroBatchRules {
                max_events_per_trigger: Some(5),
                ..base.clone()
            },
            MicroBatchRules {
                output_mode: OutputMode::Update,
                ..base.clone()
            },
            MicroBatchRules {
                no_data_batches: false,
                ..base.clone()
            },
            MicroBatchRules {
                workers: 2,
                ..base.clone()
            },
        ] {
            assert_ne!(of(&other), of(&base), "{other:?}");
        }
    }
}

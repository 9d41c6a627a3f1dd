//! Engines as text: `micro-batch:trigger=1s`, `event-at-a-time:watermark=200ms`.

use std::str::FromStr;

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger};
use streamgauge_runner::{Arm, EngineChoice};

use crate::duration::{nanos, positive_millis};
use crate::key_values::{KeyValues, switch};
use crate::label;
use crate::limits::workers;
use crate::quantity::positive;
use crate::suggestion::unknown;

/// The engines by name.
pub(crate) const ENGINES: [&str; 3] = ["micro-batch", "event-at-a-time", "null"];

/// One engine as the command line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EngineText {
    /// The engine under its label.
    pub(crate) arm: Arm,
    /// The output mode, if it was given.
    pub(crate) mode: Option<OutputMode>,
}

impl FromStr for EngineText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut settings = KeyValues::parse(text)?;
        let label = settings.take("label", given_label)?;
        let engine = match settings.name {
            "micro-batch" => micro_batch(&mut settings)?,
            "event-at-a-time" => event_at_a_time(&mut settings)?,
            "null" => Self {
                arm: Arm {
                    label: "null".to_owned(),
                    engine: EngineChoice::Null,
                },
                mode: None,
            },
            name => return Err(unknown("engine", name, ENGINES)),
        };
        settings.finish()?;
        let arm = Arm {
            label: label.unwrap_or(engine.arm.label),
            ..engine.arm
        };
        Ok(Self { arm, ..engine })
    }
}

fn micro_batch(settings: &mut KeyValues<'_>) -> Result<EngineText, String> {
    let trigger = settings.take("trigger", trigger)?.unwrap_or(Trigger::BackToBack);
    let mode = settings.take("mode", output_mode)?;
    let mut rules = MicroBatchRules::new(trigger, mode.unwrap_or(OutputMode::Append));
    rules.max_events_per_trigger = settings.take("max-events", positive)?;
    rules.workers = settings.take("workers", workers)?.unwrap_or(rules.workers);
    rules.no_data_batches = settings
        .take("no-data-batches", switch)?
        .unwrap_or(rules.no_data_batches);
    let label = label::micro_batch(&rules, mode);
    Ok(EngineText {
        arm: Arm {
            label,
            engine: EngineChoice::Rules(Rules::MicroBatch(rules)),
        },
        mode,
    })
}

fn event_at_a_time(settings: &mut KeyValues<'_>) -> Result<EngineText, String> {
    let mut rules = EventAtATimeRules::new(settings.take("watermark", cadence)?.unwrap_or(Cadence::PerEvent));
    rules.late_output = settings.take("late-output", switch)?.unwrap_or(rules.late_output);
    rules.workers = settings.take("workers", workers)?.unwrap_or(rules.workers);
    if let Some(timeout) = settings.take("buffer-timeout", nanos)? {
        rules.buffer_timeout_ns = i64::try_from(timeout).unwrap_or(i64::MAX);
    }
    rules.idle_after_ms = settings.take("idle", positive_millis)?;
    let label = label::event_at_a_time(&rules);
    Ok(EngineText {
        arm: Arm {
            label,
            engine: EngineChoice::Rules(Rules::EventAtATime(rules)),
        },
        mode: None,
    })
}

fn given_label(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("a label needs a letter".to_owned())
    } else if text.contains(char::is_control) {
        Err("a label is one line of text, without control characters".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn trigger(text: &str) -> Result<Trigger, String> {
    const WORDS: [&str; 3] = ["back-to-back", "available-now", "once"];
    match text {
        "back-to-back" => Ok(Trigger::BackToBack),
        "available-now" => Ok(Trigger::AvailableNow),
        "once" => Ok(Trigger::Once),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.') => {
            Ok(Trigger::Interval {
                millis: positive_millis(text)?,
            })
        }
        _ => Err(format!(
            "{}, or an interval such as 1s",
            unknown("trigger", text, WORDS)
        )),
    }
}

fn output_mode(text: &str) -> Result<OutputMode, String> {
    match text {
        "append" => Ok(OutputMode::Append),
        "update" => Ok(OutputMode::Update),
        "complete" => Ok(OutputMode::Complete),
        _ => Err(unknown("output mode", text, ["append", "update", "complete"])),
    }
}

fn cadence(text: &str) -> Result<Cadence, String> {
    match text {
        "per-event" => Ok(Cadence::PerEvent),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.') => {
            Ok(Cadence::Periodic {
                millis: positive_millis(text)?,
            })
        }
        _ => Err(format!(
            "{}, or an interval such as 200ms",
            unknown("cadence", text, ["per-event"])
        )),
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::WatermarkPolicy;

    use super::*;

    fn read(text: &str) -> EngineText {
        text.parse().unwrap()
    }

    #[test]
    fn every_setting_arrives_in_the_rules() {
        let engine = read("micro-batch:trigger=1s,max-events=5k,mode=update,workers=2,no-data-batches=off");
        let EngineChoice::Rules(Rules::MicroBatch(rules)) = engine.arm.engine else {
            panic!("not micro-batch")
        };
        let expected = MicroBatchRules {
            trigger: Trigger::Interval { millis: 1000 },
            max_events_per_trigger: Some(5000),
            output_mode: OutputMode::Update,
            no_data_batches: false,
            watermark_policy: WatermarkPolicy::Min,
            workers: 2,
        };
        assert_eq!((rules, engine.mode), (expected, Some(OutputMode::Update)));

        let engine =
            read("event-at-a-time:watermark=200ms,late-output=on,workers=2,buffer-timeout=100ms,idle=5s");
        let EngineChoice::Rules(Rules::EventAtATime(rules)) = engine.arm.engine else {
            panic!("not event")
        };
        let expected = EventAtATimeRules {
            cadence: Cadence::Periodic { millis: 200 },
            idle_after_ms: Some(5000),
            late_output: true,
            workers: 2,
            buffer_timeout_ns: 100_000_000,
        };
        assert_eq!(rules, expected);
        assert_eq!(read("null").arm.engine, EngineChoice::Null);
    }

    #[test]
    fn errors_name_key_value_and_what_is_allowed() {
        for (given, says) in [
            ("mikro-batch", "did you mean 'micro-batch'?"),
            (
                "micro-batch:triger=1s",
                "did you mean 'trigger'? (known: label, trigger, mode",
            ),
            ("micro-batch:trigger=0s", "trigger=0s: '0s' is no time at all"),
            ("micro-batch:trigger=-1s", "trigger=-1s: '-1s' is negative"),
            ("micro-batch:trigger=back", "did you mean 'back-to-back'?"),
            ("micro-batch:max-events=0", "max-events=0: 0 is none at all"),
            ("micro-batch:workers=two", "workers=two: 'two' is not a number"),
            (
                "micro-batch:workers=257",
                "257 workers are too many; use at most 256",
            ),
            ("event-at-a-time:workers=1M", "use at most 256"),
            ("micro-batch:mode=upsert", "known: append, update, complete"),
            ("micro-batch:mode", "'mode' is not a setting; write key=value"),
            ("micro-batch:mode=append,mode=update", "'mode' is set twice"),
            ("micro-batch:no-data-batches=maybe", "use on or off"),
            (
                "event-at-a-time:watermark=never",
                "known: per-event), or an interval",
            ),
            (
                "event-at-a-time:trigger=1s",
                "there is no setting of 'event-at-a-time' 'trigger'",
            ),
            ("null:label=a\u{1b}[31mb", "without control characters"),
            ("null:label=a\nb", "without control characters"),
            ("null:workers=1", "there is no setting of 'null' 'workers'"),
            ("", "there is no engine ''"),
        ] {
            let error = given.parse::<EngineText>().unwrap_err();
            assert!(error.contains(says), "{given}: {error}");
        }
    }
}

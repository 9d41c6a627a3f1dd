//! How engines are called in tables, unless they are given a label.
//!
//! Engines with different settings have different labels.

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Trigger};

use crate::duration;

/// A label that says what sets the settings apart from the defaults.
pub(crate) fn micro_batch(rules: &MicroBatchRules, mode: Option<OutputMode>) -> String {
    let mut label = match rules.trigger {
        Trigger::BackToBack => "micro-batch back-to-back".to_owned(),
        Trigger::Interval { millis } => format!("micro-batch {}", milliseconds(millis)),
        Trigger::AvailableNow => "micro-batch available-now".to_owned(),
        Trigger::Once => "micro-batch once".to_owned(),
    };
    let mode = mode.map(|mode| match mode {
        OutputMode::Append => "append".to_owned(),
        OutputMode::Update => "update".to_owned(),
        OutputMode::Complete => "complete".to_owned(),
    });
    let limit = rules.max_events_per_trigger.map(|events| format!("max {events}"));
    let no_data = (!rules.no_data_batches).then(|| "no empty batches".to_owned());
    append(&mut label, [mode, limit, workers(rules.workers), no_data]);
    label
}

/// A label that says what sets the settings apart from the defaults.
pub(crate) fn event_at_a_time(rules: &EventAtATimeRules) -> String {
    let mut label = "event-at-a-time".to_owned();
    let cadence = match rules.cadence {
        Cadence::PerEvent => None,
        Cadence::Periodic { millis } => Some(format!("wm {}", milliseconds(millis))),
    };
    let timeout = u64::try_from(rules.buffer_timeout_ns)
        .ok()
        .filter(|timeout| *timeout > 0);
    let buffer = timeout.map(|timeout| format!("buffer {}", duration::text(timeout)));
    let side = rules.late_output.then(|| "late output".to_owned());
    let idle = rules
        .idle_after_ms
        .map(|millis| format!("idle {}", milliseconds(millis)));
    append(&mut label, [cadence, workers(rules.workers), buffer, side, idle]);
    label
}

fn append(label: &mut String, parts: impl IntoIterator<Item = Option<String>>) {
    for part in parts.into_iter().flatten() {
        label.push(' ');
        label.push_str(&part);
    }
}

fn workers(workers: u32) -> Option<String> {
    (workers > 1).then(|| format!("{workers} workers"))
}

fn milliseconds(millis: i64) -> String {
    duration::text(u64::try_from(millis).unwrap_or(0).saturating_mul(1_000_000))
}

#[cfg(test)]
mod tests {
    use crate::engine_text::EngineText;

    fn label(text: &str) -> String {
        text.parse::<EngineText>().unwrap().arm.label
    }

    #[test]
    fn labels_tell_engines_apart() {
        let texts = [
            "micro-batch",
            "micro-batch:trigger=1s",
            "micro-batch:trigger=1s,mode=append",
            "micro-batch:trigger=1s,workers=2",
            "micro-batch:trigger=1s,no-data-batches=off",
            "micro-batch:trigger=once",
            "event-at-a-time",
            "event-at-a-time:watermark=200ms",
            "event-at-a-time:buffer-timeout=100ms",
            "event-at-a-time:idle=5s",
            "event-at-a-time:late-output=on",
            "null",
            "null:label=again",
        ];
        let labels: std::collections::BTreeSet<_> = texts.iter().map(|text| label(text)).collect();
        assert_eq!(labels.len(), texts.len(), "{labels:?}");
        assert!(labels.contains("micro-batch 1s"));
    }
}

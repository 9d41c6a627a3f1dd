//! Engines and queries as names and values.

use streamgauge_model::{
    Aggregate, Cadence, Comparison, EventAtATimeRules, Filter, KeyBy, MicroBatchRules, OutputMode, Query,
    Rules, TimeDomain, Trigger, WindowSpec,
};
use streamgauge_record::{EngineSettings, QuerySettings, Setting};
use streamgauge_workloads::QUERIES;

use crate::EngineChoice;

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

/// The name of a query and all of its settings, defaults included, in a fixed order.
#[must_use]
pub fn query_settings(query: &Query) -> QuerySettings {
    let summary = QUERIES
        .iter()
        .find(|entry| entry.name == query.name)
        .map_or("", |entry| entry.summary);
    QuerySettings {
        name: query.name.clone(),
        summary: summary.to_owned(),
        window: window_kind(query).to_owned(),
        settings: vec![
            setting("filter", query.filter.map_or_else(none, filter_text)),
            setting("key", key_text(query.key)),
            setting("window", window_text(query)),
            setting("time", time_text(query.time)),
            setting("aggregates", aggregates_text(&query.aggregates)),
            setting("alert", alert_text(query)),
            setting("top", query.top.map_or_else(none, |rows| rows.to_string())),
            setting(
                "watermark_delay",
                query
                    .watermark
                    .map_or_else(none, |rule| millis_text(rule.delay_ms)),
            ),
            setting("allowed_lateness", millis_text(query.allowed_lateness_ms)),
        ],
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

const fn window_kind(query: &Query) -> &'static str {
    match query.window {
        _ if query.aggregates.is_empty() => "stateless",
        WindowSpec::Running => "running",
        WindowSpec::Tumbling { .. } => "tumbling",
        WindowSpec::Sliding { .. } => "sliding",
        WindowSpec::Session { .. } => "session",
    }
}

fn window_text(query: &Query) -> String {
    let offset = |ms: i64| {
        if ms == 0 {
            String::new()
        } else {
            format!(" offset {}", millis_text(ms))
        }
    };
    match query.window {
        WindowSpec::Running => "none".to_owned(),
        WindowSpec::Tumbling { size_ms, offset_ms } => {
            format!("{}{}", millis_text(size_ms), offset(offset_ms))
        }
        WindowSpec::Sliding {
            size_ms,
            slide_ms,
            offset_ms,
        } => {
            format!(
                "{} every {}{}",
                millis_text(size_ms),
                millis_text(slide_ms),
                offset(offset_ms)
            )
        }
        WindowSpec::Session { gap_ms } => format!("gap {}", millis_text(gap_ms)),
    }
}

const fn key_text(key: KeyBy) -> &'static str {
    match key {
        KeyBy::None => "none",
        KeyBy::Movie => "movie",
        KeyBy::User => "user",
    }
}

const fn time_text(time: TimeDomain) -> &'static str {
    match time {
        TimeDomain::Event => "event",
        TimeDomain::Processing => "processing",
    }
}

fn filter_text(filter: Filter) -> String {
    match filter {
        Filter::Value(comparison) => format!("value {}", comparison_text(comparison)),
    }
}

fn comparison_text(comparison: Comparison) -> String {
    match comparison {
        Comparison::Below(limit) => format!("< {limit} half stars"),
        Comparison::AtLeast(limit) => format!(">= {limit} half stars"),
    }
}

fn aggregates_text(aggregates: &[Aggregate]) -> String {
    if aggregates.is_empty() {
        return none();
    }
    let texts: Vec<String> = aggregates
        .iter()
        .map(|aggregate| aggregate_text(*aggregate))
        .collect();
    texts.join(", ")
}

fn aggregate_text(aggregate: Aggregate) -> String {
    match aggregate {
        Aggregate::Count => "count".to_owned(),
        Aggregate::Sum => "sum".to_owned(),
        Aggregate::Mean => "mean".to_owned(),
        Aggregate::Min => "min".to_owned(),
        Aggregate::Max => "max".to_owned(),
        Aggregate::DistinctUsers => "distinct users".to_owned(),
        Aggregate::CountIf(comparison) => format!("count if {}", comparison_text(comparison)),
        Aggregate::SumIf(comparison) => format!("sum if {}", comparison_text(comparison)),
    }
}

fn alert_text(query: &Query) -> String {
    query.alert.map_or_else(none, |alert| match alert.mean_below {
        Some(limit) => format!("count > {} and mean < {limit} half stars", alert.count_above),
        None => format!("count > {}", alert.count_above),
    })
}

fn setting(name: &str, value: impl Into<String>) -> Setting {
    Setting {
        name: name.to_owned(),
        value: value.into(),
    }
}

fn none() -> String {
    "none".to_owned()
}

const fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// The exact text of milliseconds: `15s`, `1500ms`.
fn millis_text(ms: i64) -> String {
    if ms % 1000 == 0 {
        format!("{}s", ms / 1000)
    } else {
        format!("{ms}ms")
    }
}

/// The exact text of nanoseconds: `100ms`, `1500ns`.
fn nanos_text(ns: i64) -> String {
    if ns % 1_000_000 == 0 {
        millis_text(ns / 1_000_000)
    } else {
        format!("{ns}ns")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(settings: &'a [Setting], name: &str) -> &'a str {
        &settings
            .iter()
            .find(|setting| setting.name == name)
            .unwrap()
            .value
    }

    #[test]
    fn every_rule_of_an_engine_changes_its_settings() {
        let base = MicroBatchRules::new(Trigger::Interval { millis: 1_500 }, OutputMode::Append);
        let of =
            |rules: &MicroBatchRules| engine_settings(&EngineChoice::Rules(Rules::MicroBatch(rules.clone())));
        assert_eq!(value(&of(&base).settings, "trigger"), "1500ms");
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

    #[test]
    fn every_field_of_a_query_is_told() {
        for (i, entry) in QUERIES.iter().enumerate() {
            let settings = query_settings(&entry.query());
            assert_eq!(settings.summary, entry.summary);
            for other in &QUERIES[..i] {
                assert_ne!(
                    query_settings(&other.query()).settings,
                    settings.settings,
                    "{}",
                    entry.name
                );
            }
        }
        let sliding = streamgauge_workloads::query("rating-sliding").unwrap();
        assert_eq!(
            value(&query_settings(&sliding).settings, "window"),
            "30s every 10s"
        );
    }
}

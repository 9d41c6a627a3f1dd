//! Queries as names and values.

use streamgauge_model::{Aggregate, Comparison, Filter, KeyBy, Query, TimeDomain, WindowSpec};
use streamgauge_record::QuerySettings;
use streamgauge_workloads::QUERIES;

use crate::setting_text::{millis_text, none, setting};

/// The name of a query and all of its settings, defaults included, in a fixed order.
#[must_use]
pub fn query_settings(query: &Query) -> QuerySettings {
    QuerySettings {
        name: query.name.clone(),
        summary: summary(query),
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
            setting("membership_digest", if query.digest { "on" } else { "off" }),
        ],
    }
}

/// The catalogue's summary, with the query's own window where that is another one; empty for a query of another name.
fn summary(query: &Query) -> String {
    let Some(entry) = QUERIES.iter().find(|entry| entry.name == query.name) else {
        return String::new();
    };
    let rest = entry.summary.strip_prefix(&window_phrase(entry.query().window));
    rest.map_or_else(
        || entry.summary.to_owned(),
        |rest| format!("{}{rest}", window_phrase(query.window)),
    )
}

/// The words for a window that summaries begin with; none where there is no window.
fn window_phrase(window: WindowSpec) -> String {
    match window {
        WindowSpec::Running | WindowSpec::Global => String::new(),
        WindowSpec::Tumbling { size_ms, .. } => format!("every {}", spoken(size_ms)),
        WindowSpec::Sliding {
            size_ms, slide_ms, ..
        } => format!("{} windows every {}", spoken(size_ms), spoken(slide_ms)),
        WindowSpec::Session { gap_ms } => format!("sessions with a gap of {}", spoken(gap_ms)),
    }
}

/// A time in a sentence: `15 s`, `1500 ms`.
fn spoken(ms: i64) -> String {
    if ms % 1000 == 0 {
        format!("{} s", ms / 1000)
    } else {
        format!("{ms} ms")
    }
}

const fn window_kind(query: &Query) -> &'static str {
    match query.window {
        _ if query.aggregates.is_empty() => "stateless",
        WindowSpec::Running => "running",
        WindowSpec::Global => "global",
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
        WindowSpec::Global => "global".to_owned(),
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

#[cfg(test)]
mod tests {
    use streamgauge_record::Setting;

    use super::*;

    fn value<'a>(settings: &'a [Setting], name: &str) -> &'a str {
        &settings
            .iter()
            .find(|setting| setting.name == name)
            .unwrap()
            .value
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

    #[test]
    fn every_summary_begins_with_its_window() {
        for entry in &QUERIES {
            let phrase = window_phrase(entry.query().window);
            assert!(entry.summary.starts_with(&phrase), "{}: {phrase}", entry.name);
        }
    }

    #[test]
    fn another_window_is_told_in_the_summary() {
        let mut sliding = streamgauge_workloads::query("rating-sliding").unwrap();
        sliding.window = WindowSpec::Sliding {
            size_ms: 60_000,
            slide_ms: 2_500,
            offset_ms: 0,
        };
        assert_eq!(
            query_settings(&sliding).summary,
            "60 s windows every 2500 ms, all movies: count and mean rating"
        );
        let mut session = streamgauge_workloads::query("suspicious-sessions").unwrap();
        session.window = WindowSpec::Session { gap_ms: 5_000 };
        assert_eq!(
            query_settings(&session).summary,
            "sessions with a gap of 5 s, users with more than 15 ratings in one"
        );
    }
}

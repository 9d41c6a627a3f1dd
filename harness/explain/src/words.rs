//! Words for spans, queries, rows and refusals.

use streamgauge_model::Window;
use streamgauge_replay::{
    Aggregate, CaseEvent, CaseQuery, Deduplicate, KeyBy, Policy, Refusal, Row, TimeOf, WatermarkSpec,
    WindowShape,
};

use crate::content::key_of;
use crate::dial::Dial;

/// A space at which no line is cut.
pub const NO_BREAK: char = '\u{a0}';

/// A span of time in its greatest whole unit: `10 s`, `1.5 s`, `250 ms`, `2 min`. Number and unit stay on one line.
pub fn span(ms: i64) -> String {
    let units = [(3_600_000, "h"), (60_000, "min"), (1000, "s")];
    if let Some((unit, name)) = units.iter().find(|(unit, _)| ms != 0 && ms % unit == 0) {
        return format!("{}{NO_BREAK}{name}", ms / unit);
    }
    if (1000..60_000).contains(&ms) {
        let thousandths = format!("{:03}", ms % 1000);
        return format!("{}.{}{NO_BREAK}s", ms / 1000, thousandths.trim_end_matches('0'));
    }
    format!("{ms}{NO_BREAK}ms")
}

/// What a query computes: `count per window, of 6 s every 2 s`.
pub fn query(query: &CaseQuery) -> String {
    let what = if query.aggregates.is_empty() {
        match &query.deduplicate {
            Some(by) => without_duplicates(by),
            None => "events as they are".to_owned(),
        }
    } else {
        let names: Vec<&str> = query
            .aggregates
            .iter()
            .map(|aggregate| aggregate_name(*aggregate))
            .collect();
        names.join(", ")
    };
    let key = key_name(query.key).map_or_else(String::new, |key| format!(" per {key}"));
    let window = match query.window {
        WindowShape::Tumbling { size_ms, .. } => format!(" in tumbling windows of {}", span(size_ms)),
        WindowShape::Sliding {
            size_ms, slide_ms, ..
        } => format!(
            " in sliding windows of {} every {}",
            span(size_ms),
            span(slide_ms)
        ),
        WindowShape::Session { gap_ms } => format!(" in sessions that end after {} of silence", span(gap_ms)),
        WindowShape::Global {} => " in one endless window".to_owned(),
        WindowShape::None {} => String::new(),
    };
    let time = match query.time {
        TimeOf::Event => "",
        TimeOf::Processing => " of processing time",
    };
    format!("{what}{key}{window}{time}")
}

fn without_duplicates(deduplicate: &Deduplicate) -> String {
    let names = deduplicate.by.iter().map(|field| match field.as_str() {
        "t_ms" => "time".to_owned(),
        other => other.to_owned(),
    });
    let by = list(&names.collect::<Vec<_>>());
    let until = match deduplicate.within_watermark {
        true => "; one is remembered until the watermark passes its time by the delay",
        false => "",
    };
    format!("the first event of each {by}, without the duplicates behind it{until}")
}

/// How the watermark moves.
pub fn watermark(watermark: &WatermarkSpec) -> String {
    match watermark {
        WatermarkSpec::BoundedOutOfOrderness { delay_ms, .. } => match delay_ms {
            0 => "at the newest event".to_owned(),
            delay => format!("{} behind the newest event", span(*delay)),
        },
        WatermarkSpec::PerSource {
            delays_ms, policy, ..
        } => {
            let delays = delays_ms.iter().enumerate();
            let delays: Vec<String> = delays
                .map(|(source, delay)| format!("{} in source{NO_BREAK}{source}", span(*delay)))
                .collect();
            let policy = match policy {
                Policy::Min => "the least of them counts (policy min)",
                Policy::Max => "the greatest of them counts (policy max)",
            };
            format!(
                "one per source, behind its newest event by {}; {policy}",
                list(&delays)
            )
        }
        WatermarkSpec::Explicit {} => "as the steps say".to_owned(),
        WatermarkSpec::None {} => "none: nothing is late".to_owned(),
    }
}

const fn aggregate_name(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Count => "count",
        Aggregate::Sum => "sum",
        Aggregate::DistinctUsers => "distinct users",
    }
}

/// What a key is called; `None` where there is none.
pub const fn key_name(key: KeyBy) -> Option<&'static str> {
    match key {
        KeyBy::None => None,
        KeyBy::Movie => Some("movie"),
        KeyBy::User => Some("user"),
        KeyBy::Key => Some("key"),
    }
}

/// Key and values of a row: `movie 7: count 3, sum 12`.
pub fn values(row: &Row, query: &CaseQuery, dial: &Dial) -> String {
    let mut parts = Vec::new();
    parts.extend(row.count.map(|count| format!("count{NO_BREAK}{count}")));
    parts.extend(row.sum.map(|sum| format!("sum{NO_BREAK}{sum}")));
    parts.extend(
        row.distinct_users
            .map(|users| format!("distinct{NO_BREAK}users{NO_BREAK}{users}")),
    );
    parts.extend(row.t_ms.map(|t| dial.at(t)));
    parts.extend(row.value.map(|value| format!("value {value}")));
    let key = row
        .key
        .map(|key| format!("{}{NO_BREAK}{key}", key_name(query.key).unwrap_or("key")));
    match (key, parts.is_empty()) {
        (Some(key), true) => key,
        (Some(key), false) => format!("{key}: {}", parts.join(", ")),
        (None, _) => parts.join(", "),
    }
}

/// A window with its key: `[14:00:00, 14:00:05) of key 7`.
pub fn named_window(window: Window, key: Option<i64>, query: &CaseQuery, dial: &Dial) -> String {
    let window = dial.window(window);
    match key.zip(key_name(query.key)) {
        Some((key, name)) => format!("{window} of {name}{NO_BREAK}{key}"),
        None => window,
    }
}

/// What an event has besides its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The sign before it behind `--events`.
    pub mark: char,
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub number: i64,
}

/// What an event has besides its time, as far as the query or the watermark looks at it.
pub fn parts(event: &CaseEvent, query: &CaseQuery) -> Vec<Part> {
    let passes = query.aggregates.is_empty();
    let key = match key_name(query.key) {
        Some(name) => key_of(event, query.key).map(|key| (name, key)),
        None => event.key.filter(|_| passes).map(|key| ("key", key)),
    };
    let valued = passes || query.aggregates.contains(&Aggregate::Sum);
    let value = event.amount().filter(|_| valued).map(|amount| ("value", amount));
    let source = event.source.map(|source| ("source", i64::from(source)));
    let marked = |mark: char| move |(name, number)| Part { mark, name, number };
    let parts = [
        key.map(marked('@')),
        value.map(marked('=')),
        source.map(marked('#')),
    ];
    parts.into_iter().flatten().collect()
}

/// An event: `14:00:01, movie 7`.
pub fn event(event: &CaseEvent, query: &CaseQuery, dial: &Dial) -> String {
    let mut text = dial.at(event.t_ms);
    for part in parts(event, query) {
        text.push_str(&format!(", {} {}", part.name, part.number));
    }
    text
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `1 event`, `2 events`.
pub fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

/// Whether a query sorts its events into windows that end.
pub const fn has_windows(query: &CaseQuery) -> bool {
    let endless = matches!(query.window, WindowShape::None {} | WindowShape::Global {});
    !endless && !query.aggregates.is_empty()
}

/// Whether anything in a query may find an event late: a window, or what remembers duplicates.
pub const fn can_refuse(query: &CaseQuery) -> bool {
    query.deduplicate.is_some()
        || !query.aggregates.is_empty() && !matches!(query.window, WindowShape::None {})
}

/// Why nothing is late although there is a watermark.
pub const fn nothing_refuses(query: &CaseQuery) -> &'static str {
    if query.aggregates.is_empty() {
        "no state: nothing is late"
    } else {
        "no window: nothing is late"
    }
}

/// Why a query is refused, and what would be legal.
pub const fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NegativeWatermarkDelay => "the watermark delay is negative; use 0 or more",
        Refusal::SessionUpdateUnsupported => {
            "update is not defined for session windows, because merging takes results back; use append or complete"
        }
        Refusal::SessionWithoutKey => "session windows need a key in micro-batches; group by one",
        Refusal::AppendAggregationWithoutWatermark => {
            "append needs a window and a watermark that closes it; use update or complete"
        }
        Refusal::CompleteWithoutAggregation => "complete needs an aggregate to keep; use append or update",
        Refusal::DeduplicateWithinWatermarkWithoutWatermark => {
            "forgetting within the watermark needs a watermark; give the query one"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_take_their_greatest_whole_unit() {
        let texts = [0, 250, 1500, 10_010, 61_001, 10_000, 120_000, 7_200_000]
            .map(|ms| span(ms).replace(NO_BREAK, " "));
        assert_eq!(
            texts,
            [
                "0 ms", "250 ms", "1.5 s", "10.01 s", "61001 ms", "10 s", "2 min", "2 h"
            ]
        );
    }

    #[test]
    fn lists_read_as_sentences_do() {
        let items = |n: usize| (1..=n).map(|i| i.to_string()).collect::<Vec<_>>();
        let texts = [1, 2, 3].map(|n| list(&items(n)));
        assert_eq!(texts, ["1", "1 and 2", "1, 2 and 3"]);
        assert_eq!(plural(1, "event"), "1 event");
    }
}

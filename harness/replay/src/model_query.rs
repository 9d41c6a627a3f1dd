//! A case's query in the words of the model.

use streamgauge_model as model;

use crate::{Aggregate, CaseQuery, Deduplicate, KeyBy, TimeOf, WatermarkSpec, WindowShape, WindowTrigger};

/// The model's query for `query`.
pub fn model_query(query: &CaseQuery) -> model::Query {
    model::Query {
        name: "case".to_owned(),
        filter: None,
        key: key_by(query),
        window: window(query.window),
        time: match query.time {
            TimeOf::Event => model::TimeDomain::Event,
            TimeOf::Processing => model::TimeDomain::Processing,
        },
        aggregates: query.aggregates.iter().copied().map(aggregate).collect(),
        alert: None,
        top: None,
        watermark: watermark(&query.watermark),
        allowed_lateness_ms: allowed_lateness(query),
        firing: firing(query),
        deduplicate: query.deduplicate.as_ref().map(deduplicate),
        source_delays_ms: source_delays(&query.watermark),
        digest: true,
    }
}

/// The slot of the model's event that holds the key: plain events have theirs in `movie`.
/// Deduplication without a key in the query still compares the key of plain events.
const fn key_by(query: &CaseQuery) -> model::KeyBy {
    match query.key {
        KeyBy::None if query.deduplicate.is_none() => model::KeyBy::None,
        KeyBy::None => model::KeyBy::Movie,
        KeyBy::Movie | KeyBy::Key => model::KeyBy::Movie,
        KeyBy::User => model::KeyBy::User,
    }
}

const fn window(window: WindowShape) -> model::WindowSpec {
    match window {
        WindowShape::Tumbling { size_ms, offset_ms } => model::WindowSpec::Tumbling { size_ms, offset_ms },
        WindowShape::Sliding {
            size_ms,
            slide_ms,
            offset_ms,
        } => model::WindowSpec::Sliding {
            size_ms,
            slide_ms,
            offset_ms,
        },
        WindowShape::Session { gap_ms } => model::WindowSpec::Session { gap_ms },
        WindowShape::Global {} => model::WindowSpec::Global,
        WindowShape::None {} => model::WindowSpec::Running,
    }
}

/// Without a window, every event brings a row; without an aggregate, it is that row. In neither case does a window
/// fire.
fn firing(query: &CaseQuery) -> model::Firing {
    match &query.window_trigger {
        Some(trigger) if query.window != WindowShape::None {} && !query.aggregates.is_empty() => {
            firing_on(trigger)
        }
        _ => model::Firing::AT_END,
    }
}

fn firing_on(trigger: &WindowTrigger) -> model::Firing {
    model::Firing::on(match *trigger {
        WindowTrigger::EventTime {} => model::WindowTrigger::EventTime,
        WindowTrigger::ProcessingTime {} => model::WindowTrigger::ProcessingTime,
        WindowTrigger::Count { count } => model::WindowTrigger::Count { count },
        WindowTrigger::ContinuousEventTime { interval_ms } => {
            model::WindowTrigger::ContinuousEventTime { interval_ms }
        }
        WindowTrigger::EndOfStream {} => model::WindowTrigger::EndOfStream,
        WindowTrigger::PerEvent {} => model::WindowTrigger::Count { count: 1 },
        WindowTrigger::Purging { ref inner } => {
            return model::Firing {
                purges: true,
                ..firing_on(inner)
            };
        }
    })
}

const fn aggregate(aggregate: Aggregate) -> model::Aggregate {
    match aggregate {
        Aggregate::Count => model::Aggregate::Count,
        Aggregate::Sum => model::Aggregate::Sum,
        Aggregate::DistinctUsers => model::Aggregate::DistinctUsers,
    }
}

/// Where every source has a delay of its own, the delay of the event-time column is that of the first: a union takes
/// its columns from there (Spark's `Union#mergeChildOutputs`), and deduplication reads it from the column.
fn watermark(watermark: &WatermarkSpec) -> Option<model::WatermarkRule> {
    let delay_ms = match watermark {
        WatermarkSpec::BoundedOutOfOrderness { delay_ms, .. } => Some(*delay_ms),
        WatermarkSpec::PerSource { delays_ms, .. } => delays_ms.first().copied(),
        WatermarkSpec::Explicit {} | WatermarkSpec::None {} => None,
    };
    delay_ms.map(|delay_ms| model::WatermarkRule { delay_ms })
}

fn source_delays(watermark: &WatermarkSpec) -> Vec<i64> {
    match watermark {
        WatermarkSpec::PerSource { delays_ms, .. } => delays_ms.clone(),
        _ => Vec::new(),
    }
}

fn deduplicate(deduplicate: &Deduplicate) -> model::Deduplicate {
    let by = |name: &str| deduplicate.by.iter().any(|field| field == name);
    model::Deduplicate {
        by_key: by("key"),
        by_value: by("value"),
        by_time: by("t_ms"),
        within_watermark: deduplicate.within_watermark,
    }
}

/// Windows of processing time have no lateness: their time never comes back.
fn allowed_lateness(query: &CaseQuery) -> i64 {
    match query.time {
        TimeOf::Event => query.allowed_lateness_ms.unwrap_or(0),
        TimeOf::Processing => 0,
    }
}

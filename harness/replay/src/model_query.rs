//! A case's query in the words of the model.

use streamgauge_model as model;

use crate::{Aggregate, CaseQuery, KeyBy, TimeOf, Unsupported, WatermarkSpec, WindowShape};

/// The model's query for `query`.
pub fn model_query(query: &CaseQuery) -> Result<model::Query, Unsupported> {
    Ok(model::Query {
        name: "case".to_owned(),
        filter: None,
        key: key_by(query.key),
        window: window(query.window)?,
        time: match query.time {
            TimeOf::Event => model::TimeDomain::Event,
            TimeOf::Processing => model::TimeDomain::Processing,
        },
        aggregates: query.aggregates.iter().copied().map(aggregate).collect(),
        alert: None,
        top: None,
        watermark: watermark(&query.watermark),
        allowed_lateness_ms: allowed_lateness(query),
        firing: model::Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
    })
}

/// The slot of the model's event that holds the key: plain events have theirs in `movie`.
const fn key_by(key: KeyBy) -> model::KeyBy {
    match key {
        KeyBy::None => model::KeyBy::None,
        KeyBy::Movie | KeyBy::Key => model::KeyBy::Movie,
        KeyBy::User => model::KeyBy::User,
    }
}

fn window(window: WindowShape) -> Result<model::WindowSpec, Unsupported> {
    Ok(match window {
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
        WindowShape::None {} => model::WindowSpec::Running,
        WindowShape::Global {} => {
            return Err(Unsupported::new("global", "the operators have no global window"));
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

const fn watermark(watermark: &WatermarkSpec) -> Option<model::WatermarkRule> {
    match watermark {
        WatermarkSpec::BoundedOutOfOrderness { delay_ms, .. } => {
            Some(model::WatermarkRule { delay_ms: *delay_ms })
        }
        _ => None,
    }
}

/// Windows of processing time have no lateness: their time never comes back.
fn allowed_lateness(query: &CaseQuery) -> i64 {
    match query.time {
        TimeOf::Event => query.allowed_lateness_ms.unwrap_or(0),
        TimeOf::Processing => 0,
    }
}

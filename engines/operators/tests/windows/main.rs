//! The operators, fed by hand: which windows fire, with what, and what they refuse.

mod aligned;
mod batches;
mod collector;
mod refusals;
mod sessions;

use streamgauge_model::{
    Aggregate, Event, EventTime, Firing, KeyBy, Query, TimeDomain, Watermark, WatermarkRule, WindowSpec,
};
use streamgauge_operators::Gate;

fn event(seq: u64, time: i64, key: u32, value: i64) -> Event {
    Event {
        seq,
        time: EventTime::from_millis(time),
        value,
        user: key,
        movie: key,
    }
}

fn at(millis: i64) -> Watermark {
    Watermark::at(EventTime::from_millis(millis))
}

fn query() -> Query {
    Query {
        name: "test".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window: WindowSpec::Running,
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count, Aggregate::Sum],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 0 }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

fn open_gate() -> Gate {
    Gate::new(&query())
}

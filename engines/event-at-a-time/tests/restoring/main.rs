//! Snapshots of a chain, and operators that look at the clock, driven by hand on a made-up clock.

mod clock;
mod output;
mod refusals;
mod snapshots;

use streamgauge_model::{
    Aggregate, Event, EventTime, Firing, KeyBy, Query, TimeDomain, WatermarkRule, WindowSpec,
};

fn query(window: WindowSpec) -> Query {
    Query {
        name: "test".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window,
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count, Aggregate::Sum],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 5 }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

const TUMBLING: WindowSpec = WindowSpec::Tumbling {
    size_ms: 10,
    offset_ms: 0,
};

const SLIDING: WindowSpec = WindowSpec::Sliding {
    size_ms: 9,
    slide_ms: 4,
    offset_ms: 1,
};

const SESSIONS: WindowSpec = WindowSpec::Session { gap_ms: 4 };

fn event(seq: u64, time: i64, movie: u32) -> Event {
    Event {
        seq,
        time: EventTime::from_millis(time),
        value: 1,
        user: 0,
        movie,
    }
}

/// A number that looks random, the same in every run.
const fn scattered(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

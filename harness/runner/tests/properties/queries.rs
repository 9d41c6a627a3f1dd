//! Queries of a few milliseconds, so that six instants meet every border.

use streamgauge_model::{Aggregate, Firing, KeyBy, Query, TimeDomain, WatermarkRule, WindowSpec};

/// Count and sum of all events in `window`, `delay_ms` behind. Sessions are those of a user.
pub fn query(window: WindowSpec, delay_ms: i64) -> Query {
    let session = matches!(window, WindowSpec::Session { .. });
    Query {
        name: format!("{window:?}, {delay_ms} ms behind"),
        filter: None,
        key: if session { KeyBy::User } else { KeyBy::None },
        window,
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count, Aggregate::Sum],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

/// The same, per movie.
pub fn by_movie(query: Query) -> Query {
    Query {
        key: KeyBy::Movie,
        name: format!("{}, per movie", query.name),
        ..query
    }
}

/// The same, with windows that live on for `allowed_lateness_ms`.
pub fn allowing(query: Query, allowed_lateness_ms: i64) -> Query {
    Query {
        allowed_lateness_ms,
        name: format!("{}, {allowed_lateness_ms} ms allowed", query.name),
        ..query
    }
}

pub const fn tumbling(size_ms: i64, offset_ms: i64) -> WindowSpec {
    WindowSpec::Tumbling { size_ms, offset_ms }
}

pub const fn sliding(size_ms: i64, slide_ms: i64, offset_ms: i64) -> WindowSpec {
    WindowSpec::Sliding {
        size_ms,
        slide_ms,
        offset_ms,
    }
}

pub const fn session(gap_ms: i64) -> WindowSpec {
    WindowSpec::Session { gap_ms }
}

/// Windows that are known beforehand.
pub const ALIGNED: [WindowSpec; 5] = [
    tumbling(2, 0),
    tumbling(3, 1),
    sliding(3, 1, 0),
    sliding(3, 2, 1),
    sliding(4, 3, -1),
];

pub const SESSIONS: [WindowSpec; 2] = [session(1), session(2)];

/// All of them.
pub fn windows() -> impl Iterator<Item = WindowSpec> {
    ALIGNED.into_iter().chain(SESSIONS)
}

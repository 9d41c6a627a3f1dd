//! Random inputs, and the queries and settings that meet them.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use streamgauge_model::{
    Aggregate, Alert, Arrival, Cadence, Comparison, Event, EventAtATimeRules, EventTime, Filter, Firing,
    KeyBy, MicroBatchRules, OutputMode, Query, Rules, TimeDomain, Trigger, WatermarkRule, WindowSpec,
};

/// Up to 120 events of 4 users and 3 movies, over some seconds, often out of order, sometimes far behind.
pub fn random_arrivals(seed: u64) -> Arc<[Arrival]> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count = rng.random_range(0..120);
    let pace = [0, 3, 40, 300][rng.random_range(0..4)];
    let (mut due_ms, mut newest) = (0u64, rng.random_range(-5_000..5_000i64));
    (0..count)
        .map(|seq| {
            due_ms += rng.random_range(0..=pace);
            newest += rng.random_range(0..400);
            let behind = match rng.random_range(0..10) {
                0..6 => 0,
                6..9 => rng.random_range(0..1_500),
                _ => rng.random_range(0..6_000),
            };
            let event = Event {
                time: EventTime::from_millis(newest - behind),
                seq,
                value: rng.random_range(1..=10),
                user: rng.random_range(0..4),
                movie: rng.random_range(0..3),
            };
            Arrival {
                event,
                due_ns: due_ms * 1_000_000,
                is_late: behind > 0,
            }
        })
        .collect()
}

/// One query of each kind that an operator or an engine treats differently.
pub fn queries() -> Vec<Query> {
    let base = Query {
        name: "tumbling".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window: WindowSpec::Tumbling {
            size_ms: 1_000,
            offset_ms: 0,
        },
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count, Aggregate::Mean],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 500 }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    };
    let low = Comparison::Below(4);
    let everything = vec![
        Aggregate::Sum,
        Aggregate::Min,
        Aggregate::Max,
        Aggregate::DistinctUsers,
        Aggregate::CountIf(low),
        Aggregate::SumIf(low),
    ];
    let sliding = WindowSpec::Sliding {
        size_ms: 1_000,
        slide_ms: 300,
        offset_ms: 100,
    };
    let session = WindowSpec::Session { gap_ms: 400 };
    let named = |name: &str, change: &dyn Fn(&mut Query)| {
        let mut query = Query {
            name: name.to_owned(),
            ..base.clone()
        };
        change(&mut query);
        query
    };
    vec![
        base.clone(),
        named("tumbling with an offset, no key, all aggregates", &|q| {
            q.key = KeyBy::None;
            q.window = WindowSpec::Tumbling {
                size_ms: 700,
                offset_ms: -200,
            };
            q.aggregates.clone_from(&everything);
        }),
        named("sliding", &|q| q.window = sliding),
        named("sliding, no key, all aggregates", &|q| {
            q.window = sliding;
            q.key = KeyBy::None;
            q.aggregates.clone_from(&everything);
        }),
        named("top 2 of a sliding window", &|q| {
            q.window = sliding;
            q.top = Some(2);
        }),
        named("session", &|q| {
            q.window = session;
            q.key = KeyBy::User;
        }),
        named("session, all aggregates", &|q| {
            q.window = session;
            q.key = KeyBy::User;
            q.aggregates.clone_from(&everything);
        }),
        named("running", &|q| q.window = WindowSpec::Running),
        named("filtered", &|q| {
            q.filter = Some(Filter::Value(Comparison::AtLeast(5)));
        }),
        named("alert", &|q| {
            q.alert = Some(Alert {
                count_above: 1,
                mean_below: Some(6),
            });
        }),
        named("no delay", &|q| q.watermark = Some(WatermarkRule { delay_ms: 0 })),
        named("processing time", &|q| q.time = TimeDomain::Processing),
        named("processing-time sessions", &|q| {
            q.time = TimeDomain::Processing;
            q.window = session;
            q.key = KeyBy::User;
        }),
        named("stateless", &|q| {
            q.window = WindowSpec::Running;
            q.aggregates.clear();
            q.filter = Some(Filter::Value(low));
        }),
    ]
}

/// Every setting of either engine that is legal for `query`.
pub fn rules(query: &Query) -> Vec<Rules> {
    let mut all: Vec<Rules> = micro_batch(query).into_iter().map(Rules::MicroBatch).collect();
    all.extend(event_at_a_time().into_iter().map(Rules::EventAtATime));
    all
}

fn micro_batch(query: &Query) -> Vec<MicroBatchRules> {
    let modes: &[OutputMode] = match query.window {
        _ if query.aggregates.is_empty() => &[OutputMode::Append],
        WindowSpec::Session { .. } => &[OutputMode::Append, OutputMode::Complete],
        WindowSpec::Running => &[OutputMode::Update, OutputMode::Complete],
        _ => &[OutputMode::Append, OutputMode::Update, OutputMode::Complete],
    };
    let triggers = [
        (Trigger::BackToBack, None, 1, true),
        (Trigger::BackToBack, Some(3), 3, true),
        (Trigger::Interval { millis: 250 }, None, 1, true),
        (Trigger::Interval { millis: 100 }, Some(7), 2, false),
        (Trigger::AvailableNow, Some(10), 1, true),
        (Trigger::Once, None, 2, true),
    ];
    let settings = modes
        .iter()
        .flat_map(|mode| triggers.map(|trigger| (*mode, trigger)));
    settings
        .map(
            |(output_mode, (trigger, limit, workers, no_data))| MicroBatchRules {
                max_events_per_trigger: limit,
                workers,
                no_data_batches: no_data,
                ..MicroBatchRules::new(trigger, output_mode)
            },
        )
        .collect()
}

fn event_at_a_time() -> Vec<EventAtATimeRules> {
    let per_event = EventAtATimeRules::new(Cadence::PerEvent);
    let periodic = EventAtATimeRules::new(Cadence::FLINK_DEFAULT);
    vec![
        per_event.clone(),
        EventAtATimeRules {
            late_output: true,
            ..per_event.clone()
        },
        EventAtATimeRules {
            workers: 3,
            ..per_event.clone()
        },
        EventAtATimeRules {
            workers: 2,
            buffer_timeout_ns: 100_000_000,
            ..per_event
        },
        periodic.clone(),
        EventAtATimeRules {
            workers: 2,
            late_output: true,
            ..periodic.clone()
        },
        EventAtATimeRules {
            idle_after_ms: Some(300),
            ..periodic
        },
    ]
}

//! Random streams, queries and settings.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use streamgauge_model::{
    Aggregate, Alert, Cadence, Comparison, Event, EventAtATimeRules, EventTime, Filter, KeyBy,
    MicroBatchRules, OutputMode, Query, Rules, TimeDomain, Trigger, WatermarkPolicy, WatermarkRule,
    WindowSpec,
};

use crate::drive::Pace;
use crate::queries::{allowing, query, session, sliding, tumbling};
use crate::settings::modes;
use crate::stream::Stream;

/// How long a stream is and how far it reaches.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub events: usize,
    pub millis: i64,
    pub keys: u32,
}

/// A few events, close together.
pub const SMALL: Extent = Extent {
    events: 24,
    millis: 40,
    keys: 7,
};

/// A stream that goes forward with events behind it, cut anywhere.
pub fn random_stream(seed: u64, extent: &Extent) -> Stream {
    let rng = &mut ChaCha8Rng::seed_from_u64(seed);
    let count = rng.random_range(1..=extent.events);
    let step = rng.random_range(1..=(extent.millis / count as i64).max(1)) + 1;
    let mut newest = rng.random_range(-extent.millis / 2..extent.millis);
    let portions = rng.random::<u64>() & rng.random::<u64>();
    let event = |seq| {
        newest += rng.random_range(0..step);
        let behind = match rng.random_range(0..10) {
            0..5 => 0,
            5..8 => rng.random_range(0..4),
            _ => rng.random_range(0..extent.millis / 2),
        };
        Event {
            time: EventTime::from_millis(newest - behind),
            seq,
            value: rng.random_range(1..=10),
            user: rng.random_range(0..extent.keys / 2 + 1),
            movie: rng.random_range(0..extent.keys),
        }
    };
    Stream::cut((0..count as u64).map(event).collect(), portions)
}

fn pick<T: Clone>(rng: &mut ChaCha8Rng, from: &[T]) -> T {
    from[rng.random_range(0..from.len())].clone()
}

/// Any query that both engines can answer.
pub fn random_query(rng: &mut ChaCha8Rng) -> Query {
    let window = pick(
        rng,
        &[
            tumbling(5, 0),
            tumbling(7, -3),
            sliding(6, 2, 0),
            sliding(7, 3, 1),
            session(3),
            session(5),
            WindowSpec::Running,
        ],
    );
    let is_session = matches!(window, WindowSpec::Session { .. });
    let mut query = query(window, pick(rng, &[0, 1, 4, 10]));
    query.key = pick(rng, &[KeyBy::Movie, KeyBy::User, KeyBy::None]);
    if is_session && query.key == KeyBy::None {
        query.key = KeyBy::Movie;
    }
    let low = Comparison::Below(4);
    if rng.random_bool(0.3) {
        query.aggregates = vec![
            Aggregate::Sum,
            Aggregate::Min,
            Aggregate::Max,
            Aggregate::DistinctUsers,
            Aggregate::CountIf(low),
            Aggregate::SumIf(low),
        ];
    }
    match rng.random_range(0..10) {
        0 => query.filter = Some(Filter::Value(low)),
        1 => {
            query.alert = Some(Alert {
                count_above: 1,
                mean_below: Some(6),
            });
        }
        2 if !is_session && window != WindowSpec::Running => query.top = Some(2),
        3 => query.time = TimeDomain::Processing,
        4 => query.aggregates.clear(),
        5 => query.watermark = None,
        _ => {}
    }
    query
}

/// Micro-batch settings that are legal for a query, and how portions follow each other.
pub fn random_batches(rng: &mut ChaCha8Rng, query: &Query) -> (Rules, Pace) {
    let modes = match modes(query.window) {
        _ if query.aggregates.is_empty() => &[OutputMode::Append],
        [OutputMode::Append, rest @ ..] if query.watermark.is_none() => rest,
        modes => modes,
    };
    let triggers = [
        Trigger::BackToBack,
        Trigger::Interval { millis: 15 },
        Trigger::AvailableNow,
        Trigger::Once,
    ];
    let rules = MicroBatchRules {
        trigger: pick(rng, &triggers),
        max_events_per_trigger: pick(rng, &[None, None, Some(1), Some(3)]),
        output_mode: pick(rng, modes),
        no_data_batches: rng.random_bool(0.7),
        watermark_policy: WatermarkPolicy::Min,
        workers: rng.random_range(1..4),
    };
    (Rules::MicroBatch(rules), random_pace(rng))
}

/// Any event-at-a-time settings, and how portions follow each other.
pub fn random_per_event(rng: &mut ChaCha8Rng) -> (Rules, Pace) {
    let rules = EventAtATimeRules {
        cadence: pick(
            rng,
            &[
                Cadence::PerEvent,
                Cadence::PerEvent,
                Cadence::Periodic { millis: 12 },
            ],
        ),
        idle_after_ms: pick(rng, &[None, None, Some(5)]),
        late_output: rng.random_bool(0.5),
        workers: pick(rng, &[1, 1, 2, 3]),
        buffer_timeout_ns: pick(rng, &[0, 0, 0, 7_000_000]),
    };
    (Rules::EventAtATime(rules), random_pace(rng))
}

/// The same query with late windows that fire again, which only the event-at-a-time engine knows.
pub fn random_lateness(rng: &mut ChaCha8Rng, query: &Query) -> Query {
    let watermark = query.watermark.map(|rule| WatermarkRule { ..rule });
    Query {
        watermark,
        ..allowing(query.clone(), pick(rng, &[0, 0, 1, 5]))
    }
}

fn random_pace(rng: &mut ChaCha8Rng) -> Pace {
    pick(rng, &[Pace::Busy, Pace::IDLE, Pace::Idle { gap_ms: 3 }])
}

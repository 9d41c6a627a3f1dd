//! Windows that share their slices, against windows that share nothing: the same rows, fates, numbers of groups and
//! groups, step by step, on random inputs; event by event and in batches, with restores in between.

mod batches;
mod events;
mod random;
mod rows;

use random::Random;
use streamgauge_model::{
    Aggregate, Alert, Comparison, Event, EventTime, Firing, KeyBy, Query, TimeDomain, Watermark, WindowSpec,
};
use streamgauge_operators::{AlignedWindows, ByMovie, Full, Gate, SlicedWindows, Sliding};

const ROUNDS: u64 = 700;

type Sharing = SlicedWindows<ByMovie, Full>;
type Apart = AlignedWindows<ByMovie, Sliding, Full>;

/// The two operators of a random query.
fn operators(random: &mut Random, allowed_ms: i64) -> (Sharing, Apart, Sliding) {
    let slide = random.between(1, 8);
    let windows = Sliding {
        size: slide + random.between(1, 20),
        slide,
        offset: random.between(1 - slide, slide),
    };
    let query = query(random);
    let (full, gate) = (Full::new(&query), Gate::new(&query));
    let sharing = SlicedWindows::new(windows, full, gate.clone(), allowed_ms).expect("windows that overlap");
    (
        sharing,
        AlignedWindows::new(windows, full, gate, allowed_ms),
        windows,
    )
}

fn query(random: &mut Random) -> Query {
    let alert = Alert {
        count_above: 1,
        mean_below: None,
    };
    Query {
        name: "any".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window: WindowSpec::Running,
        time: TimeDomain::Event,
        aggregates: vec![
            Aggregate::Sum,
            Aggregate::Min,
            Aggregate::Max,
            Aggregate::DistinctUsers,
            Aggregate::CountIf(Comparison::Below(2)),
        ],
        alert: (random.below(4) == 0).then_some(alert),
        top: (random.below(4) == 0).then_some(2),
        watermark: None,
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

/// An event near `newest`; sometimes after a long silence, and rarely at the ends of time.
fn event(random: &mut Random, newest: &mut i64, seq: u64, ends: bool) -> Event {
    let time = match random.below(200) {
        0 if ends => i64::MAX - random.between(0, 20),
        1 if ends => i64::MIN + random.between(0, 20),
        2..5 => *newest + random.between(0, 10_000_000_000),
        _ => *newest + random.between(-30, 6),
    };
    if time.unsigned_abs() < 1 << 60 {
        *newest = time.max(*newest);
    }
    Event {
        time: EventTime::from_millis(time),
        seq,
        value: random.between(-5, 6),
        user: random.below(4) as u32,
        movie: random.below(4) as u32,
    }
}

fn at(millis: i64) -> Watermark {
    Watermark::at(EventTime::from_millis(millis))
}

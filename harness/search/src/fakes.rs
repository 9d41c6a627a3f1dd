//! Engines of known capacity, for the tests of the procedure.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use streamgauge_model::{Firing, KeyBy, Query, TimeDomain, WatermarkRule, WindowSpec};
use streamgauge_record::{Delivery, Distribution, EarlyEnd, Interval, Ledger, Run, Series, Slot, Zone};
use streamgauge_record::{Trial, TrialPhase};
use streamgauge_runner::{EngineChoice, broken_run};

use crate::{Laboratory, Lengths, Order, SearchPlan, Watch};

const SECOND: u64 = 1_000_000_000;
/// The grain of the model.
const STEP_NS: u64 = SECOND / 10;

/// A query with tumbling windows and a watermark delay of 30 s.
pub fn tumbling(size_ms: i64) -> Query {
    Query {
        name: "tumbling".to_owned(),
        filter: None,
        key: KeyBy::None,
        window: WindowSpec::Tumbling {
            size_ms,
            offset_ms: 0,
        },
        time: TimeDomain::Event,
        aggregates: Vec::new(),
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 30_000 }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

/// From 1000/s on, 3 s behind 1 s.
pub fn plan() -> SearchPlan {
    SearchPlan {
        from_per_s: 1000,
        seed: 100,
        lengths: Lengths {
            warm_up_ns: SECOND,
            measured_ns: 3 * SECOND,
            full_ns: 60 * SECOND,
        },
        waits_ns: 0,
        memory: None,
        objectives: Vec::new(),
        curve: true,
    }
}

/// A trial of [`plan`].
pub fn order(rate_per_s: u64) -> Order {
    plan().order(1, TrialPhase::Doubling, rate_per_s).unwrap()
}

/// A valid run without figures.
fn bare_run() -> Run {
    let slot = Slot {
        arm: "fake".to_owned(),
        query: "tumbling".to_owned(),
        repeat: 0,
    };
    let mut run = broken_run(&tumbling(15_000), &EngineChoice::Null, &slot, 0, String::new());
    run.status.valid = true;
    run.status.reasons.clear();
    run.delivery = Some(Delivery {
        own_slip_p999_ns: Some(1000),
        own_slip_limit_ns: 1_000_000,
        drained_ns: Some(0),
        ..Delivery::default()
    });
    run.ledger = Ledger {
        generated: 10_000,
        handed_over: 10_000,
        ..Ledger::default()
    };
    run
}

/// A run with the intervals that `interval` makes; it need not say when they start.
pub fn run_with_series(interval_ns: u64, count: u64, interval: impl Fn(u64) -> Interval) -> Run {
    let intervals = (0..count).map(|index| Interval {
        start_ns: index * interval_ns,
        ..interval(index)
    });
    Run {
        series: Some(Series {
            interval_ns,
            intervals: intervals.collect(),
            ..Series::default()
        }),
        ..bare_run()
    }
}

/// A run with a single latency.
pub fn run_with_latency(name: &str, samples: u64, value_ns: u64, censored: u64) -> Run {
    let mut histogram = Distribution::histogram(60 * SECOND);
    histogram.saturating_record_n(value_ns.max(1), samples);
    Run {
        latency: BTreeMap::from([(
            name.to_owned(),
            Distribution::from_histogram(&histogram, 0, censored),
        )]),
        ..bare_run()
    }
}

/// A run of an engine that does everything at once.
pub fn steady_run(order: &Order) -> Run {
    Fluid::of(1e12).run(order)
}

/// An engine as a leaking bucket: it does so many events per second and no more.
pub struct Fluid {
    /// Events per second.
    pub capacity: f64,
    /// From trial to trial, capacity differs by up to this part of it.
    pub noise: f64,
    /// Above this backlog, in seconds, it does only so much of its capacity until nothing waits.
    pub collapse: Option<(f64, f64)>,
    /// Above this rate the generator falls behind.
    pub generator_per_s: u64,
    /// Every so many trials the machine hiccups, and the engine does half of what it can.
    pub hiccup_every: Option<u32>,
    /// In these trials the engine does 0.8 of what it can.
    pub weak: RangeInclusive<u32>,
    /// It is stopped before this trial.
    pub stops_before: Option<u32>,
    /// What was ordered.
    pub orders: Vec<Order>,
}

impl Fluid {
    pub fn of(capacity: f64) -> Self {
        Self {
            capacity,
            noise: 0.0,
            collapse: None,
            generator_per_s: u64::MAX,
            hiccup_every: None,
            weak: 0..=0,
            stops_before: None,
            orders: Vec::new(),
        }
    }

    fn capacity_in(&self, order: &Order) -> f64 {
        // A number from -1 to 1 that looks random.
        let bits = order.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let draw = bits as f64 / f64::from(1 << 23) - 1.0;
        let hiccup = self
            .hiccup_every
            .is_some_and(|every| order.number.is_multiple_of(every));
        let weak = if self.weak.contains(&order.number) {
            0.8
        } else {
            1.0
        };
        self.capacity * (1.0 + self.noise * draw) * if hiccup { 0.5 } else { 1.0 } * weak
    }

    fn run(&self, order: &Order) -> Run {
        let capacity = self.capacity_in(order);
        let length_ns = order.warm_up_ns + order.measured_ns;
        let (mut backlog, mut collapsed, mut early) = (0.0, false, None);
        let mut rest = 0.0;
        let mut intervals = Vec::new();
        for start_ns in (0..length_ns).step_by(STEP_NS as usize) {
            let overload = order.overload.filter(|overload| start_ns < overload.length_ns);
            let rate = overload.map_or(order.rate_per_s, |overload| overload.rate_per_s);
            let due = rate as f64 * STEP_NS as f64 / 1e9;
            backlog += due;
            let part = self.collapse.filter(|_| collapsed).map_or(1.0, |(_, part)| part);
            let done = (capacity * part * STEP_NS as f64 / 1e9).min(backlog);
            backlog -= done;
            let behind = backlog / rate as f64;
            collapsed = self
                .collapse
                .is_some_and(|(above, _)| backlog > 0.0 && (collapsed || behind > above));
            // Whole events, as a record has them.
            rest += done;
            let processed = rest as u64;
            rest -= processed as f64;
            intervals.push(Interval {
                start_ns,
                due: due as u64,
                processed,
                p50_ns: Some((behind * 1e9) as u64 + 100_000),
                ..Interval::default()
            });
            let red = order.zones.filter(|zones| behind * 1e9 > zones.red_ns as f64);
            if let Some(zones) = red {
                early = Some(EarlyEnd {
                    zone: Zone::Red,
                    at_ns: start_ns,
                    behind_ns: (behind * 1e9) as u64,
                    zone_ns: zones.red_ns,
                    tolerated_ns: 0,
                });
                break;
            }
        }
        self.finish(order, intervals, (backlog / capacity * 1e9) as u64, early)
    }

    fn finish(&self, order: &Order, intervals: Vec<Interval>, left_ns: u64, early: Option<EarlyEnd>) -> Run {
        let late = order.rate_per_s > self.generator_per_s;
        let in_time = left_ns <= order.drain_ns && early.is_none();
        let p50 = intervals.last().and_then(|interval| interval.p50_ns).unwrap_or(0);
        let mut run = run_with_latency("from_trigger", 2000, p50, 0);
        run.series = Some(Series {
            interval_ns: STEP_NS,
            intervals,
            ..Series::default()
        });
        run.delivery = Some(Delivery {
            own_slip_p999_ns: Some(if late { 5_000_000 } else { 1000 }),
            own_slip_limit_ns: 1_000_000,
            drained_ns: in_time.then_some(left_ns),
            ended_early: early,
            ..Delivery::default()
        });
        run.status.valid = in_time && !late;
        run
    }
}

impl Laboratory for Fluid {
    fn trial(&mut self, order: &Order) -> Option<Run> {
        if self.stops_before.is_some_and(|number| order.number >= number) {
            return None;
        }
        self.orders.push(order.clone());
        Some(self.run(order))
    }
}

/// Counts what it is told.
#[derive(Default)]
pub struct Counting {
    pub started: u32,
    pub left: Vec<u32>,
}

impl Watch for Counting {
    fn started(&mut self, _: &Order, _: u32) {
        self.started += 1;
    }

    fn finished(&mut self, _: &Trial, left: u32) {
        self.left.push(left);
    }
}

//! One schedule, one pause, and runs of it on the virtual clock.

#![expect(
    clippy::unwrap_used,
    reason = "a comparison that cannot be carried out should fail right here"
)]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use streamgauge_model::{
    Arrival, Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Query, Rules, Trigger, WatermarkRule,
    WindowSpec,
};
use streamgauge_record::{Clock, Distribution, Run};
use streamgauge_runner::{
    Arm, ComparisonPlan, EngineChoice, Observed, Setup, Silent, Stall, compare, run_simulated,
};
use streamgauge_workloads::{Scenario, ScenarioKind, Span, query};

/// How long the engine pauses.
pub(crate) const PAUSE_NS: u64 = 500_000_000;
/// Windows, in event time: 5 ms of wall time.
pub(crate) const SIZE_MS: i64 = 1_000;
/// Watermark delay, in event time.
pub(crate) const DELAY_MS: i64 = 2_000;
/// Before the measured phase, and before the pause within it.
const WARM_UP_NS: u64 = 200_000_000;
const BEFORE_NS: u64 = 100_000_000;

/// Ratings in order, evenly spaced, 200 times faster than the clock.
pub(crate) struct Trial {
    pub(crate) arrivals: Arc<[Arrival]>,
    scenario: Scenario,
    measured_ns: u64,
}

impl Trial {
    pub(crate) fn new(rate_per_s: u64, measured_ns: u64) -> Self {
        let scenario = Scenario {
            rate_per_s,
            late_fraction: 0.0,
            jitter: Span::new(0, 0),
            ..Scenario::new(ScenarioKind::Ratings)
        };
        let mut trial = Self {
            arrivals: Vec::new().into(),
            scenario,
            measured_ns,
        };
        let mut arrivals = Vec::new();
        let mut stream = trial
            .plan(Vec::new(), "movie-running")
            .played_scenario()
            .open()
            .unwrap();
        while stream.fill(&mut arrivals, 1 << 16).unwrap() > 0 {}
        trial.arrivals = arrivals.into();
        trial
    }

    pub(crate) const fn stall(&self) -> Stall {
        Stall {
            at_ns: WARM_UP_NS + BEFORE_NS,
            for_ns: PAUSE_NS,
        }
    }

    pub(crate) const fn warm_up_ns(&self) -> u64 {
        WARM_UP_NS
    }

    pub(crate) const fn end_ns(&self) -> u64 {
        WARM_UP_NS + self.measured_ns
    }

    /// Between two arrivals.
    pub(crate) const fn gap_ns(&self) -> u64 {
        1_000_000_000 / self.scenario.rate_per_s
    }

    /// The due instants of the measured phase.
    pub(crate) fn measured_due_ns(&self) -> impl Iterator<Item = u64> {
        let due = self.arrivals.iter().map(|arrival| arrival.due_ns);
        due.filter(|due| *due >= WARM_UP_NS)
    }

    pub(crate) fn event_at_a_time(&self, name: &str) -> Run {
        self.run(
            Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent)),
            name,
        )
    }

    pub(crate) fn micro_batch(&self, name: &str, every_ns: u64) -> Run {
        let trigger = Trigger::Interval {
            millis: i64::try_from(every_ns / 1_000_000).unwrap(),
        };
        self.run(
            Rules::MicroBatch(MicroBatchRules::new(trigger, OutputMode::Append)),
            name,
        )
    }

    /// The raw instants of the event-at-a-time engine on the running aggregate.
    pub(crate) fn observed(&self) -> Observed {
        let rules = Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent));
        let mut setup = Setup::new(
            asked("movie-running"),
            EngineChoice::Rules(rules),
            self.arrivals.clone(),
        );
        setup.stalls = vec![self.stall()];
        run_simulated(&setup).unwrap()
    }

    /// The latencies of a run are those predicted: in number, and each as the histogram can hold it.
    pub(crate) fn assert_same(&self, run: &Run, latency: &str, predicted: Vec<u64>) {
        let mut expected = Distribution::histogram(3_600_000_000_000);
        for wait in predicted {
            expected.record(wait).unwrap();
        }
        let found = run.latency[latency].decode().unwrap();
        assert!(
            !expected.is_empty() && expected == found,
            "{} at {}/s: {latency} is not as predicted: \
            p50 {} and {}, p99 {} and {}, n {} and {}",
            run.arm,
            self.scenario.rate_per_s,
            found.value_at_quantile(0.5),
            expected.value_at_quantile(0.5),
            found.value_at_quantile(0.99),
            expected.value_at_quantile(0.99),
            found.len(),
            expected.len()
        );
    }

    fn run(&self, rules: Rules, name: &str) -> Run {
        let arm = Arm {
            label: format!("{name}, {rules:?}"),
            engine: EngineChoice::Rules(rules),
        };
        let plan = ComparisonPlan {
            stalls: vec![self.stall()],
            ..self.plan(vec![arm], name)
        };
        let record = compare(&plan, &mut Silent, &AtomicBool::new(false)).unwrap();
        let run = record.runs.into_iter().next().unwrap();
        assert!(run.status.valid, "{}: {:?}", run.arm, run.status.reasons);
        run
    }

    fn plan(&self, arms: Vec<Arm>, name: &str) -> ComparisonPlan {
        ComparisonPlan {
            clock: Clock::Simulated,
            repeats: 1,
            warm_up_ns: WARM_UP_NS,
            measured_ns: self.measured_ns,
            ..ComparisonPlan::new(arms, vec![asked(name)], self.scenario.clone())
        }
    }
}

/// A query of the catalogue, with the windows of these trials if it has any.
fn asked(name: &str) -> Query {
    let mut asked = query(name).unwrap();
    if let WindowSpec::Tumbling { size_ms, .. } = &mut asked.window {
        *size_ms = SIZE_MS;
        asked.watermark = Some(WatermarkRule { delay_ms: DELAY_MS });
    }
    asked
}

/// A figure read off a histogram of three significant digits is the expected one, give or take `slack_ns`.
pub(crate) fn close(found: u64, expected: f64, slack_ns: u64) {
    let slack = slack_ns as f64 + expected * 1e-3;
    assert!(
        (found as f64 - expected).abs() <= slack,
        "{found} ns instead of {expected} ± {slack} ns"
    );
}

/// The smallest value that the share `quantile` of the values does not exceed.
pub(crate) fn percentile(values: &[u64], quantile: f64) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() as f64 * quantile).ceil() as usize;
    sorted[rank.max(1) - 1]
}

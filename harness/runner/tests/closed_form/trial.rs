//! A simulated comparison of both models on `ratings`.

#![expect(
    clippy::unwrap_used,
    reason = "a comparison that cannot be carried out should fail right here"
)]

use std::sync::atomic::AtomicBool;

use streamgauge_model::{
    Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Query, Rules, Trigger, WatermarkRule,
};
use streamgauge_record::{Clock, Record};
use streamgauge_runner::{Arm, ComparisonPlan, EngineChoice, Silent, compare};
use streamgauge_workloads::{Scenario, ScenarioKind, query};

/// Events per second of wall time.
const RATE_PER_S: u64 = 10_000;
/// Seconds of wall time.
const SECONDS: u64 = 21;
/// The gap of the query `user-session`.
pub(crate) const SESSION_GAP_MS: i64 = 20_000;

/// What differs between comparisons.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trial {
    pub(crate) seed: u64,
    pub(crate) time_scale: i64,
    pub(crate) late_fraction: f64,
    pub(crate) trigger_ms: i64,
}

/// Windows of `size_ms`, one every `slide_ms`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Windows {
    pub(crate) size_ms: i64,
    pub(crate) slide_ms: i64,
}

impl Trial {
    /// Event time between two arrivals: a whole number of milliseconds in every trial.
    pub(crate) const fn gap_ms(&self) -> i64 {
        self.time_scale * 1_000 / RATE_PER_S as i64
    }

    /// Event time between two triggers.
    pub(crate) const fn trigger_event_ms(&self) -> i64 {
        self.trigger_ms * self.time_scale
    }

    pub(crate) const fn events(&self) -> i64 {
        (RATE_PER_S * SECONDS) as i64
    }

    /// The windows of a query; `None`: sessions.
    pub(crate) fn windows(&self, name: &str) -> Option<Windows> {
        let (size_ms, slide_ms) = match name {
            "movie-tumbling" => (15_000, 15_000),
            "rating-sliding" => (30_000, 10_000),
            _ => return None,
        };
        Some(Windows { size_ms, slide_ms })
    }

    /// Both models on a tumbling, a sliding and a session window.
    pub(crate) fn compared(&self, delay_ms: i64) -> Record {
        let scenario = Scenario {
            seed: self.seed,
            rate_per_s: RATE_PER_S,
            time_scale: self.time_scale as f64,
            late_fraction: self.late_fraction,
            ..Scenario::new(ScenarioKind::Ratings)
        };
        let trigger = Trigger::Interval {
            millis: self.trigger_ms,
        };
        let micro_batch = Rules::MicroBatch(MicroBatchRules::new(trigger, OutputMode::Append));
        let event = Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent));
        let arms = [("micro-batch", micro_batch), ("event-at-a-time", event)];
        let arms = arms.map(|(label, rules)| Arm {
            label: label.to_owned(),
            engine: EngineChoice::Rules(rules),
        });
        let queries = ["movie-tumbling", "rating-sliding", "user-session"];
        let queries = queries.map(|name| asked(name, delay_ms));
        let plan = ComparisonPlan {
            clock: Clock::Simulated,
            repeats: 1,
            warm_up_ns: 0,
            measured_ns: SECONDS * 1_000_000_000,
            ..ComparisonPlan::new(arms.into(), queries.into(), scenario)
        };
        compare(&plan, &mut Silent, &AtomicBool::new(false)).unwrap()
    }
}

fn asked(name: &str, delay_ms: i64) -> Query {
    Query {
        watermark: Some(WatermarkRule { delay_ms }),
        ..query(name).unwrap()
    }
}

//! From what a run left behind to what goes into the record.

use streamgauge_model::Query;
use streamgauge_oracle::Assessment;
use streamgauge_record::{Judged, Ledger, Run, Slot, Throughput, Usage};

use crate::answer::answer;
use crate::attribution::Attribution;
use crate::delivery::delivery;
use crate::latency::Latencies;
use crate::lateness::{lateness, measured_lateness};
use crate::ledger::ledger;
use crate::load::{batches, task_loads};
use crate::recorder_cost::recorded;
use crate::resources::resources;
use crate::self_tests::{Evidence, mean_note, self_tests, void_by};
use crate::series::series;
use crate::steady_state::{steady_note, steady_state};
use crate::throughput::throughput;
use crate::void::{broken, status};
use crate::{EngineChoice, Pace, Subject, engine_settings, expected_delay_ns, query_settings};

/// Computes all figures of a judged run.
#[must_use]
pub fn analyse(subject: &Subject<'_>, engine: &EngineChoice, slot: &Slot, position: u32) -> Run {
    let attribution = Attribution::of(subject);
    let latencies = Latencies::of(subject, &attribution);
    let ledger = ledger(subject);
    let series = series(subject, &attribution);
    let throughput = throughput(subject, &attribution);
    // Where processing costs no time, nothing has to settle.
    let steady_state = throughput.busy_rate_per_s.map(|_| steady_state(subject, &series));
    let distributions = latencies.distributions();
    let self_tests = self_tests(&Evidence {
        subject,
        attribution: &attribution,
        ledger: &ledger,
        latencies: &latencies,
        distributions: &distributions,
    });
    let mut status = status(subject, &ledger, &latencies);
    void_by(&mut status, &self_tests);
    if status.valid {
        let far_off = mean_note(subject, &distributions, expected_mean_ns(subject));
        status.reasons.extend(far_off);
        status.reasons.extend(steady_state.as_ref().and_then(steady_note));
    }
    Run {
        status,
        judged: Judged {
            results: subject.verdict.judgement.results_checked,
            violations: subject.verdict.judgement.violation_count,
            examples: subject
                .verdict
                .judgement
                .violations
                .iter()
                .map(ToString::to_string)
                .collect(),
            answer: answer(subject.observed),
            membership_verified: is_membership_verified(subject.query, subject.rules.is_some()),
        },
        throughput,
        latency: distributions,
        expected_mean_ns: expected_mean_ns(subject),
        lateness: measured_lateness(subject, &ledger),
        series: Some(series),
        steady_state,
        batches: batches(subject.observed),
        delivery: Some(delivery(subject, &latencies)),
        tasks: task_loads(subject.observed),
        usage: resources(subject),
        recorded: recorded(subject.observed),
        self_tests,
        ledger,
        ..broken_run(subject.query, engine, slot, position, String::new())
    }
}

/// A run that broke off and left nothing to measure: void, with the reason.
#[must_use]
pub fn broken_run(query: &Query, engine: &EngineChoice, slot: &Slot, position: u32, reason: String) -> Run {
    Run {
        arm: slot.arm.clone(),
        engine: engine_settings(engine),
        query: query_settings(query),
        repeat: slot.repeat,
        slot: position,
        attempt: 0,
        status: broken(reason),
        ledger: Ledger::default(),
        judged: Judged {
            results: 0,
            violations: 0,
            examples: Vec::new(),
            answer: String::new(),
            membership_verified: false,
        },
        throughput: Throughput {
            measured_ns: 0,
            offered_per_s: 0.0,
            accepted_per_s: None,
            completed_per_s: None,
            busy_rate_per_s: None,
            per_core_per_s: None,
            saturated_per_s: None,
            saturated_trials_per_s: Vec::new(),
        },
        latency: std::collections::BTreeMap::new(),
        expected_mean_ns: None,
        lateness: lateness(
            streamgauge_oracle::LatenessShares::default(),
            &Assessment::default(),
        ),
        detection: None,
        series: None,
        recoveries: Vec::new(),
        steady_state: None,
        batches: Vec::new(),
        delivery: None,
        tasks: Vec::new(),
        usage: Usage::default(),
        process: None,
        recorded: streamgauge_record::Recorded::default(),
        self_tests: Vec::new(),
    }
}

/// Whether every row told which events it covers. Events that pass are known by their numbers.
const fn is_membership_verified(query: &Query, is_judged: bool) -> bool {
    is_judged && (query.digest || query.aggregates.is_empty())
}

/// What the mean headline latency should be, with the batches this run was seen to run.
fn expected_mean_ns(subject: &Subject<'_>) -> Option<f64> {
    let observed = subject.observed;
    let timings = || observed.tasks.iter().flat_map(|task| &task.batches);
    let worked: i64 = timings().map(|batch| batch.end_ns - batch.start_ns).sum();
    let pace = Pace {
        batch_ns: worked as f64 / timings().count().max(1) as f64,
        gap_ns: subject.phase.end_ns() as f64 / observed.arrivals.len().max(1) as f64,
    };
    expected_delay_ns(subject.rules?, subject.query, pace)
}

//! A made-up search with the shape of a real one: two engines on one query.

use streamgauge_record::*;

use crate::sample;

const SECOND: u64 = 1_000_000_000;

/// The rates of both engines.
const RATES: [u64; 2] = [1_840_000, 920_000];

pub fn search() -> SearchRecord {
    let comparison = sample::record(&sample::ARMS[1..], &sample::QUERIES[..1], 1);
    SearchRecord {
        schema: SearchRecord::SCHEMA.into(),
        version: VERSION.into(),
        id: "search-20260901T101502Z-7f3a9c52".into(),
        created: "2026-09-01T10:15:02Z".into(),
        tool: comparison.tool.clone(),
        argv: ["streamgauge", "search", "--profile", "quick"]
            .map(Into::into)
            .into(),
        machine: comparison.machine.clone(),
        floor: comparison.floor.clone(),
        harness: comparison.harness.clone(),
        scenario: SearchScenario {
            name: "ratings".into(),
            parameters: comparison.scenario.parameters.clone(),
            time_scale: 200.0,
            users_per_event_per_s: Some(0.1),
        },
        profile: Profile::Quick,
        searches: comparison
            .runs
            .iter()
            .zip(RATES)
            .map(|(run, rate)| one(run, rate))
            .collect(),
        complete: true,
        warnings: vec!["The governor of this machine is unknown: compare only figures of one record.".into()],
    }
}

fn one(run: &Run, rate: u64) -> Search {
    use TrialPhase::{Bisection, Confirmation, Curve, Doubling, Recovery};
    let part = |percent: u64| rate * percent / 100;
    let refuted = rate * 103 / 100;
    let mut trials = vec![
        (Doubling, rate / 2, TrialVerdict::Pass),
        (Doubling, rate * 2, TrialVerdict::Fail),
        (Bisection, refuted, TrialVerdict::Void),
        (Bisection, refuted, TrialVerdict::Fail),
        (Bisection, refuted, TrialVerdict::Fail),
        (Confirmation, rate, TrialVerdict::Fail),
    ];
    trials.extend([(Confirmation, rate, TrialVerdict::Pass); 4]);
    trials.extend([10, 25, 50, 75, 90, 100].map(|percent| (Curve, part(percent), TrialVerdict::Pass)));
    trials.extend([
        (Curve, part(110), TrialVerdict::Fail),
        (Recovery, part(90), TrialVerdict::Pass),
    ]);
    let trials = trials.into_iter().zip(1..);
    Search {
        arm: run.arm.clone(),
        engine: run.engine.clone(),
        query: run.query.clone(),
        procedure: procedure(),
        claim: Claim {
            sustainable_per_s: Some(rate),
            passed: 4,
            repeats: 5,
            refuted_per_s: Some(refuted),
            limit: Limit::Engine,
            untried_per_s: None,
            limit_reason: None,
            indicative: vec!["trials measure 3.0 s, and 60.0 s are needed".into()],
            recovery_reason: None,
            recovery: Some(RecoveryClaim {
                recovery_per_s: Some(part(90)),
                is_usual: true,
            }),
            falls: vec![],
        },
        trials: trials
            .map(|((phase, at, verdict), number)| trial(run, number, phase, at, verdict, rate))
            .collect(),
    }
}

fn procedure() -> Procedure {
    Procedure {
        from_per_s: 50_000,
        warm_up_ns: SECOND,
        measured_ns: 3 * SECOND,
        full_measured_ns: 60 * SECOND,
        waits_ns: 0,
        ratio: 1.03,
        repeats: 5,
        needed: 4,
        step_down: 0.97,
        retries: 3,
        objectives: vec!["from_trigger.p99<2s".into()],
    }
}

fn trial(run: &Run, number: u32, phase: TrialPhase, at: u64, verdict: TrialVerdict, rate: u64) -> Trial {
    let overload = (phase == TrialPhase::Recovery).then_some(Overload {
        rate_per_s: rate * 110 / 100,
        length_ns: 2 * SECOND,
    });
    Trial {
        number,
        phase,
        rate_per_s: at,
        overload,
        seed: 42 + u64::from(number),
        fingerprint: Some(format!("{:064x}", at * u64::from(number))),
        warm_up_ns: SECOND,
        measured_ns: 3 * SECOND,
        verdict,
        reason: match verdict {
            TrialVerdict::Pass => String::new(),
            TrialVerdict::Fail => "backlog_trend 3.10 %, at most 1.00 %".into(),
            TrialVerdict::Void => "own_slip 1.20 ms, at most 1.00 ms".into(),
        },
        checks: checks(at, verdict),
        run: loaded(run, at as f64 / rate as f64),
    }
}

fn checks(at: u64, verdict: TrialVerdict) -> Vec<Check> {
    let check = |name: &str, measured: f64, limit: f64, unit: CheckUnit| Check {
        name: name.into(),
        measured: Some(measured),
        limit,
        at_least: false,
        unit,
        passed: measured <= limit,
        undecided: false,
        note: None,
        trend: None,
    };
    let slope = if verdict == TrialVerdict::Fail {
        0.031
    } else {
        1e-4 * (at % 7) as f64
    };
    let slip = if verdict == TrialVerdict::Void {
        1.2e6
    } else {
        14_000.0
    };
    let trend = Trend {
        slope: slope * 0.9,
        lower: slope * 0.8,
        upper: slope,
        points: 60,
        spacing_ns: 50_000_000,
        block: 5,
        seed: 43,
    };
    vec![
        Check {
            at_least: true,
            passed: true,
            ..check("handed_over", 1.0, 0.999, CheckUnit::Share)
        },
        check("own_slip", slip, 1e6, CheckUnit::Ns),
        Check {
            trend: Some(trend),
            ..check("backlog_trend", slope, 0.01, CheckUnit::Share)
        },
        check("latency_trend", slope / 2.0, 0.01, CheckUnit::SecondsPerSecond),
        check("drain", 120e6, 2e9, CheckUnit::Ns),
        check("wrong_answers", 0.0, 0.0, CheckUnit::Count),
        check("wrong_drops", 0.0, 0.0, CheckUnit::Count),
    ]
}

/// The run with latencies that rise towards the knee, as those of a queue do, and without what a search does not show.
fn loaded(run: &Run, load: f64) -> Run {
    let factor = 1.0 / (1.02 - load.min(1.0));
    let mut histogram = Distribution::histogram(60 * SECOND);
    for value in 1..=12_400_u64 {
        histogram.saturating_record((value as f64 * 160.0 * factor) as u64);
    }
    let mut run = run.clone();
    run.latency = [(
        "from_trigger".to_string(),
        Distribution::from_histogram(&histogram, 0, 0),
    )]
    .into();
    run.series = None;
    run.batches.clear();
    run
}

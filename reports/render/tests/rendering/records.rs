//! The sample record and what else can happen to one.

use std::collections::BTreeMap;
use std::path::Path;

use streamgauge_record::{
    Cache, CheckRecord, Clock, Distribution, Document as _, Frontier, FrontierPoint, Growth, GrowthAxis,
    GrowthPoint, GrowthTrial, KernelRecord, Record, Run, SearchRecord, SessionMatch, Setting,
};

pub fn sample() -> Record {
    Record::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("../record/tests/data/sample.json")).unwrap()
}

/// The first run of the first micro-batch arm is void, and so slow that it could not be overlooked.
pub fn with_a_void_run() -> Record {
    let mut record = sample();
    let run = &mut record.runs[0];
    run.status.valid = false;
    run.status.reasons = vec!["the source fell behind: p99.9 slip 41 ms".into()];
    slow_down(run);
    record
}

pub fn slow_down(run: &mut Run) {
    let mut histogram = Distribution::histogram(1 << 50);
    histogram.saturating_record_n(777_000_000_000, 5_000_000);
    let slow = Distribution::from_histogram(&histogram, 0, 0);
    run.latency = run
        .latency
        .keys()
        .map(|name| (name.clone(), slow.clone()))
        .collect::<BTreeMap<_, _>>();
    run.throughput.completed_per_s = Some(7.77);
    run.throughput.busy_rate_per_s = Some(7.77);
    run.usage.engine_cpu_ns = Some(777_000_000_000_000);
    run.lateness.events.true_drop = 77_777;
    run.ledger.dropped = 77_777;
}

pub fn all_void() -> Record {
    let mut record = sample();
    for run in &mut record.runs {
        run.status.valid = false;
        run.status.wrong_answer = true;
    }
    record
}

pub fn empty() -> Record {
    let mut record = sample();
    record.runs.clear();
    record.plan.arms.clear();
    record.plan.queries.clear();
    record.floor = None;
    record.complete = false;
    record
}

pub fn single_arm() -> Record {
    let mut record = sample();
    record.plan.arms.truncate(1);
    let arm = record.plan.arms[0].clone();
    record.runs.retain(|run| run.arm == arm);
    record
}

pub fn simulated() -> Record {
    let mut record = sample();
    record.plan.clock = Clock::Simulated;
    record.created = None;
    record.floor = None;
    record.harness = None;
    record.single_thread.clear();
    for run in &mut record.runs {
        run.throughput.busy_rate_per_s = None;
        run.usage.engine_cpu_ns = None;
        run.usage.harness_cpu_ns = None;
        run.usage.peak_memory_bytes = None;
        run.usage.start_memory_bytes = None;
    }
    repeat_exactly(&mut record);
    record
}

/// So many repeats, made of the two that there are in turn.
pub fn repeated(repeats: u32) -> Record {
    let mut record = sample();
    let two = std::mem::take(&mut record.runs);
    for repeat in 0..repeats {
        let again = two.iter().filter(|run| run.repeat == repeat % 2);
        record.runs.extend(again.map(|run| Run {
            repeat,
            ..run.clone()
        }));
    }
    record.plan.repeats = repeats;
    record
}

/// A frontier of two points, of the runs of the sample.
pub fn frontier() -> Frontier {
    let record = sample();
    let point = |watermark_delay_ms: i64, arm: &str| {
        let of_arm = |run: &&Run| run.arm == arm && run.query.name == "movie-tumbling";
        let runs: Vec<Run> = record.runs.iter().filter(of_arm).cloned().collect();
        FrontierPoint {
            arm: arm.into(),
            watermark_delay_ms,
            allowed_lateness_ms: 0,
            argv: record.argv.clone(),
            simulated: runs.first().cloned(),
            live: runs,
        }
    };
    Frontier {
        schema: Frontier::SCHEMA.into(),
        version: record.version.clone(),
        id: "frontier-20260901T101502Z-7f3a9c52".into(),
        created: record.created.clone(),
        tool: record.tool.clone(),
        argv: record.argv.clone(),
        machine: record.machine.clone(),
        floor: record.floor.clone(),
        harness: record.harness.clone(),
        scenario: record.scenario.clone(),
        query: record.runs[0].query.clone(),
        clock: Clock::Live,
        warm_up_ns: record.plan.warm_up_ns,
        measured_ns: record.plan.measured_ns,
        repeats: 2,
        points: vec![
            point(0, "micro-batch 1s"),
            point(30_000, "micro-batch 1s"),
            point(0, "event-at-a-time"),
            point(30_000, "event-at-a-time"),
        ],
        complete: true,
        warnings: vec![],
    }
}

/// A growth over keys, with a knee where state outgrows a cache, and over the late share, without one.
pub fn growth() -> Growth {
    let record = sample();
    let mut machine = record.machine.clone();
    machine.caches = [(1, 48 << 10), (2, 1 << 20), (3, 32 << 20)]
        .map(|(level, bytes)| Cache { level, bytes })
        .into();
    let keys = [(10.0, 41.0), (1e3, 43.5), (1e5, 121.0), (1e6, 138.0)];
    let late = [(0.0, 52.0), (0.9, 61.0)];
    let engines = [("micro-batch", 1.0), ("event-at-a-time", 1.4)];
    let mut points = Vec::new();
    for (axis, values) in [(GrowthAxis::Keys, &keys[..]), (GrowthAxis::Late, &late[..])] {
        for (arm, factor) in engines {
            points.extend(values.iter().map(|(value, cost)| GrowthPoint {
                axis,
                value: *value,
                arm: arm.into(),
                engine: record.runs[0].engine.clone(),
                query: record.runs[0].query.clone(),
                scenario: record.scenario.parameters.clone(),
                argv: record.argv.clone(),
                trials: trials(*value, cost * factor),
            }));
        }
    }
    Growth {
        schema: Growth::SCHEMA.into(),
        version: record.version,
        id: "20260901T101502Z-5e1d07aa".into(),
        created: "2026-09-01T10:15:02Z".into(),
        tool: record.tool,
        argv: vec!["streamgauge".into(), "growth".into()],
        machine,
        seed: 42,
        repeats: 5,
        points,
        complete: true,
        warnings: vec![],
    }
}

/// Five trials around a cost.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn trials(value: f64, cost_ns: f64) -> Vec<GrowthTrial> {
    let trial = |percent: f64| {
        let mut trial = GrowthTrial::void(String::new());
        (trial.status.valid, trial.status.reasons) = (true, vec![]);
        trial.events = 1_000_000;
        trial.busy_ns = (1e6 * cost_ns * (1.0 + percent / 100.0)) as u64;
        trial.results = 1_000_000;
        trial.peak_state_entries = value.max(1.0) as u64;
        trial.peak_state_bytes = Some(value.max(1.0) as u64 * 80);
        trial
    };
    [0.0, -2.0, 3.0, 1.0, -1.0].map(trial).into()
}

/// The sample check.
pub fn check() -> CheckRecord {
    CheckRecord::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("../record/tests/data/check-sample.json"))
        .unwrap()
}

/// A kernel that was timed and one whose instructions were counted.
pub fn kernels() -> KernelRecord {
    KernelRecord::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("../record/tests/data/kernels-1.0.json"))
        .unwrap()
}

/// The sample search.
pub fn search() -> SearchRecord {
    SearchRecord::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("../record/tests/data/search-sample.json"))
        .unwrap()
}

/// Every repeat is the first one again.
fn repeat_exactly(record: &mut Record) {
    let first: Vec<Run> = record
        .runs
        .iter()
        .filter(|run| run.repeat == 0)
        .cloned()
        .collect();
    for run in &mut record.runs {
        let same = |other: &&Run| other.arm == run.arm && other.query.name == run.query.name;
        let original = first.iter().find(same).unwrap().clone();
        *run = Run {
            repeat: run.repeat,
            slot: run.slot,
            ..original
        };
    }
}

/// On the first query, the second arm emits windows at each change: it has `total` in place of `from_trigger`, and a
/// first emission of a window holds little of it.
pub fn with_an_update_mode_arm() -> Record {
    let mut record = sample();
    for run in of(&mut record, "micro-batch 250ms", "movie-tumbling") {
        run.engine.settings.push(Setting {
            name: "output_mode".into(),
            value: "update".into(),
        });
        let latency = run.latency.remove("from_trigger").unwrap();
        let _ = run.latency.remove("from_end");
        let _ = run.latency.insert("event_total".into(), latency.clone());
        let _ = run.latency.insert("total".into(), latency);
        run.lateness.completeness.as_mut().unwrap().included_first = 9_120;
    }
    record
}

/// An arm of which no completed events can be counted, and which says why.
pub fn not_countable() -> Record {
    let mut record = sample();
    for run in of(&mut record, "micro-batch 1s", "movie-tumbling") {
        run.throughput.accepted_per_s = None;
        run.throughput.completed_per_s = None;
        run.status.reasons = vec![
            "completed events per second are not given: the phase holds no whole trigger".into(),
            format!("the queue was full {} times", 12 + run.repeat),
        ];
    }
    record
}

/// Sessions as the engines really keep them: merged before the judgement, more are saved than a short trigger saves.
pub fn sessions() -> Record {
    let mut record = sample();
    for (arm, kept) in [("micro-batch 250ms", 7), ("event-at-a-time", 50)] {
        for run in of(&mut record, arm, "user-session") {
            run.lateness.events.wrong_keep = kept;
            run.lateness.events.true_drop = 268 - kept;
            let sessions = SessionMatch {
                exact: 3_000,
                inexact: 140,
                resized: 120,
                split: 20,
                merged: 0,
                lost: 10,
            };
            run.lateness.completeness.as_mut().unwrap().sessions = Some(sessions);
        }
    }
    record
}

fn of<'a>(record: &'a mut Record, arm: &'a str, query: &'a str) -> impl Iterator<Item = &'a mut Run> {
    record
        .runs
        .iter_mut()
        .filter(move |run| run.arm == arm && run.query.name == query)
}

/// Two of every hundred due results never came.
pub fn censored() -> Record {
    let mut record = sample();
    for run in &mut record.runs {
        for distribution in run.latency.values_mut() {
            let lost = distribution.samples / 49;
            *distribution = Distribution::from_histogram(&distribution.decode().unwrap(), 0, lost);
        }
    }
    record
}

/// Names that are markup everywhere.
pub fn hostile() -> Record {
    let text = serde_json::to_string(&sample()).unwrap();
    let name = r#"</script><script>alert(1)</script>|*`"#;
    let text = text.replace("\"micro-batch 1s\"", &serde_json::to_string(name).unwrap());
    serde_json::from_str(&text).unwrap()
}

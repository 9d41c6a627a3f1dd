//! A made-up record with the shape of a real one.

use std::collections::BTreeMap;

use streamgauge_record::*;

use crate::draw::Draw;
use crate::yardstick;

const SECOND: u64 = 1_000_000_000;
const MS: f64 = 1e6;

pub struct Arm {
    pub label: &'static str,
    pub engine: &'static str,
    /// Trigger interval of a micro-batch engine, nanoseconds.
    pub trigger: Option<f64>,
}

pub struct Query {
    pub name: &'static str,
    pub summary: &'static str,
    pub window: &'static str,
    /// Results of the measured phase.
    pub results: u64,
}

pub const ARMS: [Arm; 3] = [
    Arm {
        label: "micro-batch 1s",
        engine: "micro-batch",
        trigger: Some(1000.0 * MS),
    },
    Arm {
        label: "micro-batch 250ms",
        engine: "micro-batch",
        trigger: Some(250.0 * MS),
    },
    Arm {
        label: "event-at-a-time",
        engine: "event-at-a-time",
        trigger: None,
    },
];

pub const QUERIES: [Query; 4] = [
    Query {
        name: "movie-tumbling",
        summary: "every 15 s, per movie: count and mean rating",
        window: "tumbling",
        results: 12_400,
    },
    Query {
        name: "rating-sliding",
        summary: "30 s windows every 10 s, all movies: count and mean rating",
        window: "sliding",
        results: 310,
    },
    Query {
        name: "user-session",
        summary: "sessions with a gap of 20 s, per user: count and mean rating",
        window: "session",
        results: 3_150,
    },
    Query {
        name: "movie-running",
        summary: "per movie since the start: count and mean rating, after every change",
        window: "running",
        results: 200_000,
    },
];

/// A whole comparison.
pub fn record(arms: &[Arm], queries: &[Query], repeats: u32) -> Record {
    let mut slots = Vec::new();
    for repeat in 0..repeats {
        for query in queries {
            for arm in arms {
                slots.push(Slot {
                    arm: arm.label.into(),
                    query: query.name.into(),
                    repeat,
                });
            }
        }
    }
    let runs = slots.iter().enumerate().map(|(place, slot)| {
        let arm = arms.iter().find(|arm| arm.label == slot.arm).unwrap();
        let query = queries.iter().find(|query| query.name == slot.query).unwrap();
        run(arm, query, slot.repeat, place as u32)
    });
    let runs = runs.collect();
    Record {
        schema: SCHEMA.into(),
        version: VERSION.into(),
        id: "20260901-101502-7f3a9c".into(),
        created: Some("2026-09-01T10:15:02Z".into()),
        tool: tool(),
        argv: command(arms, queries, repeats),
        machine: machine(),
        scenario: scenario(),
        plan: Plan {
            clock: Clock::Live,
            profile: None,
            arms: arms.iter().map(|arm| arm.label.into()).collect(),
            queries: queries.iter().map(|query| query.name.into()).collect(),
            repeats,
            warm_up_ns: 4 * SECOND,
            measured_ns: 20 * SECOND,
            slots,
            disturbances: vec![],
        },
        floor: Some(floor()),
        harness: Some(yardstick::harness()),
        single_thread: yardstick::single_thread(queries.iter().map(|query| query.name)),
        runs,
        stopping: None,
        complete: true,
        warnings: vec!["The governor of this machine is unknown: compare only figures of one record.".into()],
    }
}

fn tool() -> Tool {
    Tool {
        version: "0.1.0".into(),
        commit: Some("4f1c2ab".into()),
        rustc: "1.95.0".into(),
        profile: "release".into(),
        ..Tool::default()
    }
}

fn command(arms: &[Arm], queries: &[Query], repeats: u32) -> Vec<String> {
    let mut argv: Vec<String> = ["streamgauge", "run", "--scenario", "ratings"]
        .map(Into::into)
        .into();
    for arm in arms {
        argv.extend(["--arm".into(), arm.label.replace(' ', ":trigger=")]);
    }
    for query in queries {
        argv.extend(["--query".into(), query.name.into()]);
    }
    argv.extend([
        "--repeats".into(),
        repeats.to_string(),
        "--seed".into(),
        "7".into(),
    ]);
    argv
}

fn machine() -> Machine {
    Machine {
        os: "Linux 6.12".into(),
        arch: "x86_64".into(),
        cpu: "Intel(R) Xeon(R) Processor @ 2.60GHz".into(),
        cores: 4,
        cpu_limit: Some(4.0),
        memory_bytes: 16 << 30,
        ..Machine::default()
    }
}

fn scenario() -> Scenario {
    Scenario {
        name: "ratings".into(),
        seed: 7,
        parameters: [
            ("movies", "5000"),
            ("users", "20000"),
            ("arrivals", "poisson:10000/s"),
            ("delay", "exponential:mean=5s"),
            ("delayed share", "10 %"),
            ("time scale", "20"),
        ]
        .map(|(name, value)| Setting {
            name: name.into(),
            value: value.into(),
        })
        .into(),
        events: 240_000,
        rate_per_s: 10_000.0,
        time_scale: 20.0,
        fingerprint: "7f3a9c52e1b84d06a1c95e3f70b2d8461c0e9f85a37d24b6e8f01a5c9d3b7e42".into(),
    }
}

fn floor() -> Floor {
    let mut draw = Draw(99);
    Floor {
        total: distribution((0..40_000).map(|_| 2_100.0 + draw.exponential(900.0)), 0),
        capacity_per_s: Some(8_420_000.0),
        source_cpu_share: Some(0.31),
    }
}

fn distribution(values: impl Iterator<Item = f64>, censored: u64) -> Distribution {
    let mut histogram = Distribution::histogram(60 * SECOND);
    values.for_each(|value| histogram.saturating_record(value as u64));
    Distribution::from_histogram(&histogram, 0, censored)
}

fn run(arm: &Arm, query: &Query, repeat: u32, slot: u32) -> Run {
    let mut draw = Draw(u64::from(slot) * 7_919 + 1);
    let windowed = query.window != "running";
    let answer = if windowed {
        format!("{}-{}", query.name, arm.label)
    } else {
        query.name.to_string()
    };
    Run {
        arm: arm.label.into(),
        engine: engine(arm),
        query: QuerySettings {
            name: query.name.into(),
            summary: query.summary.into(),
            window: query.window.into(),
            settings: query_settings(windowed),
        },
        repeat,
        slot,
        attempt: 0,
        status: Status {
            valid: true,
            wrong_answer: false,
            harness_fault: false,
            interrupted: false,
            reasons: vec![],
        },
        ledger: ledger(arm, query, windowed),
        judged: Judged {
            results: query.results,
            violations: 0,
            examples: vec![],
            answer: format!(
                "{:016x}",
                answer
                    .bytes()
                    .fold(7_u64, |hash, byte| hash.wrapping_mul(131) ^ u64::from(byte))
            ),
            membership_verified: true,
        },
        throughput: throughput(arm, &mut draw),
        latency: latencies(arm, query, windowed, &mut draw),
        expected_mean_ns: expected_mean(arm, windowed),
        lateness: lateness(arm, query, windowed),
        detection: None,
        series: Some(series(arm, windowed, repeat, &mut draw)),
        steady_state: None,
        batches: batches(arm),
        recoveries: vec![],
        delivery: Some(Delivery {
            own_slip_p999_ns: Some(14_000),
            own_slip_limit_ns: 1_000_000,
            drained_ns: Some(120_000_000),
            ..Delivery::default()
        }),
        tasks: vec![],
        usage: usage(arm, query, &mut draw),
        process: None,
        recorded: yardstick::recorded(arm.trigger.is_none()),
        self_tests: yardstick::self_tests(),
    }
}

fn engine(arm: &Arm) -> EngineSettings {
    let settings: Vec<(&str, String)> = match arm.trigger {
        Some(trigger) => vec![
            (
                "trigger",
                if trigger >= 1000.0 * MS {
                    "1s".into()
                } else {
                    "250ms".into()
                },
            ),
            ("max events per trigger", "none".into()),
            ("workers", "1".into()),
        ],
        None => vec![
            ("watermark cadence", "every event".into()),
            ("workers", "1".into()),
        ],
    };
    EngineSettings {
        name: arm.engine.into(),
        settings: settings
            .into_iter()
            .map(|(name, value)| Setting {
                name: name.into(),
                value,
            })
            .collect(),
    }
}

fn query_settings(windowed: bool) -> Vec<Setting> {
    let delay = if windowed { "30s" } else { "none" };
    [
        ("watermark delay", delay),
        ("allowed lateness", "0s"),
        ("aggregates", "count, mean"),
    ]
    .map(|(name, value)| Setting {
        name: name.into(),
        value: value.into(),
    })
    .into()
}

/// Events of the run that an arm refuses; the larger the trigger, the fewer.
fn drops(arm: &Arm) -> u64 {
    match arm.trigger {
        Some(trigger) if trigger >= 1000.0 * MS => 196,
        Some(_) => 241,
        None => 268,
    }
}

fn ledger(arm: &Arm, query: &Query, windowed: bool) -> Ledger {
    let dropped = if windowed { drops(arm) } else { 0 };
    Ledger {
        generated: 240_000,
        handed_over: 240_000,
        taken: 240_000,
        included: 240_000 - dropped,
        open: 0,
        dropped,
        results: query.results,
        updates: if windowed { 0 } else { query.results / 2 },
        engine_drop_counter: dropped,
        ..Ledger::default()
    }
}

fn throughput(arm: &Arm, draw: &mut Draw) -> Throughput {
    let capacity = if arm.trigger.is_some() {
        1_840_000.0
    } else {
        1_120_000.0
    };
    Throughput {
        measured_ns: 20 * SECOND,
        offered_per_s: 10_000.0,
        accepted_per_s: Some(9_990.0 + 10.0 * draw.unit()),
        completed_per_s: Some(9_980.0 + 15.0 * draw.unit()),
        busy_rate_per_s: Some(capacity * (0.97 + 0.06 * draw.unit())),
        per_core_per_s: Some(capacity * 0.8),
        saturated_per_s: None,
        saturated_trials_per_s: Vec::new(),
    }
}

/// One latency: the wait for the trigger, for the rule that a watermark learnt in one batch acts in the next, and
/// the work.
fn latency(arm: &Arm, windowed: bool, draw: &mut Draw) -> f64 {
    match arm.trigger {
        Some(trigger) => {
            let rule = if windowed { trigger } else { 0.0 };
            trigger * draw.unit() + rule + 14.0 * MS + draw.exponential(6.0 * MS)
        }
        None => {
            0.03 * MS
                + draw.exponential(0.05 * MS)
                + if draw.unit() < 0.004 {
                    4.0 * MS * draw.unit()
                } else {
                    0.0
                }
        }
    }
}

/// What the rules of the engine predict for the mean of [`latency`], without its work.
fn expected_mean(arm: &Arm, windowed: bool) -> Option<f64> {
    let trigger = arm.trigger?;
    Some(trigger / 2.0 + if windowed { trigger } else { 0.0 } + 18.75 * MS)
}

fn latencies(arm: &Arm, query: &Query, windowed: bool, draw: &mut Draw) -> BTreeMap<String, Distribution> {
    let mut by_name = BTreeMap::new();
    let slip: Vec<f64> = (0..20_000).map(|_| draw.exponential(0.002 * MS)).collect();
    by_name.insert("slip".to_string(), distribution(slip.into_iter(), 0));
    let values: Vec<f64> = (0..query.results).map(|_| latency(arm, windowed, draw)).collect();
    if windowed {
        let ends: Vec<f64> = values.iter().map(|value| value + 1_510.0 * MS).collect();
        by_name.insert("from_end".to_string(), distribution(ends.into_iter(), 0));
        by_name.insert("from_trigger".to_string(), distribution(values.into_iter(), 0));
    } else {
        by_name.insert("total".to_string(), distribution(values.into_iter(), 0));
    }
    by_name
}

fn lateness(arm: &Arm, query: &Query, windowed: bool) -> Lateness {
    let classes = LatenessClasses {
        events: 240_000,
        delayed: 24_000,
        out_of_order: 21_700,
        watermark_late: if windowed { 412 } else { 0 },
        drop_eligible: if windowed { 268 } else { 0 },
        assignments: 240_000,
        drop_eligible_assignments: if windowed { 268 } else { 0 },
    };
    let dropped = if windowed { drops(arm) } else { 0 };
    let events = Confusion {
        true_keep: 240_000 - classes.drop_eligible,
        wrong_drop: 0,
        wrong_keep: classes.drop_eligible - dropped,
        true_drop: dropped,
    };
    let completeness = windowed.then(|| Completeness {
        emitted_groups: query.results,
        complete_groups: query.results - dropped / 2,
        missing_groups: 0,
        spurious_groups: 0,
        truth: 240_000,
        included_first: 240_000 - dropped,
        included_last: 240_000 - dropped,
        sessions: None,
    });
    Lateness {
        by_windows: windowed.then(|| by_windows(&events)),
        own_rule: windowed.then(|| own_rule(dropped)),
        drop_counter: Some(DropCounter {
            unit: if arm.trigger.is_some() {
                "late groups"
            } else {
                "late events"
            }
            .into(),
            counted: dropped,
            actual: dropped,
        }),
        accuracy: windowed.then(|| accuracy(query, dropped)),
        classes,
        assignments: events.clone(),
        events,
        completeness,
    }
}

fn by_windows(events: &Confusion) -> EventsByWindows {
    EventsByWindows {
        none_over: KeptBy {
            all: events.true_keep,
            ..KeptBy::default()
        },
        some_over: KeptBy::default(),
        all_over: KeptBy {
            all: events.wrong_keep,
            some: 0,
            none: events.true_drop,
        },
    }
}

fn own_rule(dropped: u64) -> OwnRule {
    let kept = Confusion {
        true_keep: 240_000 - dropped,
        true_drop: dropped,
        ..Confusion::default()
    };
    OwnRule {
        events: kept.clone(),
        assignments: kept,
        unresolved_rows: 0,
    }
}

fn accuracy(query: &Query, dropped: u64) -> Accuracy {
    let lacking = dropped as f64 / 2.0 / query.results as f64;
    let groups = GroupAccuracy {
        completeness_macro: 1.0 - lacking / 50.0,
        completeness_p1: (query.results >= 1_000).then_some(0.98),
        complete_share: 1.0 - lacking,
        value_error_mean: Some(lacking / 1_000.0),
        value_error_max: Some(0.05),
    };
    Accuracy {
        due_groups: query.results,
        first: groups.clone(),
        last: groups,
        duplicate_groups: 0,
        examples: vec![],
    }
}

fn series(arm: &Arm, windowed: bool, repeat: u32, draw: &mut Draw) -> Series {
    let interval_ns = SECOND / 2;
    let silent = |index: u64| arm.trigger.is_some_and(|trigger| trigger >= 1000.0 * MS) && index % 2 == 1;
    let latencies: Vec<Vec<u64>> = (0..48)
        .map(|index| {
            let mut values: Vec<u64> = (0..120).map(|_| latency(arm, windowed, draw) as u64).collect();
            values.sort_unstable();
            if silent(index) { vec![] } else { values }
        })
        .collect();
    let interval = |(index, values): (u64, &Vec<u64>)| Interval {
        start_ns: index * interval_ns,
        results: values.len() as u64,
        due: 5_000,
        taken: if silent(index) { 0 } else { 5_000 },
        processed: if silent(index) { 0 } else { 5_000 },
        backlog: if silent(index) { 5_000 } else { 12 },
        min_ns: values.first().copied(),
        p50_ns: values.get(60).copied(),
        p99_ns: values.get(118).copied(),
        max_ns: values.get(119).copied(),
        state_entries: Some(900 + 40 * (index % 6)),
        state_bytes: Some((900 + 40 * (index % 6)) * 96),
        memory_bytes: None,
    };
    Series {
        interval_ns,
        intervals: (0..).zip(&latencies).map(interval).collect(),
        latency_grid: LatencyGrid::over(&latencies).filter(|_| repeat == 0),
    }
}

fn batches(arm: &Arm) -> Vec<Batch> {
    let Some(trigger) = arm.trigger else { return vec![] };
    (0..6)
        .map(|batch| Batch {
            batch_id: batch,
            no_data: false,
            start_ns: (batch as f64 * trigger) as i64,
            duration_ns: 18_000_000 + batch * 300_000,
            phases_ns: [
                ("addBatch".to_string(), 15_000_000),
                ("latestOffset".to_string(), 1_000_000),
            ]
            .into(),
            input_rows: (trigger / 1e5) as u64,
            output_rows: 620,
            watermark_ms: 1_000 * batch as i64,
            next_watermark_ms: 1_000 * (batch as i64 + 1),
            dropped_rows: 4,
            late_events: 9,
            state_rows: 1_100,
            updated_rows: 480,
            removed_rows: 460,
        })
        .collect()
}

fn usage(arm: &Arm, query: &Query, draw: &mut Draw) -> Usage {
    let cores = if arm.trigger.is_some() { 0.006 } else { 0.011 };
    Usage {
        engine_cpu_ns: Some((24e9 * cores * (0.95 + 0.1 * draw.unit())) as u64),
        harness_cpu_ns: Some(8_100_000_000),
        peak_memory_bytes: Some(61 << 20),
        start_memory_bytes: Some(38 << 20),
        peak_state_entries: query.results / 9 + 300,
        final_state_entries: 41,
        state: Some(StateSize {
            peak_bytes: (query.results / 9 + 300) * 96,
            steady_bytes: (query.results / 9 + 250) * 96,
            bytes_per_entry: Some(96.0),
        }),
        ..Usage::default()
    }
}

//! The plan of each fact about a run. Facts describe their queries in part in prose; here, and nowhere else,
//! a fact's name is looked at.

use streamgauge_model::OutputMode;
use streamgauge_plans::{
    Aggregate, Condition, CrashPoint, Expr, Field, GroupFlavour, GroupFunction, JoinKind, Kind, Plan,
    Timeout, Value, WindowSpan, col, lit,
};

use crate::fact::{Fact, Query};

/// What a fact needs besides its batches.
pub struct Setup {
    pub plan: Plan,
    /// Where the first attempt of the first batch crashes.
    pub crash: Option<CrashPoint>,
    /// The trigger's clock at each entry with data, in milliseconds; empty: it stands still.
    pub clock_ms: Vec<i64>,
}

pub fn setup(fact: &Fact) -> Setup {
    let crash = (fact.name == "agg-midbatch-failure").then_some(CrashPoint::DuringTasks);
    let clock_ms = match fact.name.as_str() {
        // The steps by which the original test advances its clock.
        "flat-map-groups-processing-timeout" => vec![1_000, 2_000, 12_000, 23_000],
        _ => Vec::new(),
    };
    Setup {
        plan: plan(&fact.name, &fact.query),
        crash,
        clock_ms,
    }
}

fn plan(name: &str, query: &Query) -> Plan {
    match name {
        "dedup-then-aggregate-update" | "dedup-then-aggregate-complete" => events(0)
            .deduplicate(&["k", "v"])
            .aggregate(&["k"], &[("sum", sum("v"))]),
        "chain-window-window" => counted(query)
            .window("w0", "w1", tumbling(query, 1))
            .aggregate(&["w1"], &[("n1", Aggregate::Count), ("s1", sum("n0"))])
            .project(&[
                ("start", col("w1").window_start()),
                ("count", col("n1")),
                ("sum", col("s1")),
            ]),
        "chain-three-windows" => counted(query)
            .window("w0", "w1", tumbling(query, 1))
            .aggregate(&["w1"], &[("n1", Aggregate::Count), ("s1", sum("n0"))])
            .window("w1", "w2", tumbling(query, 2))
            .aggregate(&["w2"], &[("n2", Aggregate::Count), ("s2", sum("s1"))])
            .project(&[
                ("start", col("w2").window_start()),
                ("end", col("w2").window_end()),
                ("count", col("n2")),
                ("sum", col("s2")),
            ]),
        "chain-dedup-window" => watermarked(0, query, "l")
            .deduplicate(&["v", "t"])
            .window("t", "w", tumbling(query, 0))
            .aggregate(&["w"], &[("n", Aggregate::Count)])
            .project(&[("start", col("w").window_start()), ("count", col("n"))]),
        "chain-join-window" => watermarked(0, query, "l")
            .project(&[("lt", col("t"))])
            .join(
                watermarked(1, query, "r").project(&[("rt", col("t"))]),
                JoinKind::Inner,
                col("lt").equals(col("rt")),
            )
            .window("lt", "w", tumbling(query, 0))
            .aggregate(&["w"], &[("n", Aggregate::Count)])
            .project(&[("start", col("w").window_start()), ("count", col("n"))]),
        "chain-window-dedup-no-event-time" => counted(query)
            .project(&[("end", col("w0").window_end()), ("count", col("n0"))])
            .deduplicate(&["count", "end"]),
        "chain-window-dedup-event-time" => counted(query)
            .project(&[
                ("end", col("w0").window_end()),
                ("count", col("n0")),
                ("time", col("w0").window_time()),
            ])
            .deduplicate(&["count", "end", "time"])
            .project(&[("end", col("end")), ("count", col("count"))]),
        "join-inner-no-watermark" => {
            let on = col("lkey").equals(col("rkey"));
            let columns = [("key", col("lkey")), ("left", col("lv")), ("right", col("rv"))];
            let (left, right) = sides(query);
            left.join(right, kind(query), on).project(&columns)
        }
        "join-inner-window-no-watermark"
        | "join-inner-removed-metric"
        | "join-right-outer-window"
        | "join-full-outer-window" => window_join(query, None),
        "join-left-outer-left-condition" => window_join(query, Some(col("lv").above(lit(4)))),
        "join-left-outer-non-key-condition" => {
            let right = col("rv").below(lit(300)).or(col("rv").above(lit(1_000)));
            window_join(query, Some(col("lv").above(lit(10)).and(right)))
        }
        "join-left-semi-window" => {
            let (left, right) = window_sides(query);
            left.join(right, kind(query), same_window()).project(&[
                ("key", col("lkey")),
                ("end", col("lw").window_end()),
                ("left", col("lv")),
            ])
        }
        "join-range-two-sided" => {
            let (left, right) = sides(query);
            let on = col("lkey").equals(col("rkey")).and(between(-10_000, 5_000));
            left.join(right, kind(query), on).project(&[
                ("key", col("lkey")),
                ("lt", col("lt")),
                ("rt", col("rt")),
            ])
        }
        "join-left-semi-range" => {
            let (left, right) = sides(query);
            let on = col("lkey").equals(col("rkey")).and(between(-5_000, 5_000));
            left.join(right, kind(query), on)
                .project(&[("key", col("lkey")), ("lt", col("lt"))])
        }
        "join-self" => {
            let side =
                |key, value| events(0).project(&[(key, col("v").remainder(lit(5))), (value, col("v"))]);
            side("lkey", "lv")
                .join(side("rkey", "rv"), kind(query), col("lkey").equals(col("rkey")))
                .project(&[("key", col("lkey")), ("left", col("lv")), ("right", col("rv"))])
        }
        "join-self-left-outer-no-false-nulls" => {
            let left = watermarked(0, query, "left").project(&[("lkey", col("key")), ("lt", col("t"))]);
            let right = watermarked(0, query, "right")
                .filter(col("key").remainder(lit(2)).equals(lit(0)))
                .project(&[("rkey", col("key")), ("rt", col("t"))]);
            let later = col("lt").at_most(col("rt"));
            let soon = col("rt").at_most(col("lt").moved_by(5_000));
            left.join(
                right,
                kind(query),
                col("lkey").equals(col("rkey")).and(later).and(soon),
            )
            .project(&[
                ("lkey", col("lkey")),
                ("rkey", col("rkey")),
                ("lt", col("lt")),
                ("rt", col("rt")),
            ])
        }
        "map-groups-count" => events(0).group_state(
            &["k"],
            vec![Field::new("k", Kind::Text), Field::new("result", Kind::Text)],
            GroupFlavour::Map,
            timeout(query),
            counting_to_three(),
        ),
        "flat-map-groups-processing-timeout" => events(0).group_state(
            &["k"],
            vec![Field::new("k", Kind::Text), Field::new("result", Kind::Text)],
            GroupFlavour::FlatMap(OutputMode::Update),
            timeout(query),
            counting_for_ten_seconds(),
        ),
        "flat-map-groups-event-timeout" => watermarked(0, query, "l").group_state(
            &["k"],
            vec![Field::new("k", Kind::Text), Field::new("max", Kind::Int)],
            GroupFlavour::FlatMap(OutputMode::Update),
            timeout(query),
            newest_time(),
        ),
        "limit-across-batches" => events(0)
            .project(&[("value", col("v"))])
            .limit(query.limit.expect("a limit")),
        "agg-multiple-keys" => events(0)
            .project(&[("value", col("v")), ("next", col("v").plus(lit(1)))])
            .aggregate(&["value", "next"], &[("count", Aggregate::Count)]),
        "agg-midbatch-failure" => events(0).aggregate(&["v"], &[("count", Aggregate::Count)]),
        "session-dynamic-gap" => watermarked(0, query, "l")
            .sessions("t", gap(query), &["k"], &[("n", Aggregate::Count)])
            .project(&[
                ("key", col("k")),
                ("start", col("session_window").window_start()),
                ("end", col("session_window").window_end()),
                ("count", col("n")),
            ]),
        other => panic!("{other}: no plan for this fact"),
    }
}

/// The events of source number `source`; what an event lacks is null.
pub fn events(source: usize) -> Plan {
    Plan::source(
        source,
        vec![
            Field::new("t", Kind::Time),
            Field::new("k", Kind::Text),
            Field::new("v", Kind::Int),
            Field::new("key", Kind::Int),
        ],
    )
}

fn watermarked(source: usize, query: &Query, side: &str) -> Plan {
    match query.delay(side) {
        Some(delay_ms) => events(source).watermark("t", delay_ms),
        None => events(source),
    }
}

fn tumbling(query: &Query, index: usize) -> WindowSpan {
    WindowSpan::tumbling(query.size(index))
}

/// Events counted by the first window, as `w0` and `n0`.
fn counted(query: &Query) -> Plan {
    watermarked(0, query, "l")
        .window("t", "w0", tumbling(query, 0))
        .aggregate(&["w0"], &[("n0", Aggregate::Count)])
}

fn sum(column: &str) -> Aggregate {
    Aggregate::Sum(column.to_owned())
}

fn kind(query: &Query) -> JoinKind {
    match query.join.as_deref() {
        Some("inner") => JoinKind::Inner,
        Some("left_outer") => JoinKind::LeftOuter,
        Some("right_outer") => JoinKind::RightOuter,
        Some("full_outer") => JoinKind::FullOuter,
        Some("left_semi") => JoinKind::LeftSemi,
        other => panic!("unknown join {other:?}"),
    }
}

/// Both sides with their keys, times and values.
fn sides(query: &Query) -> (Plan, Plan) {
    (
        watermarked(0, query, "l").project(&[("lkey", col("key")), ("lt", col("t")), ("lv", col("v"))]),
        watermarked(1, query, "r").project(&[("rkey", col("key")), ("rt", col("t")), ("rv", col("v"))]),
    )
}

/// Both sides with their keys, windows and values.
fn window_sides(query: &Query) -> (Plan, Plan) {
    assert_eq!(query.keys, ["key", "window 10 s"]);
    let ten_seconds = WindowSpan::tumbling(10_000);
    (
        watermarked(0, query, "l")
            .window("t", "w", ten_seconds)
            .project(&[("lkey", col("key")), ("lw", col("w")), ("lv", col("v"))]),
        watermarked(1, query, "r")
            .window("t", "w", ten_seconds)
            .project(&[("rkey", col("key")), ("rw", col("w")), ("rv", col("v"))]),
    )
}

fn same_window() -> Condition {
    col("lkey").equals(col("rkey")).and(col("lw").equals(col("rw")))
}

fn window_join(query: &Query, condition: Option<Condition>) -> Plan {
    let (left, right) = window_sides(query);
    let on = match condition {
        Some(condition) => same_window().and(condition),
        None => same_window(),
    };
    left.join(right, kind(query), on).project(&[
        ("key", either("lkey", "rkey")),
        ("end", either("lw", "rw").window_end()),
        ("left", col("lv")),
        ("right", col("rv")),
    ])
}

/// The left value, or the right one where the left is null.
fn either(left: &str, right: &str) -> Expr {
    Expr::when(col(left).equals(col(left)), col(left), col(right))
}

/// The left time is between the right one moved by `from_ms` and by `to_ms`, both included.
fn between(from_ms: i64, to_ms: i64) -> Condition {
    let not_before = col("rt").moved_by(from_ms).at_most(col("lt"));
    not_before.and(col("lt").at_most(col("rt").moved_by(to_ms)))
}

fn timeout(query: &Query) -> Timeout {
    match query.timeout.as_deref() {
        None => Timeout::None,
        Some("processing_time") => Timeout::ProcessingTime,
        Some("event_time") => Timeout::EventTime,
        other => panic!("unknown timeout {other:?}"),
    }
}

/// The gap that the fact gives for the key of a row.
fn gap(query: &Query) -> Expr {
    let gaps = query.gaps();
    let others = lit(*gaps.get("*").expect("a gap for all other keys"));
    gaps.iter()
        .filter(|(key, _)| *key != "*")
        .fold(others, |otherwise, (key, gap)| {
            Expr::when(col("k").equals(lit(key.as_str())), lit(*gap), otherwise)
        })
}

fn number(value: Option<&[Value]>) -> i64 {
    match value {
        Some([Value::Int(number)]) => *number,
        _ => 0,
    }
}

fn text(number: i64) -> Value {
    number.to_string().as_str().into()
}

/// A running count; at 3 it forgets and returns -1.
fn counting_to_three() -> GroupFunction {
    GroupFunction::new(|key, rows, state| {
        let count = number(state.get()) + rows.len() as i64;
        let result = if count == 3 {
            state.remove();
            -1
        } else {
            state.update(vec![count.into()]);
            count
        };
        Ok(vec![vec![key[0].clone(), text(result)]])
    })
}

/// A running count, and -1 when nothing came for 10 s.
fn counting_for_ten_seconds() -> GroupFunction {
    GroupFunction::new(|key, rows, state| {
        let result = if state.has_timed_out() {
            state.remove();
            -1
        } else {
            let count = number(state.get()) + rows.len() as i64;
            state.update(vec![count.into()]);
            state.set_timeout_duration(10_000)?;
            count
        };
        Ok(vec![vec![key[0].clone(), text(result)]])
    })
}

/// The greatest event time in seconds, and -1 when the watermark is past it by 5 s.
fn newest_time() -> GroupFunction {
    GroupFunction::new(|key, rows, state| {
        let result = if state.has_timed_out() {
            state.remove();
            -1
        } else {
            let times = rows.iter().filter_map(|row| match &row[0] {
                Value::Time(time) => Some(time.millis()),
                _ => None,
            });
            let newest = times.max().unwrap_or(0).max(number(state.get()));
            state.update(vec![newest.into()]);
            state.set_timeout_timestamp(newest + 5_000)?;
            newest / 1_000
        };
        Ok(vec![vec![key[0].clone(), result.into()]])
    })
}

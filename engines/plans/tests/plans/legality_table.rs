//! Every row of the table of what is legal in which output mode (3.1).

use streamgauge_model::OutputMode;
use streamgauge_plans::{
    Aggregate, BatchOperation, Condition, Expr, Field, GroupFlavour, GroupFunction, GroupStateError,
    JoinKind, Kind, MemorySource, Plan, Processor, RefusalKind, Row, Settings, Sink, StateHandle,
    StatefulProcessor, StaticTable, StreamingQuery, TimeMode, Timeout, Value, WindowSpan, check, col, lit,
};

use crate::driver::stream;

type Verdict = Option<RefusalKind>;

const OK: Verdict = None;

fn verdict(kind: RefusalKind) -> Verdict {
    Some(kind)
}

/// Checks one row: the plan, and what is said in append, update and complete mode.
fn says(row: &str, plan: &Plan, verdicts: [Verdict; 3]) {
    let modes = [OutputMode::Append, OutputMode::Update, OutputMode::Complete];
    for (mode, expected) in modes.into_iter().zip(verdicts) {
        let refusal = check(plan, mode, Sink::Memory).err();
        assert_eq!(
            refusal.as_ref().map(|refusal| refusal.kind),
            expected,
            "{row}, {mode:?}"
        );
        if let Some(refusal) = refusal {
            let text = refusal.to_string();
            assert!(text.contains(refusal.kind.legal()), "{row}: {text}");
        }
    }
}

fn timed() -> Plan {
    stream(0).watermark("t", 0)
}

fn count(input: Plan, keys: &[&str]) -> Plan {
    input.aggregate(keys, &[("n", Aggregate::Count)])
}

fn windowed() -> Plan {
    count(timed().window("t", "w", WindowSpan::tumbling(5_000)), &["w"])
}

fn sessions(keys: &[&str]) -> Plan {
    timed().sessions("t", lit(1_000), keys, &[("n", Aggregate::Count)])
}

fn joined(kind: JoinKind, on: Condition) -> Plan {
    let left = timed().project(&[("lt", col("t")), ("lk", col("key"))]);
    let right = stream(1)
        .watermark("t", 0)
        .project(&[("rt", col("t")), ("rk", col("key"))]);
    left.join(right, kind, on)
}

fn by_key() -> Condition {
    col("lk").equals(col("rk"))
}

fn table() -> StaticTable {
    StaticTable::new(vec![Field::new("id", Kind::Int)], Vec::new()).expect("a table without rows")
}

fn grouped(input: Plan, flavour: GroupFlavour, timeout: Timeout) -> Plan {
    let fields = vec![Field::new("key", Kind::Int), Field::new("t", Kind::Time)];
    input.group_state(
        &["key"],
        fields,
        flavour,
        timeout,
        GroupFunction::new(|_, _, _| Ok(Vec::new())),
    )
}

#[test]
fn rows_without_aggregation() {
    let complete = verdict(RefusalKind::CompleteWithoutAggregation);
    says(
        "map-like",
        &stream(0).filter(col("v").above(lit(1))),
        [OK, OK, complete],
    );
    says(
        "dropDuplicates",
        &timed().deduplicate(&["key"]),
        [OK, OK, complete],
    );
    says(
        "within watermark",
        &timed().deduplicate_within_watermark(&["key"]),
        [OK, OK, complete],
    );
    let without = verdict(RefusalKind::DeduplicationWithoutWatermark);
    let bare = stream(0).deduplicate_within_watermark(&["key"]);
    says("within no watermark", &bare, [without, without, complete]);
}

#[test]
fn aggregations() {
    let append = verdict(RefusalKind::AppendAggregationWithoutWatermark);
    says(
        "no watermark at all",
        &count(stream(0), &["key"]),
        [append, OK, OK],
    );
    says(
        "no watermark in the keys",
        &count(timed(), &["key"]),
        [append, OK, OK],
    );
    says("watermarked window", &windowed(), [OK, OK, OK]);
    says("watermarked time", &count(timed(), &["t", "key"]), [OK, OK, OK]);
    let distinct = |columns| timed().aggregate(columns, &[]);
    says("distinct rows", &distinct(&["key", "v"]), [append, OK, OK]);
    says(
        "distinct rows with a watermark",
        &distinct(&["t", "key", "v"]),
        [OK, OK, OK],
    );
    let every = verdict(RefusalKind::DistinctAggregate);
    let distinct = timed().aggregate(&["t"], &[("n", Aggregate::CountDistinct("v".to_owned()))]);
    says("distinct aggregate", &distinct, [every; 3]);
}

#[test]
fn session_aggregations() {
    let update = verdict(RefusalKind::SessionUpdate);
    let global = verdict(RefusalKind::SessionWithoutKey);
    says("sessions", &sessions(&["key"]), [OK, update, OK]);
    says("sessions without key", &sessions(&[]), [global, update, global]);
    let append = verdict(RefusalKind::AppendAggregationWithoutWatermark);
    let bare = stream(0).sessions("t", lit(1_000), &["key"], &[]);
    says("sessions without watermark", &bare, [append, update, OK]);
}

#[test]
fn joins_of_streams() {
    // Complete mode is refused first for want of an aggregation.
    let complete = verdict(RefusalKind::CompleteWithoutAggregation);
    let update = verdict(RefusalKind::JoinMode);
    for kind in [JoinKind::Inner, JoinKind::LeftSemi] {
        says("inner", &joined(kind, by_key()), [OK, update, complete]);
    }
    let bare = verdict(RefusalKind::OuterJoinWithoutWatermark);
    let in_keys = by_key().and(col("lt").equals(col("rt")));
    for kind in [JoinKind::LeftOuter, JoinKind::RightOuter, JoinKind::FullOuter] {
        says(
            "outer, unbounded",
            &joined(kind, by_key()),
            [bare, update, complete],
        );
        says(
            "outer, time in the keys",
            &joined(kind, in_keys.clone()),
            [OK, update, complete],
        );
    }
    let left_bounded = by_key().and(col("lt").above(col("rt").moved_by(-5_000)));
    says(
        "left",
        &joined(JoinKind::LeftOuter, left_bounded.clone()),
        [OK, update, complete],
    );
    says(
        "right",
        &joined(JoinKind::RightOuter, left_bounded.clone()),
        [bare, update, complete],
    );
    says(
        "full",
        &joined(JoinKind::FullOuter, left_bounded),
        [OK, update, complete],
    );
    let aggregated = count(
        joined(JoinKind::Inner, in_keys).project(&[("t", col("lt"))]),
        &["t"],
    );
    says("join, then aggregation", &aggregated, [OK, update, update]);
}

#[test]
fn a_join_without_equality_is_refused_when_it_is_planned() {
    let plan = joined(JoinKind::Inner, col("lt").above(col("rt")));
    let settings = Settings::new(OutputMode::Append);
    let refusal = StreamingQuery::new(
        plan,
        settings,
        vec![Box::new(MemorySource::new()), Box::new(MemorySource::new())],
    );
    assert_eq!(
        refusal.err().map(|refusal| refusal.kind),
        Some(RefusalKind::JoinWithoutEquality)
    );
}

#[test]
fn joins_with_a_table() {
    let complete = verdict(RefusalKind::CompleteWithoutAggregation);
    let with = |kind| stream(0).join_static(table(), kind, col("key").equals(col("id")));
    for kind in [JoinKind::Inner, JoinKind::LeftOuter, JoinKind::LeftSemi] {
        says("static", &with(kind), [OK, OK, complete]);
        let append = verdict(RefusalKind::AppendAggregationWithoutWatermark);
        says(
            "static, then aggregation",
            &count(with(kind), &["key"]),
            [append, OK, OK],
        );
    }
    let preserved = verdict(RefusalKind::StaticSidePreserved);
    for kind in [JoinKind::RightOuter, JoinKind::FullOuter] {
        says(
            "static side preserved",
            &with(kind),
            [preserved, preserved, complete],
        );
    }
}

#[test]
fn functions_over_group_state() {
    let complete = verdict(RefusalKind::CompleteWithoutAggregation);
    let map = verdict(RefusalKind::MapGroups);
    says(
        "map",
        &grouped(timed(), GroupFlavour::Map, Timeout::None),
        [map, OK, complete],
    );
    says(
        "map after aggregation",
        &grouped(
            windowed().project(&[("key", col("n"))]),
            GroupFlavour::Map,
            Timeout::None,
        ),
        [map; 3],
    );
    let flat = verdict(RefusalKind::FlatMapGroups);
    let append = GroupFlavour::FlatMap(OutputMode::Append);
    let update = GroupFlavour::FlatMap(OutputMode::Update);
    says(
        "flat map, append",
        &grouped(timed(), append, Timeout::None),
        [OK, flat, complete],
    );
    says(
        "flat map, update",
        &grouped(timed(), update, Timeout::None),
        [flat, OK, complete],
    );
    let aggregated = |flavour| count(grouped(timed(), flavour, Timeout::None).watermark("t", 0), &["t"]);
    says(
        "flat map, update, then aggregation",
        &aggregated(update),
        [flat; 3],
    );
    says(
        "flat map, append, then aggregation",
        &aggregated(append),
        [OK, OK, OK],
    );
    let after = grouped(windowed().project(&[("key", col("n"))]), append, Timeout::None);
    says("aggregation, then flat map", &after, [flat; 3]);
    let bare = verdict(RefusalKind::TimeoutWithoutWatermark);
    says(
        "timeout without watermark",
        &grouped(stream(0), update, Timeout::EventTime),
        [flat, bare, complete],
    );
}

#[test]
fn stateful_processors() {
    let with = |input: Plan, mode, time_mode| {
        let fields = vec![Field::new("t", Kind::Time)];
        input.transform_with_state(&["key"], fields, mode, time_mode, Processor::new(Idle))
    };
    let complete = verdict(RefusalKind::CompleteWithoutAggregation);
    let wrong = verdict(RefusalKind::TransformWithState);
    let append = |input| with(input, OutputMode::Append, TimeMode::None);
    says("append", &append(timed()), [OK, wrong, complete]);
    says(
        "update",
        &with(timed(), OutputMode::Update, TimeMode::None),
        [wrong, OK, complete],
    );
    says(
        "then aggregation",
        &count(append(timed()).watermark("t", 0), &["t"]),
        [OK, wrong, wrong],
    );
    says(
        "after aggregation",
        &append(windowed().project(&[("key", col("n"))])),
        [OK, wrong, wrong],
    );
    let bare = verdict(RefusalKind::TimeoutWithoutWatermark);
    let timers = with(stream(0), OutputMode::Append, TimeMode::EventTime);
    says("timers without watermark", &timers, [bare, wrong, complete]);
}

struct Idle;

impl StatefulProcessor for Idle {
    fn on_rows(&self, _: &[Value], _: &[Row], _: &mut StateHandle<'_>) -> Result<Vec<Row>, GroupStateError> {
        Ok(Vec::new())
    }
}

#[test]
fn limits_and_sorts() {
    let complete = verdict(RefusalKind::CompleteWithoutAggregation);
    let limit = verdict(RefusalKind::LimitUpdate);
    says("limit", &stream(0).limit(3), [OK, limit, complete]);
    says("limit of an aggregation", &windowed().limit(3), [OK, limit, OK]);
    let sort = verdict(RefusalKind::Sort);
    says("sort", &stream(0).sort(&["v"]), [sort, sort, complete]);
    says(
        "sort of an aggregation",
        &windowed().sort(&["n"]),
        [sort, sort, OK],
    );
}

#[test]
fn stateful_operators_behind_one_another() {
    let late = verdict(RefusalKind::LateRowsDownstream);
    let twice = windowed().window("w", "w2", WindowSpan::tumbling(10_000));
    says("aggregation twice", &count(twice, &["w2"]), [OK, late, late]);
    says(
        "aggregation, then deduplication",
        &windowed().deduplicate(&["w", "n"]),
        [OK, late, late],
    );
    let groups = grouped(
        timed(),
        GroupFlavour::FlatMap(OutputMode::Append),
        Timeout::EventTime,
    );
    let flat = verdict(RefusalKind::FlatMapGroups);
    let complete = verdict(RefusalKind::CompleteWithoutAggregation);
    says(
        "timeout, then deduplication",
        &groups.clone().deduplicate(&["key"]),
        [late, flat, complete],
    );
    says(
        "timeout, then aggregation",
        &count(groups.watermark("t", 0), &["t"]),
        [late; 3],
    );
    let deduplicated = count(timed().deduplicate(&["t", "key"]), &["t"]);
    says("deduplication, then aggregation", &deduplicated, [OK, OK, OK]);
}

#[test]
fn what_no_stream_can_do() {
    let never = verdict(RefusalKind::NotOnStreams);
    for operation in [
        BatchOperation::GroupingSets,
        BatchOperation::NonTimeWindow,
        BatchOperation::CoGroup,
        BatchOperation::Intersect,
        BatchOperation::Sample,
        BatchOperation::Offset,
        BatchOperation::UnionWithBatch,
    ] {
        says("never", &windowed().not_on_streams(operation), [never; 3]);
    }
}

#[test]
fn a_file_takes_appended_rows_only() {
    let plan = windowed();
    for (mode, legal) in [
        (OutputMode::Append, true),
        (OutputMode::Update, false),
        (OutputMode::Complete, false),
    ] {
        let refusal = check(&plan, mode, Sink::File).err();
        assert_eq!(refusal.is_none(), legal, "{mode:?}");
        let kind = refusal.map_or(RefusalKind::SinkMode, |refusal| refusal.kind);
        assert_eq!((kind, kind.sql_state()), (RefusalKind::SinkMode, Some("42KDE")));
    }
}

#[test]
fn names_kinds_and_spans() {
    let fault = |plan: Plan| {
        check(&plan, OutputMode::Append, Sink::Memory)
            .err()
            .map(|refusal| refusal.kind)
    };
    assert_eq!(
        fault(stream(0).filter(col("x").above(lit(1)))),
        Some(RefusalKind::UnknownColumn)
    );
    assert_eq!(
        fault(stream(0).filter(col("v").above(lit("x")))),
        Some(RefusalKind::WrongType)
    );
    assert_eq!(fault(stream(0).watermark("v", 0)), Some(RefusalKind::WrongType));
    assert_eq!(
        fault(stream(0).watermark("t", -1)),
        Some(RefusalKind::NegativeDelay)
    );
    assert_eq!(
        fault(stream(0).union(stream(1).project(&[("t", col("t"))]))),
        Some(RefusalKind::WrongType)
    );
    let twice = stream(0).project(&[("a", col("t")), ("a", col("v"))]);
    assert_eq!(fault(twice), Some(RefusalKind::AmbiguousColumn));
    let span = |size_ms, slide_ms, offset_ms| {
        fault(stream(0).window(
            "t",
            "w",
            WindowSpan {
                size_ms,
                slide_ms,
                offset_ms,
            },
        ))
    };
    assert_eq!(span(5, 5, -4), None);
    for (size, slide, offset) in [
        (0, 1, 0),
        (5, 0, 0),
        (5, 6, 0),
        (5, 5, 5),
        (-5, -5, 0),
        (5, 5, i64::MIN),
    ] {
        assert_eq!(
            span(size, slide, offset),
            Some(RefusalKind::WindowSpan),
            "{size} {slide} {offset}"
        );
    }
    assert_eq!(span(20_001, 2, 0), None);
    assert_eq!(
        span(20_002, 2, 0),
        Some(RefusalKind::WindowSpan),
        "too many windows"
    );
    let either = Expr::when(col("v").above(lit(1)), col("v"), col("t"));
    assert_eq!(
        fault(stream(0).project(&[("x", either)])),
        Some(RefusalKind::WrongType)
    );
    let two_windows =
        timed()
            .window("t", "a", WindowSpan::tumbling(1))
            .window("t", "b", WindowSpan::tumbling(2));
    let refusal = StreamingQuery::new(
        count(two_windows, &["a", "b"]),
        Settings::new(OutputMode::Append),
        vec![Box::new(MemorySource::new())],
    );
    assert_eq!(
        refusal.err().map(|refusal| refusal.kind),
        Some(RefusalKind::SeveralEventTimes)
    );
}

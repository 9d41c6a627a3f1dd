//! Sessions, with aggregates and without.

use serde::Deserialize;
use streamgauge_model::{TimeDomain, Window};
use streamgauge_sql::{Change, RowKind, RowtimeRow, SessionAggregate, SessionRows};

use crate::fact::{self, Fact, Step, Time, at, kind, watermark};
use crate::slicing::{self, Aggregates, Columns, Event};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Spec {
    Session {
        gap: i64,
        time: Time,
        emit: Option<Emit>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Emit {
    Rows,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct HeldRow {
    after_step: usize,
    key: Option<String>,
    value: Option<i64>,
    row_ts: i64,
    kind: String,
    window_start: i64,
    window_end: i64,
    window_time: i64,
}

/// What a session answers: aggregates, or the rows that it held.
#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Held(HeldRow),
    Aggregate(slicing::Row),
}

impl HeldRow {
    fn new(
        after_step: usize,
        window: Window,
        change: Change<RowtimeRow<Option<String>, Option<i64>>>,
    ) -> Self {
        let Change { kind, row } = change;
        Self {
            after_step,
            key: row.key,
            value: row.row,
            row_ts: row.rowtime.millis(),
            kind: kind.to_string(),
            window_start: window.start.millis(),
            window_end: window.end.millis(),
            window_time: window.last_instant().millis(),
        }
    }
}

fn check(fact: Fact<Spec, Step<Event>, Row>) {
    fact.assert_no_late_output();
    assert_eq!(
        fact.allowed_lateness,
        Some(0),
        "{}: SQL has no lateness",
        fact.name
    );
    let Spec::Session { gap, time, ref emit } = fact.window;
    match emit {
        None => check_aggregate(gap, time.into(), fact),
        Some(Emit::Rows) => check_rows(gap, time.into(), fact),
    }
}

fn check_aggregate(gap: i64, time: TimeDomain, fact: Fact<Spec, Step<Event>, Row>) {
    let columns = Columns::parse(&fact.aggregate);
    let mut operator = SessionAggregate::<_, Aggregates>::new(gap, time);
    let (mut now, mut dropped, mut emitted) = (0, 0, Vec::new());
    for (step, input) in fact.steps.into_iter().enumerate() {
        match (input, time) {
            (Step::Event(event), _) => {
                let instant = match time {
                    TimeDomain::Event => event.ts.expect("a rowtime"),
                    TimeDomain::Processing => now,
                };
                operator.on_row(event.key.clone(), at(instant), &event.change());
            }
            (Step::Watermark(to), TimeDomain::Event) | (Step::ProcessingTime(to), TimeDomain::Processing) => {
                now = to;
                operator.advance(watermark(to), &mut |row| {
                    emitted.push(columns.row(step, RowKind::Insert, row));
                });
            }
            (Step::SnapshotRestore(true), _) => {
                dropped += operator.dropped();
                operator = SessionAggregate::restore(gap, time, [operator.snapshot()]);
            }
            _ => panic!("{}: step {step} makes no sense here", fact.name),
        }
    }
    assert_eq!(
        dropped + operator.dropped(),
        fact.expected.dropped,
        "{}",
        fact.name
    );
    let expected = fact.expected.emitted.into_iter().map(|row| match row {
        Row::Aggregate(row) => row,
        Row::Held(row) => panic!("{}: an aggregate cannot answer {row:?}", fact.name),
    });
    fact::assert_same(&fact.name, emitted, expected.collect());
}

fn check_rows(gap: i64, time: TimeDomain, fact: Fact<Spec, Step<Event>, Row>) {
    assert_eq!(fact.aggregate, "rows", "{}", fact.name);
    let mut operator = SessionRows::new(gap, time);
    let (mut dropped, mut null, mut emitted) = (0, 0, Vec::new());
    for (step, input) in fact.steps.into_iter().enumerate() {
        match (input, time) {
            (Step::Event(event), TimeDomain::Event) => {
                let change = Change::new(kind(event.kind.as_deref()), event.value);
                operator.on_row(event.key, event.ts.map(at), change);
            }
            (Step::Watermark(to), TimeDomain::Event) => {
                operator.advance(watermark(to), &mut |window, row| {
                    emitted.push(HeldRow::new(step, window, row));
                });
            }
            (Step::SnapshotRestore(true), _) => {
                dropped += operator.dropped();
                null += operator.null_rowtime_dropped();
                operator = SessionRows::restore(gap, time, operator.snapshot());
            }
            _ => panic!("{}: step {step} makes no sense here", fact.name),
        }
    }
    assert_eq!(
        dropped + operator.dropped(),
        fact.expected.dropped,
        "{}",
        fact.name
    );
    let null = null + operator.null_rowtime_dropped();
    assert_eq!(null, fact.expected.null_rowtime_dropped, "{}", fact.name);
    let expected = fact.expected.emitted.into_iter().map(|row| match row {
        Row::Held(row) => row,
        Row::Aggregate(row) => panic!("{}: held rows cannot answer {row:?}", fact.name),
    });
    assert_eq!(emitted, expected.collect::<Vec<_>>(), "{}", fact.name);
}

#[test]
fn sessions_answer_as_recorded() {
    streamgauge_facts::read("flink-sql-session")
        .into_iter()
        .for_each(check);
}

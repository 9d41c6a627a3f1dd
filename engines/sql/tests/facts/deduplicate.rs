//! Deduplication on rowtimes, in its three forms.

use serde::Deserialize;
use streamgauge_model::{EventTime, ProcessingTime};
use streamgauge_sql::{Change, RowtimeDeduplicate, RowtimeFirstRow, RowtimeRow, StateTtl, WindowDeduplicate};

use crate::fact::{self, Fact, Step, at, update_before, watermark};

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Keep {
    First,
    Last,
}

impl From<Keep> for streamgauge_sql::Keep {
    fn from(keep: Keep) -> Self {
        match keep {
            Keep::First => Self::First,
            Keep::Last => Self::Last,
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Window {
    None {
        keep: Keep,
        emit_update_before: Option<bool>,
        emit_insert: Option<bool>,
    },
    UpstreamTvf {
        keep: Keep,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    key: String,
    value: i64,
    ts: i64,
    window_end: Option<i64>,
}

#[derive(Debug, Deserialize, PartialEq, PartialOrd, Eq, Ord)]
#[serde(deny_unknown_fields)]
struct Row {
    after_step: usize,
    kind: Option<String>,
    key: String,
    value: Option<i64>,
    ts: i64,
    window_end: Option<i64>,
}

type Input = RowtimeRow<String, i64>;

impl Event {
    fn row(self) -> Input {
        RowtimeRow {
            key: self.key,
            rowtime: at(self.ts),
            row: self.value,
        }
    }
}

impl Row {
    fn of_change(after_step: usize, change: Change<Input>) -> Self {
        Self {
            after_step,
            kind: Some(change.kind.to_string()),
            key: change.row.key,
            value: Some(change.row.row),
            ts: change.row.rowtime.millis(),
            window_end: None,
        }
    }

    fn of_window(after_step: usize, window_end: EventTime, row: Input) -> Self {
        Self {
            after_step,
            kind: None,
            key: row.key,
            value: None,
            ts: row.rowtime.millis(),
            window_end: Some(window_end.millis()),
        }
    }
}

fn check_changing(fact: Fact<Window, Step<Event>, Row>) {
    fact.assert_no_late_output();
    let Window::None {
        keep,
        emit_update_before: Some(before),
        emit_insert: Some(true),
    } = fact.window
    else {
        panic!("{}: another deduplication than expected", fact.name);
    };
    let ttl = StateTtl::from_millis(fact.state_ttl);
    let mut operator = RowtimeDeduplicate::new(keep.into(), ttl, update_before(before));
    let (mut now, mut emitted) = (ProcessingTime::from_millis(0), Vec::new());
    for (step, input) in fact.steps.into_iter().enumerate() {
        match input {
            Step::Event(event) => operator.on_row(event.row(), now, &mut |change| {
                emitted.push(Row::of_change(step, change));
            }),
            Step::StateTime(to) => now = ProcessingTime::from_millis(to),
            Step::SnapshotRestore(true) => operator = operator.clone(),
            Step::Watermark(_) => {}
            _ => panic!("{}: step {step} makes no sense here", fact.name),
        }
    }
    assert_eq!(fact.expected.dropped, 0, "{}: nothing can be late", fact.name);
    assert_eq!(emitted, fact.expected.emitted, "{}", fact.name);
}

fn check_append_only(fact: Fact<Window, Step<Event>, Row>) {
    fact.assert_no_late_output();
    let Window::None {
        keep: Keep::First,
        emit_update_before: None,
        emit_insert: None,
    } = fact.window
    else {
        panic!("{}: another deduplication than expected", fact.name);
    };
    let ttl = StateTtl::from_millis(fact.state_ttl);
    let mut operator = RowtimeFirstRow::new(ttl);
    let now = ProcessingTime::from_millis(0);
    let (mut dropped, mut emitted) = (0, Vec::new());
    for (step, input) in fact.steps.into_iter().enumerate() {
        match input {
            Step::Event(event) => operator.on_row(event.row(), now),
            Step::Watermark(to) => operator.on_watermark(watermark(to), now, &mut |row| {
                emitted.push(Row::of_change(step, Change::insert(row)));
            }),
            Step::SnapshotRestore(true) => {
                dropped += operator.dropped();
                operator = RowtimeFirstRow::restore(ttl, operator.snapshot());
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
    fact::assert_same(&fact.name, emitted, fact.expected.emitted);
}

fn check_in_windows(fact: Fact<Window, Step<Event>, Row>) {
    fact.assert_no_late_output();
    let Window::UpstreamTvf { keep } = fact.window else {
        panic!("{}: another deduplication than expected", fact.name);
    };
    assert_eq!(
        fact.allowed_lateness,
        Some(0),
        "{}: SQL has no lateness",
        fact.name
    );
    let mut operator = WindowDeduplicate::new(keep.into());
    let (mut dropped, mut emitted) = (0, Vec::new());
    for (step, input) in fact.steps.into_iter().enumerate() {
        match input {
            Step::Event(event) => {
                let window_end = event.window_end.expect("rows bring their windows along");
                operator.on_row(at(window_end), event.row());
            }
            Step::Watermark(to) => operator.on_watermark(watermark(to), &mut |window_end, row| {
                emitted.push(Row::of_window(step, window_end, row));
            }),
            Step::SnapshotRestore(true) => {
                dropped += operator.dropped();
                operator = WindowDeduplicate::restore(keep.into(), operator.snapshot());
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
    fact::assert_same(&fact.name, emitted, fact.expected.emitted);
}

#[test]
fn deduplication_that_changes_its_mind_answers_as_recorded() {
    streamgauge_facts::read("flink-sql-deduplicate-rowtime")
        .into_iter()
        .for_each(check_changing);
}

#[test]
fn deduplication_that_waits_for_the_watermark_answers_as_recorded() {
    streamgauge_facts::read("flink-sql-deduplicate-rowtime-append")
        .into_iter()
        .for_each(check_append_only);
}

#[test]
fn deduplication_within_windows_answers_as_recorded() {
    streamgauge_facts::read("flink-sql-window-deduplicate")
        .into_iter()
        .for_each(check_in_windows);
}

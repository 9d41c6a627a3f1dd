//! Aggregates over tumbling, hopping and cumulating windows.

use serde::Deserialize;
use streamgauge_model::{TimeDomain, Watermark};
use streamgauge_sql::{
    Accumulator, Change, CountDistinct, CountRows, Cumulate, Hop, RowKind, Slices, SlicingWindows, Sum,
    Tumble, WindowRow,
};

use crate::fact::{self, Fact, Step, Time, at, kind, watermark};

/// `count(*)`, `sum(value)` and `count(distinct s)`.
pub type Aggregates = (CountRows, (Sum, CountDistinct<String>));

/// The columns that a fact lists of them.
#[derive(Clone, Copy)]
pub struct Columns {
    distinct: bool,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    Tumble {
        size: i64,
        offset: i64,
        time: Time,
    },
    Hop {
        size: i64,
        slide: i64,
        offset: i64,
        time: Time,
    },
    Cumulate {
        max_size: i64,
        step: i64,
        offset: i64,
        time: Time,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub key: Option<String>,
    pub ts: Option<i64>,
    pub value: Option<i64>,
    #[serde(default)]
    pub s: Option<String>,
    #[serde(default)]
    pub kind: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub after_step: usize,
    window_end: i64,
    window_start: i64,
    #[serde(default = "inserted")]
    kind: String,
    key: Option<String>,
    value: Option<i64>,
    count: i64,
    #[serde(default)]
    distinct: Option<i64>,
}

fn inserted() -> String {
    "+I".to_owned()
}

pub type Answer = (i64, (Option<i64>, i64));

impl Columns {
    pub fn parse(aggregate: &str) -> Self {
        match aggregate {
            "sum,count(*)" => Self { distinct: false },
            "count(*), sum(value), count(distinct s)" => Self { distinct: true },
            _ => panic!("unknown aggregate {aggregate}"),
        }
    }

    pub fn row(self, after_step: usize, kind: RowKind, row: WindowRow<Option<String>, Answer>) -> Row {
        let (count, (value, distinct)) = row.value;
        Row {
            after_step,
            window_end: row.window.end.millis(),
            window_start: row.window.start.millis(),
            kind: kind.to_string(),
            key: row.key,
            value,
            count,
            distinct: self.distinct.then_some(distinct),
        }
    }
}

impl Event {
    pub fn change(&self) -> Change<<Aggregates as Accumulator>::Input> {
        Change::new(kind(self.kind.as_deref()), ((), (self.value, self.s.clone())))
    }
}

fn check(fact: Fact<Window, Step<Event>, Row>) {
    match fact.window {
        Window::Tumble { size, offset, time } => {
            check_slices(
                &Tumble::new(size, offset).expect("a legal window"),
                time.into(),
                fact,
            );
        }
        Window::Hop {
            size,
            slide,
            offset,
            time,
        } => check_slices(
            &Hop::new(size, slide, offset).expect("a legal window"),
            time.into(),
            fact,
        ),
        Window::Cumulate {
            max_size,
            step,
            offset,
            time,
        } => check_slices(
            &Cumulate::new(max_size, step, offset).expect("a legal window"),
            time.into(),
            fact,
        ),
    }
}

fn check_slices<S: Slices>(slices: &S, time: TimeDomain, fact: Fact<Window, Step<Event>, Row>) {
    fact.assert_no_late_output();
    assert_eq!(
        fact.allowed_lateness,
        Some(0),
        "{}: SQL has no lateness",
        fact.name
    );
    let columns = Columns::parse(&fact.aggregate);
    let mut operator = SlicingWindows::<S, _, Aggregates>::new(slices.clone(), time);
    let (mut now, mut dropped, mut emitted) = (0, 0, Vec::new());
    for (step, input) in fact.steps.into_iter().enumerate() {
        let mut advance = |operator: &mut SlicingWindows<_, _, _>, to: Watermark| {
            operator.advance(to, &mut |row| {
                emitted.push(columns.row(step, RowKind::Insert, row));
            });
        };
        match (input, time) {
            (Step::Event(event), TimeDomain::Event) => {
                let ts = event.ts.expect("a rowtime");
                operator.on_row(event.key.clone(), at(ts), &event.change());
            }
            (Step::Event(event), TimeDomain::Processing) => {
                operator.on_row(event.key.clone(), at(now), &event.change());
            }
            (Step::Watermark(to), TimeDomain::Event) => advance(&mut operator, watermark(to)),
            (Step::ProcessingTime(to), TimeDomain::Processing) => {
                now = to;
                advance(&mut operator, watermark(to));
            }
            (Step::SnapshotRestore(true), _) => {
                dropped += operator.dropped();
                operator = SlicingWindows::restore(slices.clone(), time, [operator.snapshot()]);
            }
            _ => panic!("{}: step {step} makes no sense here", fact.name),
        }
    }
    assert_eq!(
        dropped + operator.dropped(),
        fact.expected.dropped,
        "{}: dropped",
        fact.name
    );
    assert!(
        emitted.is_sorted_by_key(|row| (row.after_step, row.window_end)),
        "{}: windows fire in order of their ends",
        fact.name
    );
    fact::assert_same(&fact.name, emitted, fact.expected.emitted);
}

#[test]
fn window_functions_with_aggregates_answer_as_recorded() {
    streamgauge_facts::read("flink-sql-tvf-aggregate")
        .into_iter()
        .for_each(check);
}

#[test]
fn whole_queries_answer_as_recorded() {
    streamgauge_facts::read("flink-sql-end-to-end")
        .into_iter()
        .for_each(check);
}

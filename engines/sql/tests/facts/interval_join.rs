//! Joins on a bounded distance of times.

use serde::Deserialize;
use streamgauge_sql::{IntervalJoin, Joined};

use crate::fact::{Fact, JoinStep, Side, at, watermark};
use crate::window_join::Join;

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Window {
    IntervalJoin {
        lower: i64,
        upper: i64,
        join: Join,
        min_cleanup_interval: i64,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    side: Side,
    key: String,
    ts: i64,
}

/// A row or, behind the rows of its step, a watermark.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(untagged, deny_unknown_fields)]
enum Emitted {
    Row {
        after_step: usize,
        key: String,
        left_ts: Option<i64>,
        right_ts: Option<i64>,
    },
    Watermark {
        after_step: usize,
        watermark: i64,
    },
}

impl Emitted {
    fn row(after_step: usize, row: Joined<String, i64, i64>) -> Self {
        Self::Row {
            after_step,
            key: row.key,
            left_ts: row.left,
            right_ts: row.right,
        }
    }

    fn step(&self) -> usize {
        match self {
            Self::Row { after_step, .. } | Self::Watermark { after_step, .. } => *after_step,
        }
    }
}

/// Rows of one step in any order, but before its watermark.
fn in_order(mut emitted: Vec<Emitted>) -> Vec<Emitted> {
    for step in emitted.chunk_by_mut(|a, b| a.step() == b.step()) {
        let is_row = |emitted: &&mut Emitted| matches!(emitted, Emitted::Row { .. });
        let rows = step.iter_mut().take_while(is_row).count();
        step[..rows].sort();
    }
    emitted
}

fn check(fact: Fact<Window, JoinStep<Event>, Emitted>) {
    fact.assert_no_late_output();
    assert_eq!(
        fact.allowed_lateness,
        Some(0),
        "{}: SQL has no lateness",
        fact.name
    );
    let Window::IntervalJoin {
        lower,
        upper,
        join,
        min_cleanup_interval,
    } = fact.window;
    let mut operator =
        IntervalJoin::new(join.into(), lower, upper, min_cleanup_interval).expect("a legal join");
    let mut emitted = Vec::new();
    for (step, input) in fact.steps.into_iter().enumerate() {
        let mut out = |row| emitted.push(Emitted::row(step, row));
        match input {
            JoinStep::Event { event } => match event.side {
                Side::Left => operator.on_left(&event.key, at(event.ts), event.ts, &mut out),
                Side::Right => operator.on_right(&event.key, at(event.ts), event.ts, &mut out),
            },
            JoinStep::Watermark { watermark: to, .. } => {
                let watermark = operator.on_watermark(watermark(to), &mut out).millis();
                emitted.push(Emitted::Watermark {
                    after_step: step,
                    watermark,
                });
            }
        }
    }
    assert_eq!(fact.expected.dropped, 0, "{}: nothing can be dropped", fact.name);
    assert_eq!(
        in_order(emitted),
        in_order(fact.expected.emitted),
        "{}",
        fact.name
    );
}

#[test]
fn joins_on_intervals_answer_as_recorded() {
    streamgauge_facts::read("flink-sql-interval-join")
        .into_iter()
        .for_each(check);
}

//! Joins of rows in windows.

use serde::Deserialize;
use streamgauge_sql::{JoinType, WindowJoin};

use crate::fact::{self, Fact, JoinStep, Side, at, watermark};

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    Inner,
    Left,
    Right,
    Full,
    Semi,
    Anti,
}

impl From<Join> for JoinType {
    fn from(join: Join) -> Self {
        match join {
            Join::Inner => Self::Inner,
            Join::Left => Self::Left,
            Join::Right => Self::Right,
            Join::Full => Self::Full,
            Join::Semi => Self::Semi,
            Join::Anti => Self::Anti,
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Window {
    UpstreamTvf { join: Join },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    side: Side,
    key: String,
    window_end: i64,
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Row {
    after_step: usize,
    key: String,
    left_window_end: Option<i64>,
    right_window_end: Option<i64>,
}

fn check(fact: Fact<Window, JoinStep<Event>, Row>) {
    fact.assert_no_late_output();
    assert_eq!(
        fact.allowed_lateness,
        Some(0),
        "{}: SQL has no lateness",
        fact.name
    );
    let Window::UpstreamTvf { join } = fact.window;
    let mut operator = WindowJoin::new(join.into());
    let mut emitted = Vec::new();
    for (after_step, step) in fact.steps.into_iter().enumerate() {
        match step {
            JoinStep::Event { event } => {
                let Event {
                    side,
                    key,
                    window_end: end,
                } = event;
                match side {
                    Side::Left => operator.on_left(key, at(end), end),
                    Side::Right => operator.on_right(key, at(end), end),
                }
            }
            JoinStep::Watermark { watermark: to, .. } => {
                operator.on_watermark(watermark(to), &mut |window_end, row| {
                    let own = [row.left, row.right].into_iter().flatten();
                    assert!(own.into_iter().all(|end| end == window_end.millis()));
                    emitted.push(Row {
                        after_step,
                        key: row.key,
                        left_window_end: row.left,
                        right_window_end: row.right,
                    });
                });
            }
        }
    }
    let dropped = (operator.dropped_left(), operator.dropped_right());
    let expected = (fact.expected.dropped_left, fact.expected.dropped_right);
    assert_eq!(dropped, expected, "{}", fact.name);
    assert_eq!(dropped.0 + dropped.1, fact.expected.dropped, "{}", fact.name);
    fact::assert_same(&fact.name, emitted, fact.expected.emitted);
}

#[test]
fn joins_of_rows_in_windows_answer_as_recorded() {
    streamgauge_facts::read("flink-sql-window-join")
        .into_iter()
        .for_each(check);
}

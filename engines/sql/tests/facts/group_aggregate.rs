//! Aggregates without windows.

use serde::Deserialize;
use streamgauge_model::ProcessingTime;
use streamgauge_sql::{Change, GroupAggregate, StateTtl, Sum};

use crate::fact::{Fact, Step, kind, update_before};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Window {
    None {},
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    kind: String,
    key: String,
    value: Option<i64>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Row {
    after_step: usize,
    kind: String,
    key: String,
    value: Option<i64>,
}

fn check(fact: Fact<Window, Step<Event>, Row>) {
    fact.assert_no_late_output();
    let Window::None {} = fact.window;
    assert_eq!(
        (fact.aggregate.as_str(), fact.allowed_lateness),
        ("sum(value)", None),
        "{}",
        fact.name
    );
    let ttl = StateTtl::from_millis(fact.state_ttl);
    let mut operator = GroupAggregate::<String, Sum>::new(ttl, update_before(fact.emit_update_before));
    let mut now = ProcessingTime::from_millis(0);
    let mut emitted = Vec::new();
    for (after_step, step) in fact.steps.into_iter().enumerate() {
        match step {
            Step::StateTime(to) => now = ProcessingTime::from_millis(to),
            Step::Event(event) => {
                let change = Change::new(kind(Some(&event.kind)), event.value);
                operator.on_row(event.key, &change, now, &mut |change| {
                    let (kind, (key, value)) = (change.kind.to_string(), change.row);
                    emitted.push(Row {
                        after_step,
                        kind,
                        key,
                        value,
                    });
                });
            }
            _ => panic!("{}: step {after_step} makes no sense here", fact.name),
        }
    }
    assert_eq!(fact.expected.dropped, 0, "{}: nothing can be late", fact.name);
    assert_eq!(emitted, fact.expected.emitted, "{}", fact.name);
}

#[test]
fn aggregates_without_windows_answer_as_recorded() {
    streamgauge_facts::read("flink-sql-group-aggregate")
        .into_iter()
        .for_each(check);
}

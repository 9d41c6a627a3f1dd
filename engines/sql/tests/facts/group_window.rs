//! Aggregates over the older kind of windows.

use streamgauge_operators::{Assigner, Sliding, Tumbling};
use streamgauge_sql::{Change, Cumulate, GroupWindows, Refiring, WindowRow};

use crate::fact::{Fact, Step, Time, at, watermark};
use crate::slicing::{Aggregates, Answer, Columns, Event, Row, Window};

fn check(fact: Fact<Window, Step<Event>, Row>) {
    match fact.window {
        Window::Tumble {
            size,
            offset,
            time: Time::Event,
        } => check_windows(Tumbling { size, offset }, fact),
        Window::Hop {
            size,
            slide,
            offset,
            time: Time::Event,
        } => check_windows(Sliding { size, slide, offset }, fact),
        Window::Cumulate {
            max_size,
            step,
            offset,
            time: Time::Event,
        } => check_windows(
            Cumulate::new(max_size, step, offset).expect("a legal window"),
            fact,
        ),
        _ => panic!("{}: unknown time", fact.name),
    }
}

fn check_windows<S: Assigner>(assigner: S, fact: Fact<Window, Step<Event>, Row>) {
    fact.assert_no_late_output();
    let columns = Columns::parse(&fact.aggregate);
    let refiring = match fact.emit_strategy {
        Some(strategy) if strategy.updates => Refiring::Updates,
        _ => Refiring::Inserts,
    };
    let allowed_ms = fact.allowed_lateness.expect("a lateness");
    let mut operator = GroupWindows::<_, _, Aggregates>::new(assigner, allowed_ms, refiring);
    let mut emitted = Vec::new();
    for (step, input) in fact.steps.into_iter().enumerate() {
        let mut out = |change: Change<WindowRow<Option<String>, Answer>>| {
            emitted.push(columns.row(step, change.kind, change.row));
        };
        match input {
            Step::Event(event) => {
                let ts = at(event.ts.expect("a rowtime"));
                operator.on_row(&event.key, ts, &event.change(), &mut out);
            }
            Step::Watermark(to) => operator.on_watermark(watermark(to), &mut out),
            _ => panic!("{}: step {step} makes no sense here", fact.name),
        }
    }
    assert_eq!(operator.dropped(), fact.expected.dropped, "{}", fact.name);
    assert_eq!(emitted, fact.expected.emitted, "{}", fact.name);
}

#[test]
fn aggregates_over_the_older_windows_answer_as_recorded() {
    streamgauge_facts::read("flink-sql-legacy-group-window")
        .into_iter()
        .for_each(check);
}

//! Random cases against Flink's window operator as it is written down: every kind of window, time and trigger,
//! lateness, side output, restarts and clocks, in any combination.

mod held;
mod random_case;
mod reference;

use std::path::Path;

use serde_json::json;
use streamgauge_replay::{Case, Outcome, check, drive};

use crate::random_case::RandomCase;
use crate::reference::Reference;

const CASES: u64 = 4_000;

#[test]
fn every_combination_does_what_the_definition_says() {
    let mut rows = 0;
    for seed in 0..CASES {
        let made = RandomCase::new(seed);
        let expected = Reference::run(&made);
        rows += expected.iter().map(|line| line.results.len()).sum::<usize>();
        let text = json!({
            "schema": "streamgauge.case", "version": "1", "name": format!("random-{seed}"), "origin": "random",
            "engine": "event-at-a-time", "features": [], "query": made.query(), "steps": made.steps(),
            "expected": expected.iter().map(reference::Line::json).collect::<Vec<_>>(),
        });
        let case = Case::parse(Path::new("random"), &text.to_string()).expect("a legal case");
        let Outcome::Lines(lines) = drive(&case) else {
            panic!("{text}: not run");
        };
        if let Err(difference) = check(&case, &lines) {
            panic!("{difference}\n{text}");
        }
    }
    assert!(
        rows > 4 * CASES as usize,
        "only {rows} rows: the cases say too little"
    );
}

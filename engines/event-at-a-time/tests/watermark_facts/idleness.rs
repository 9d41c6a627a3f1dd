//! Facts about the idleness timer.

use serde::Deserialize;
use streamgauge_event_at_a_time::IdlenessTimer;
use streamgauge_model::ProcessingTime;

use crate::{EventStep, Fact, hold};

#[derive(Deserialize)]
struct Settings {
    idle_timeout_ms: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Event(EventStep),
    CheckIdle(bool),
    AdvanceMs(i64),
}

#[derive(Debug, PartialEq, Deserialize)]
struct Probe {
    idle: bool,
}

impl From<bool> for Probe {
    fn from(idle: bool) -> Self {
        Self { idle }
    }
}

fn run(fact: &Fact<Settings, Step, Probe>) -> Vec<(usize, bool)> {
    let mut timer = IdlenessTimer::new(fact.window.idle_timeout_ms);
    let mut now = ProcessingTime::from_millis(0);
    let mut probes = Vec::new();
    for (index, step) in fact.steps.iter().enumerate() {
        match step {
            Step::Event(event) => {
                assert!(!event.mark, "{}: the timer reads no marks", fact.name);
                timer.activity();
            }
            Step::AdvanceMs(millis) => now = now.saturating_add_nanos(millis * 1_000_000),
            Step::CheckIdle(true) => probes.push((index, timer.probe(now))),
            Step::CheckIdle(false) => {}
        }
    }
    probes
}

#[test]
fn splits_become_idle_as_in_flink() {
    hold("flink-idleness-timer", run);
}

//! Facts about watermark generators.

use serde::Deserialize;
use streamgauge_event_at_a_time::{BoundedOutOfOrderness, Message, WatermarkGenerator};

use crate::{EventStep, Fact, Said, hold};

#[derive(Deserialize)]
#[serde(tag = "generator", rename_all = "snake_case")]
enum Generator {
    BoundedOutOfOrderness { delay: i64 },
    AscendingTimestamps,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Event(EventStep),
    PeriodicEmit(bool),
}

fn run(fact: &Fact<Generator, Step, Said>) -> Vec<(usize, Message)> {
    let mut generator = match fact.window {
        Generator::BoundedOutOfOrderness { delay } => BoundedOutOfOrderness::new(delay),
        Generator::AscendingTimestamps => BoundedOutOfOrderness::ascending(),
    };
    let mut said = Vec::new();
    for (index, step) in fact.steps.iter().enumerate() {
        match step {
            Step::Event(event) => assert!(!generator.on_event(&event.event()), "{}", fact.name),
            Step::PeriodicEmit(true) => said.push((index, Message::Watermark(generator.current()))),
            Step::PeriodicEmit(false) => {}
        }
    }
    said
}

#[test]
fn generators_say_what_flinks_say() {
    hold("flink-watermark-generator", run);
}

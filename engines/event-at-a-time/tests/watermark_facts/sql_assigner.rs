//! Facts about watermarks as SQL declares them.

use serde::Deserialize;
use streamgauge_event_at_a_time::{Message, SqlWatermarkAssigner};
use streamgauge_model::{Event, ProcessingTime, Watermark};

use crate::{EventStep, Fact, InputStatus, InputWatermark, Said, hold, mark};

#[derive(Deserialize)]
struct Settings {
    auto_watermark_interval: i64,
    idle_timeout: i64,
    /// An expression of SQL over the rowtime column: `ts`, or `ts - n`.
    generator: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Event(EventStep),
    InputWatermark(InputWatermark),
    InputStatus(InputStatus),
    ProcessingTime(i64),
    ProcessingTimeSteps(ClockSteps),
}

/// The clock goes from one instant to another in steps, and ends at the other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockSteps {
    from: i64,
    to: i64,
    by: usize,
}

impl ClockSteps {
    fn instants(&self) -> impl Iterator<Item = ProcessingTime> {
        let stops = (self.from..self.to).step_by(self.by);
        stops.chain([self.to]).map(ProcessingTime::from_millis)
    }
}

fn delay(expression: &str) -> i64 {
    match expression.split_whitespace().collect::<Vec<_>>()[..] {
        ["ts"] => 0,
        ["ts", "-", millis] => millis.parse().expect("a number of milliseconds"),
        _ => panic!("unknown expression {expression}"),
    }
}

fn run(fact: &Fact<Settings, Step, Said>) -> Vec<(usize, Message)> {
    let Settings {
        auto_watermark_interval,
        idle_timeout,
        generator,
    } = &fact.window;
    let delay = delay(generator);
    let expression = move |event: &Event| Some(Watermark::at(event.time.saturating_add(-delay)));
    let start = ProcessingTime::from_millis(0);
    let mut assigner = SqlWatermarkAssigner::new(expression, *auto_watermark_interval, *idle_timeout, start);
    let mut said = Vec::new();
    for (index, step) in fact.steps.iter().enumerate() {
        let out = &mut |message| said.push((index, message));
        match step {
            Step::Event(event) => assigner.on_event(&event.event(), out).expect("it has a time"),
            Step::InputWatermark(s) => {
                assert_eq!(s.channel, 0, "{}", fact.name);
                assigner.on_watermark(mark(s.ts), out);
            }
            Step::InputStatus(s) => {
                assert_eq!(s.channel, 0, "{}", fact.name);
                assigner.on_status(s.status.into(), out);
            }
            Step::ProcessingTime(millis) => assigner.on_clock(ProcessingTime::from_millis(*millis), out),
            Step::ProcessingTimeSteps(steps) => steps.instants().for_each(|now| assigner.on_clock(now, out)),
        }
    }
    // The facts list what is said about time; every row passes.
    said.retain(|(_, message)| !matches!(message, Message::Event(_)));
    said
}

#[test]
fn tables_get_their_watermarks_as_in_flink() {
    hold("flink-sql-watermark-assigner", run);
}

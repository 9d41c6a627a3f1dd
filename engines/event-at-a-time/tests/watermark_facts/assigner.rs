//! Facts about watermarks assigned in the middle of a pipeline.

use serde::Deserialize;
use streamgauge_event_at_a_time::{
    BoundedOutOfOrderness, Message, Punctuated, TimestampsAndWatermarks, WatermarkGenerator,
};
use streamgauge_model::{Event, ProcessingTime, Watermark};

use crate::{EventStep, Fact, InputStatus, InputWatermark, Said, hold, mark};

#[derive(Deserialize)]
struct Settings {
    generator: Generator,
    auto_watermark_interval: i64,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
enum Generator {
    #[serde(rename = "max_timestamp_minus_1_on_periodic_emit")]
    Periodic,
    #[serde(rename = "emit_timestamp_on_every_marked_event")]
    Marked,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Event(EventStep),
    InputWatermark(InputWatermark),
    InputStatus(InputStatus),
    ProcessingTime(i64),
}

type AssignerFact = Fact<Settings, Step, Said>;

fn run(fact: &AssignerFact) -> Vec<(usize, Message)> {
    let read_mark = |event: &Event| (event.value > 0).then(|| Watermark::at(event.time));
    match fact.window.generator {
        Generator::Periodic => drive(fact, BoundedOutOfOrderness::ascending()),
        Generator::Marked => drive(fact, Punctuated::new(read_mark)),
    }
}

fn drive(fact: &AssignerFact, generator: impl WatermarkGenerator) -> Vec<(usize, Message)> {
    let start = ProcessingTime::from_millis(0);
    // The facts tell streaming from batch mode only by the test that they come from.
    let mut operator = if fact.source_test.ends_with("BatchMode") {
        TimestampsAndWatermarks::batch()
    } else {
        TimestampsAndWatermarks::new(generator, fact.window.auto_watermark_interval, None, start)
    };
    let mut said = Vec::new();
    for (index, step) in fact.steps.iter().enumerate() {
        let out = &mut |message| said.push((index, message));
        match step {
            Step::Event(event) => operator.on_event(&event.event(), out),
            Step::InputWatermark(s) => {
                assert_eq!(s.channel, 0, "{}", fact.name);
                operator.on_watermark(mark(s.ts), out);
            }
            Step::InputStatus(s) => {
                assert_eq!(s.channel, 0, "{}", fact.name);
                operator.on_status(s.status.into());
            }
            Step::ProcessingTime(millis) => operator.on_clock(ProcessingTime::from_millis(*millis), out),
        }
    }
    said
}

#[test]
fn streams_get_their_watermarks_as_in_flink() {
    hold("flink-timestamps-and-watermarks-operator", run);
}

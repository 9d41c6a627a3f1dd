//! Facts about the splits of one source.

use serde::Deserialize;
use streamgauge_event_at_a_time::{Delivery, Message, SplitOutputs, WatermarkStatus};
use streamgauge_model::{SourceId, Watermark};

use crate::{Fact, Said, Status, hold, mark};

#[derive(Deserialize)]
struct Settings {
    splits: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    SplitWatermark(SplitWatermark),
    SplitStatus(SplitStatus),
    PeriodicEmit(bool),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitWatermark {
    split: String,
    ts: i64,
    mode: Mode,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitStatus {
    split: String,
    status: Status,
    mode: Mode,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Immediate,
    Deferred,
}

impl From<Mode> for Delivery {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Immediate => Self::Immediate,
            Mode::Deferred => Self::Deferred,
        }
    }
}

fn run(fact: &Fact<Settings, Step, Said>) -> Vec<(usize, Message)> {
    let names = &fact.window.splits;
    let split = |name: &str| {
        let known = names.iter().position(|split| split == name);
        let number = known.unwrap_or_else(|| panic!("{}: no split {name}", fact.name));
        SourceId(u32::try_from(number).expect("few splits"))
    };
    let mut outputs = SplitOutputs::new();
    for name in names {
        assert!(outputs.register(split(name)), "{}", fact.name);
    }
    let mut said = Vec::new();
    for (index, step) in fact.steps.iter().enumerate() {
        let out = &mut |message| said.push((index, message));
        match step {
            Step::SplitWatermark(s) => outputs.on_watermark(split(&s.split), mark(s.ts), s.mode.into(), out),
            Step::SplitStatus(s) => outputs.on_status(split(&s.split), s.status.into(), s.mode.into(), out),
            Step::PeriodicEmit(true) => outputs.on_periodic_emit(out),
            Step::PeriodicEmit(false) => {}
        }
    }
    if let Some(last) = fact.expected.last_watermark {
        assert_eq!(outputs.watermark().millis(), last, "{}", fact.name);
    } else {
        assert_eq!(outputs.watermark(), Watermark::NONE, "{}", fact.name);
    }
    let idle = outputs.status() == WatermarkStatus::Idle;
    assert_eq!(Some(idle), fact.expected.idle, "{}", fact.name);
    said
}

#[test]
fn splits_combine_as_in_flink() {
    hold("flink-split-watermark-multiplexer", run);
}

//! The recorded facts about watermarks: generators, idleness, combination, and the operators that assign them.

mod alignment;
mod assigner;
mod combination;
mod generators;
mod idleness;
mod splits;
mod sql_assigner;
mod valve;

use std::fmt::Debug;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use streamgauge_event_at_a_time::{Message, WatermarkStatus};
use streamgauge_model::{Event, EventTime, Watermark};

/// A fact: an operator's settings, the steps that drive it, what comes out.
#[derive(Deserialize)]
struct Fact<W, S, E = Said> {
    name: String,
    source_test: String,
    window: W,
    steps: Vec<S>,
    expected: Expected<E>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected<E> {
    emitted: Vec<After<E>>,
    #[serde(default)]
    last_watermark: Option<i64>,
    #[serde(default)]
    idle: Option<bool>,
    late: Vec<i64>,
    dropped: u64,
}

/// Something that comes out, and the step that causes it.
#[derive(Debug, PartialEq, Deserialize)]
struct After<E> {
    after_step: usize,
    #[serde(flatten)]
    what: E,
}

/// What a stream carries.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    RecordTs(i64),
    Watermark(i64),
    Status(Status),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Active,
    Idle,
}

impl From<Message> for Said {
    fn from(message: Message) -> Self {
        match message {
            Message::Event(event) => Self::RecordTs(event.time.millis()),
            Message::Watermark(watermark) => Self::Watermark(watermark.millis()),
            Message::Status(WatermarkStatus::Active) => Self::Status(Status::Active),
            Message::Status(WatermarkStatus::Idle) => Self::Status(Status::Idle),
        }
    }
}

impl From<Status> for WatermarkStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Idle => Self::Idle,
        }
    }
}

/// A step that feeds an event. Keys carry no meaning here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventStep {
    #[serde(rename = "key")]
    _key: String,
    #[serde(default)]
    ts: i64,
    #[serde(default)]
    mark: bool,
}

impl EventStep {
    /// The event; a mark is its value.
    fn event(&self) -> Event {
        Event {
            time: EventTime::from_millis(self.ts),
            value: i64::from(self.mark),
            ..Event::default()
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InputWatermark {
    channel: usize,
    ts: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InputStatus {
    channel: usize,
    status: Status,
}

fn mark(millis: i64) -> Watermark {
    Watermark::at(EventTime::from_millis(millis))
}

/// Runs every fact of `group`: `run` makes what follows from a fact's steps, as pairs of step and output.
fn hold<W, S, E, O>(group: &str, run: impl Fn(&Fact<W, S, E>) -> Vec<(usize, O)>)
where
    W: DeserializeOwned,
    S: DeserializeOwned,
    E: DeserializeOwned + Debug + PartialEq + From<O>,
{
    for fact in streamgauge_facts::read::<Fact<W, S, E>>(group) {
        let what_follows = |(after_step, output): (usize, O)| After {
            after_step,
            what: output.into(),
        };
        let emitted: Vec<_> = run(&fact).into_iter().map(what_follows).collect();
        assert_eq!(emitted, fact.expected.emitted, "{}", fact.name);
        let nothing_refused = fact.expected.late.is_empty() && fact.expected.dropped == 0;
        assert!(nothing_refused, "{}: nothing here refuses events", fact.name);
    }
}

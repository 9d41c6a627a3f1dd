//! The facts about window operators, as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what a fact says about itself is for people")]
pub struct WindowFact {
    pub name: String,
    pub kind: String,
    source_test: String,
    source_file: String,
    pub window: WindowText,
    pub trigger: TriggerText,
    pub evictor: Option<EvictorText>,
    pub aggregate: AggregateText,
    pub allowed_lateness: i64,
    pub late_output: bool,
    pub steps: Vec<Step>,
    pub expected: Expected,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum WindowText {
    Tumbling {
        size: i64,
        offset: i64,
        time: Time,
    },
    SessionPoint {
        gap: i64,
        point_when_value: i64,
        time: Time,
    },
    SessionDynamic {
        time: Time,
        gap_rule: BTreeMap<String, Gap>,
    },
    Global {},
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    Event,
    Processing,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Gap {
    Always(i64),
    ByValue {
        #[serde(rename = "value==10")]
        of_ten: i64,
        otherwise: i64,
    },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum TriggerText {
    EventTime {},
    ProcessingTime {},
    Count { n: u64 },
    EventTimeAccumGc { fires_and_purges_at: Vec<String> },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum EvictorText {
    Count {
        n: u64,
    },
    Time {
        ms: i64,
        #[serde(default)]
        after: bool,
    },
    Delta {
        threshold: i64,
        delta: Delta,
    },
}

#[derive(Debug, Deserialize)]
pub enum Delta {
    #[serde(rename = "last.value - element.value")]
    LastMinusElement,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AggregateText {
    Sum,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    Event(EventText),
    Watermark(i64),
    ProcessingTime(i64),
    SnapshotRestore(bool),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventText {
    pub key: String,
    pub ts: Option<i64>,
    pub value: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub emitted: Vec<Emitted>,
    pub late: Vec<EventText>,
    pub dropped: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emitted {
    pub after_step: usize,
    pub key: String,
    pub value: i64,
    pub window_start: Option<i64>,
    pub window_end: Option<i64>,
    pub ts: i64,
}

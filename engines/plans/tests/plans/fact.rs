//! How a fact about a run is written down.

use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub name: String,
    pub source_test: String,
    pub kind: String,
    pub query: Query,
    pub batches: Vec<Entry>,
    pub expected: Vec<Expected>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// The query; what it says in prose is turned into a plan by the fact's name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    pub window: Option<OneOrMany<Window>>,
    pub watermark_delay: Option<Delays>,
    pub output_mode: String,
    pub keys: Vec<String>,
    #[serde(rename = "aggs")]
    _aggs: Vec<String>,
    pub output_columns: Vec<String>,
    pub state_operators: Vec<String>,
    pub limit: Option<u64>,
    pub trigger: Option<String>,
    pub timeout: Option<String>,
    pub join: Option<String>,
    #[serde(default, rename = "shape")]
    _shape: Option<String>,
    #[serde(default, rename = "condition")]
    _condition: Option<String>,
    #[serde(default, rename = "function")]
    _function: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    Tumbling {
        size: i64,
    },
    Session {
        gap: std::collections::BTreeMap<String, i64>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum Delays {
    All(i64),
    BySide(std::collections::BTreeMap<String, i64>),
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum Entry {
    Events(Events),
    Action(Action),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    pub events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    Restart,
    TriggerWithoutData { clock: i64 },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub t: i64,
    pub k: Option<String>,
    pub v: Option<i64>,
    pub key: Option<i64>,
    pub src: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub batch: u64,
    pub input: Option<usize>,
    #[serde(default)]
    pub no_data: bool,
    pub watermark: i64,
    pub next_watermark: i64,
    pub output: Vec<Vec<Json>>,
    pub dropped: OneOrMany<u64>,
    pub state_rows: OneOrMany<u64>,
    pub updated: OneOrMany<u64>,
    pub removed: OneOrMany<u64>,
    pub duplicates_dropped: Option<OneOrMany<u64>>,
    pub event_time: Option<EventTime>,
    #[serde(rename = "pinned")]
    _pinned: Vec<String>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct EventTime {
    pub min: i64,
    pub max: i64,
    pub avg: i64,
}

impl Query {
    /// The delay of the watermark of `side`, if it has one.
    pub fn delay(&self, side: &str) -> Option<i64> {
        match self.watermark_delay.as_ref()? {
            Delays::All(delay) => Some(*delay),
            Delays::BySide(sides) => sides.get(side).copied(),
        }
    }

    /// The size of window number `index`.
    pub fn size(&self, index: usize) -> i64 {
        match self.window.as_ref().map(|windows| &windows.as_slice()[index]) {
            Some(Window::Tumbling { size }) => *size,
            _ => panic!("window {index} has no size"),
        }
    }

    /// The gaps of the session window by key; `*` stands for all others.
    pub fn gaps(&self) -> &std::collections::BTreeMap<String, i64> {
        match self.window.as_ref().map(|windows| &windows.as_slice()[0]) {
            Some(Window::Session { gap }) => gap,
            _ => panic!("no session window"),
        }
    }
}

//! What all facts about SQL have in common.

use serde::Deserialize;
use streamgauge_model::{EventTime, TimeDomain, Watermark};
use streamgauge_sql::{RowKind, UpdateBefore};

/// A fact: an operator, what it is given step by step, and what it answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact<W, S, R> {
    pub name: String,
    #[serde(rename = "kind")]
    _kind: String,
    #[serde(rename = "source_test")]
    _source_test: String,
    #[serde(rename = "source_file")]
    _source_file: String,
    #[serde(default, rename = "note")]
    _note: String,
    pub window: W,
    #[serde(default)]
    pub aggregate: String,
    pub emit_strategy: Option<EmitStrategy>,
    #[serde(default)]
    pub emit_update_before: bool,
    pub allowed_lateness: Option<i64>,
    #[serde(default)]
    pub late_output: bool,
    #[serde(default)]
    pub state_ttl: i64,
    pub steps: Vec<S>,
    pub expected: Expected<R>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmitStrategy {
    pub updates: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected<R> {
    pub emitted: Vec<R>,
    late: Vec<serde_json::Value>,
    pub dropped: u64,
    #[serde(default)]
    pub null_rowtime_dropped: u64,
    #[serde(default)]
    pub dropped_left: u64,
    #[serde(default)]
    pub dropped_right: u64,
}

/// A step of an operator with one input.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step<E> {
    Event(E),
    Watermark(i64),
    ProcessingTime(i64),
    /// The clock by which state expires.
    StateTime(i64),
    SnapshotRestore(bool),
}

/// A step of an operator with two inputs, whose watermarks rise together.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum JoinStep<E> {
    Event {
        event: E,
    },
    Watermark {
        watermark: i64,
        #[serde(rename = "side")]
        _side: Both,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Both {
    Both,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Left,
    Right,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    Event,
    Processing,
}

impl From<Time> for TimeDomain {
    fn from(time: Time) -> Self {
        match time {
            Time::Event => Self::Event,
            Time::Processing => Self::Processing,
        }
    }
}

impl<W, S, R> Fact<W, S, R> {
    /// SQL has no side output for late rows, so no fact may expect one.
    pub fn assert_no_late_output(&self) {
        assert!(
            !self.late_output && self.expected.late.is_empty(),
            "{}: SQL has no late output",
            self.name
        );
    }
}

pub fn at(millis: i64) -> EventTime {
    EventTime::from_millis(millis)
}

pub fn watermark(millis: i64) -> Watermark {
    Watermark::at(at(millis))
}

/// The kind that a fact writes, or `+I` where it writes none.
pub fn kind(text: Option<&str>) -> RowKind {
    text.map_or(RowKind::Insert, |text| text.parse().expect("a kind of row"))
}

pub fn update_before(sent: bool) -> UpdateBefore {
    if sent {
        UpdateBefore::Sent
    } else {
        UpdateBefore::Omitted
    }
}

/// Compares what left as a multiset within each step; rows carry their step as the first field that orders them.
pub fn assert_same<R: Ord + std::fmt::Debug>(name: &str, mut emitted: Vec<R>, mut expected: Vec<R>) {
    emitted.sort();
    expected.sort();
    assert_eq!(emitted, expected, "{name}");
}

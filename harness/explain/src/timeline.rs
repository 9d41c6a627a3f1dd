//! What one engine did, step by step: facts without words.

use streamgauge_model::Window;
use streamgauge_operators::Lateness;
use streamgauge_replay::{BatchLine, CaseEvent, Row};

/// What the event-at-a-time engine did at one step.
#[derive(Clone, Debug)]
pub struct Moment {
    /// What made it act.
    pub cause: Cause,
    /// Its watermark before; `None`: none yet.
    pub watermark_before: Option<i64>,
    /// Its watermark after.
    pub watermark_after: Option<i64>,
    /// What the windows of an event did with it, newest window first.
    pub verdicts: Vec<Verdict>,
    /// What judged the event.
    pub judge: Option<Lateness>,
    /// The event went to the late side output.
    pub sent_aside: bool,
    /// The event was counted as dropped.
    pub dropped: bool,
    /// What left.
    pub rows: Vec<Row>,
    /// What is in state after it.
    pub contents: Vec<Content>,
}

/// What makes the event-at-a-time engine act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An event arrives.
    Event(CaseEvent),
    /// A watermark arrives.
    Watermark(i64),
    /// The clock is set.
    Clock(i64),
    /// The job starts again from its snapshot.
    Restart,
    /// The input ends.
    End,
}

/// What the micro-batch engine did in one batch.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its line, as replayed.
    pub line: BatchLine,
    /// What judged late rows; `None`: nothing was judged.
    pub judge: Option<Lateness>,
    /// Its events with what their windows did with them.
    pub events: Vec<BatchEvent>,
    /// The groups that were removed without a row of their own, as they end at or before its watermark.
    pub removed: Vec<Group>,
    /// What is in state after it.
    pub contents: Vec<Content>,
}

/// A window with its key.
pub type Group = (Window, Option<i64>);

/// The window and the key of a row; `None` for a row without a window.
#[must_use]
pub fn group_of(row: &Row) -> Option<Group> {
    Some((Window::new(row.window_start_ms?, row.window_end_ms?), row.key))
}

/// One event of a batch.
#[derive(Clone, Debug)]
pub struct BatchEvent {
    /// The event.
    pub event: CaseEvent,
    /// What its windows did with it, newest window first.
    pub verdicts: Vec<Verdict>,
    /// It is late altogether: every window refused it, or, where there is no window, its time is not after the
    /// watermark.
    pub late: bool,
    /// Its span touches a session that is alive before or after the batch.
    pub touches: bool,
    /// The number of the event that it is a duplicate of.
    pub duplicate_of: Option<u64>,
}

/// What a window did with an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The window that the event belongs to; for sessions the span of the event alone.
    pub window: Window,
    /// It was over and refused the event.
    pub refused: bool,
    /// What the group of the event holds now (event-at-a-time only).
    pub now: Option<Content>,
}

/// A group in state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Content {
    /// Its window.
    pub window: Window,
    /// Its key and what it would answer, as a row.
    pub row: Row,
}

impl Moment {
    /// The event, if one arrived.
    #[must_use]
    pub const fn event(&self) -> Option<&CaseEvent> {
        match &self.cause {
            Cause::Event(event) => Some(event),
            _ => None,
        }
    }
}

/// Whether some window refused the event.
#[must_use]
pub fn is_late_somewhere(verdicts: &[Verdict]) -> bool {
    verdicts.iter().any(|verdict| verdict.refused)
}

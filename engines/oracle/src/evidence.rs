//! What a run leaves behind for the judge.

use streamgauge_model::{Event, Query, Rules};

use crate::TaskTrace;

/// Everything the judge looks at. It never looks at the engine.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// What was asked.
    pub query: &'a Query,
    /// What the engine declares about when it does what.
    pub rules: &'a Rules,
    /// Number of sources (splits), at least 1; the event of a user comes from source `user % splits`.
    pub splits: u32,
    /// All events the engine took, in order of arrival: `events[i].seq == i`.
    pub events: &'a [Event],
    /// One trace for a micro-batch engine and for a chained event-at-a-time engine. With a keyed exchange, task 0
    /// is the source task, which filters and emits no results, and the tasks from 1 on are the window tasks, which
    /// list what they received.
    pub tasks: &'a [TaskTrace],
}

//! Drives engines over a schedule in memory: one thread, a clock that follows the schedule.

use streamgauge_model::{Output, ProcessingTime, Query, QueryError, Rules};
use streamgauge_oracle::TaskTrace;
use streamgauge_runner::{Batches, Feed, SIMULATION_START, drive_supply};

use crate::Schedule;

/// When schedules start.
pub const START: ProcessingTime = SIMULATION_START;

/// Runs the engine of `rules` over the whole schedule. `output` makes the output of each task; all are returned, that
/// of the source first.
///
/// # Errors
/// If query and rules do not fit.
pub fn drive<O: Output>(
    query: &Query,
    rules: &Rules,
    schedule: &Schedule,
    output: fn() -> O,
) -> Result<Vec<O>, QueryError> {
    let feed = Feed::new(&schedule.events, &schedule.due_ns);
    drive_supply(query, rules, Batches::AsTriggered, feed, output)
}

/// As [`drive`], for the judge.
///
/// # Errors
/// As [`drive`].
pub fn traces(query: &Query, rules: &Rules, schedule: &Schedule) -> Result<Vec<TaskTrace>, QueryError> {
    drive(query, rules, schedule, TaskTrace::default)
}

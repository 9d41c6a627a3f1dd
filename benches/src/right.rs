//! No figure of a wrong answer.

use streamgauge_model::{Query, Rules};
use streamgauge_oracle::{Evidence, TaskTrace, judge};

use crate::Schedule;

/// Asserts that the oracle finds the answer in `tasks` right, with every event of the schedule taken.
///
/// # Panics
/// If it does not.
pub fn assert_right(query: &Query, rules: &Rules, schedule: &Schedule, tasks: &[TaskTrace]) {
    let judgement = judge(&Evidence {
        query,
        rules,
        splits: 1,
        events: &schedule.events,
        tasks,
    });
    let first = judgement.violations.first();
    assert!(judgement.is_clean(), "{}: {first:?}", query.name);
    assert_eq!(judgement.fates.taken(), schedule.events.len() as u64);
}

//! The alerts that an engine raised.

use std::collections::BTreeMap;

use streamgauge_model::{Key, Window};

use super::target::key_of;
use crate::Subject;

/// A key and window of which a row left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RaisedAlert {
    pub(super) key: Key,
    pub(super) window: Window,
    /// When the first of its rows left.
    pub(super) left_ns: i64,
}

/// All alerts of a run, in the order of keys and windows.
pub(super) fn alerts(subject: &Subject<'_>) -> Vec<RaisedAlert> {
    let mut first: BTreeMap<(Key, Window), i64> = BTreeMap::new();
    for task in &subject.observed.tasks {
        for (row, &x) in task.trace.results.iter().zip(&task.result_ns) {
            let left = first.entry((row.key, row.window)).or_insert(x);
            *left = x.min(*left);
        }
    }
    let alert = |((key, window), left_ns)| RaisedAlert { key, window, left_ns };
    first.into_iter().map(alert).collect()
}

impl RaisedAlert {
    /// Whether it belongs to the measured phase: by the trigger of its window, which is the same for all engines; where
    /// the window is not due within the schedule, by when it left.
    pub(super) fn is_counted(&self, subject: &Subject<'_>) -> bool {
        let instant = subject.trigger_ns(self.window).unwrap_or(self.left_ns);
        subject.phase.contains(instant)
    }

    /// When what had arrived for its window first satisfied the condition; `None` if that was not before it left.
    pub(super) fn threshold_ns(&self, subject: &Subject<'_>) -> Option<i64> {
        let query = subject.query;
        let (mut count, mut sum) = (0, 0_i64);
        for arrival in subject.observed.arrivals.iter() {
            let (event, due_ns) = (&arrival.event, i64::try_from(arrival.due_ns).unwrap_or(i64::MAX));
            if due_ns > self.left_ns {
                return None;
            }
            let takes_part = query.filter.is_none_or(|filter| filter.keeps(event));
            if takes_part && key_of(query, event) == self.key && holds(self.window, event.time) {
                count += 1;
                sum = sum.wrapping_add(event.value);
                if query.alert.is_some_and(|alert| alert.holds(count, sum)) {
                    return Some(due_ns);
                }
            }
        }
        None
    }
}

/// Whether an instant lies within a window.
pub(super) fn holds(window: Window, time: streamgauge_model::EventTime) -> bool {
    (window.start..window.end).contains(&time)
}

//! How long it takes until a window holds so much of the truth.

use std::collections::BTreeMap;

use streamgauge_model::{ResultRow, Window};

use crate::Subject;
use crate::attribution::in_order;
use crate::latency::Latencies;

/// A level of completeness under its name, per mille.
struct Level {
    name: &'static str,
    per_mille: u64,
}

const fn level(name: &'static str, per_mille: u64) -> Level {
    Level { name, per_mille }
}

const LEVELS: [Level; 4] = [
    level("to_completeness_90", 900),
    level("to_completeness_99", 990),
    level("to_completeness_99_9", 999),
    level("to_completeness_100", 1_000),
];

impl Latencies {
    /// For each group that could be known to be complete in the phase and each level, from the end of its window to the
    /// first result with which it reached the level. A level that was never reached is censored: updates would have to
    /// come, and none did. Not for rows held back by a condition, for they do not show what a window holds.
    pub(crate) fn add_completeness(&mut self, subject: &Subject<'_>) {
        let coverage = subject.verdict.assessment.coverage.as_ref();
        let held_back = subject.query.alert.is_some() || subject.query.top.is_some();
        let Some(coverage) = coverage.filter(|_| !held_back) else {
            return;
        };
        let mut climbs: BTreeMap<usize, Climb> = BTreeMap::new();
        for (x, task, at) in in_order(subject) {
            let row = &subject.observed.tasks[task].trace.results[at];
            if let Some(group) = coverage.around(row.key, row.window) {
                let truth = coverage.groups[group].truth.count;
                climbs.entry(group).or_default().note(row, truth, x);
            }
        }
        let groups = coverage.groups.iter().enumerate();
        for (at, group) in groups.filter(|(_, group)| group.is_due) {
            let trigger = subject.trigger_ns(group.window);
            let is_measured = trigger.is_some_and(|trigger| subject.phase.contains(trigger));
            let Some(end) = subject.end_ns(group.window).filter(|_| is_measured) else {
                continue;
            };
            let reached = climbs.get(&at).map(|climb| climb.reached).unwrap_or_default();
            for (level, reached) in LEVELS.iter().zip(reached) {
                match reached {
                    Some(x) => self.at(level.name).record(x.saturating_sub(end), 1),
                    None => self.at(level.name).censor(1),
                }
            }
        }
    }
}

/// What has left of a group so far, and when it reached each level.
#[derive(Default)]
struct Climb {
    /// The last row of each of its pieces: one, or the parts of a session.
    pieces: Vec<(Window, u64)>,
    reached: [Option<i64>; LEVELS.len()],
}

impl Climb {
    /// A row leaves at `x`. It replaces those that lie within it: earlier panes, and sessions that it grew out of.
    fn note(&mut self, row: &ResultRow, truth: u64, x: i64) {
        let whole = row.window;
        self.pieces
            .retain(|(piece, _)| piece.start < whole.start || piece.end > whole.end);
        self.pieces.push((whole, row.values.digest.count));
        let held: u128 = self.pieces.iter().map(|(_, count)| u128::from(*count)).sum();
        for (level, reached) in LEVELS.iter().zip(&mut self.reached) {
            if held * 1_000 >= u128::from(truth) * u128::from(level.per_mille) {
                reached.get_or_insert(x);
            }
        }
    }
}

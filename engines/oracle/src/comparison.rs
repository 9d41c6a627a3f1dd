//! Rows that left against rows that should have.

use std::collections::{BTreeMap, HashMap};

use streamgauge_model::{ResultRow, Watermark};

use crate::answer::Expected;
use crate::own_rule::Mismatch;
use crate::report::Report;
use crate::tally::Asked;
use crate::{Contribution, ViolationKind};

/// Compares the rows of a task with the expected ones, step by step. Within a step no order is promised.
#[derive(Debug)]
pub(crate) struct Comparison {
    task: usize,
    /// The rows that left, as far as the query asked for their values.
    results: Vec<ResultRow>,
    /// Whether rows name the watermark that they left at; with windows of processing time they have none.
    checks_watermark: bool,
    missing: Vec<(usize, ResultRow)>,
    surplus: Vec<(usize, ResultRow)>,
    mismatches: Vec<Mismatch>,
    pub(crate) contributions: Vec<Contribution>,
}

impl Comparison {
    pub(crate) fn new(task: usize, results: &[ResultRow], asked: Asked, checks_watermark: bool) -> Self {
        let judged = |row: &ResultRow| ResultRow {
            values: asked.only(row.values),
            ..*row
        };
        Self {
            task,
            results: results.iter().map(judged).collect(),
            checks_watermark,
            missing: Vec::new(),
            surplus: Vec::new(),
            mismatches: Vec::new(),
            contributions: vec![Contribution::default(); results.len()],
        }
    }

    /// Compares one step: the rows at `found` in the trace with `expected`, which is emptied.
    pub(crate) fn step(
        &mut self,
        step: usize,
        found: std::ops::Range<usize>,
        expected: &mut Vec<Expected>,
        report: &mut Report,
    ) {
        let mut found: Vec<usize> = found.collect();
        found.sort_unstable_by_key(|at| place(&self.results[*at]));
        expected.sort_unstable_by_key(|e| place(&e.row));
        let (mut missing, mut surplus) = (Vec::new(), Vec::new());
        let mut found = found.into_iter().peekable();
        for Expected { row, contribution } in expected.drain(..) {
            while let Some(at) = found.next_if(|at| place(&self.results[*at]) < place(&row)) {
                surplus.push(at);
            }
            match found.next_if(|at| place(&self.results[*at]) == place(&row)) {
                None => missing.push(row),
                Some(at) => {
                    self.contributions[at] = contribution;
                    self.note_mismatch(&row, at, report);
                    self.same_place(&row, &self.results[at], report);
                }
            }
        }
        surplus.extend(found);
        self.pair_up(step, missing, &surplus, report);
    }

    /// Keeps in mind a row that covers other events than expected; the violation that tells of it comes next.
    fn note_mismatch(&mut self, expected: &ResultRow, at: usize, report: &Report) {
        let (expected, found) = (expected, self.results[at].values.digest);
        if expected.values.digest != found {
            self.mismatches.push(Mismatch {
                key: expected.key,
                window: expected.window,
                expected: expected.values.digest,
                found,
                violation: report.violations.len(),
            });
        }
    }

    /// Two rows of the same key, window, pane and rank.
    fn same_place(&self, expected: &ResultRow, found: &ResultRow, report: &mut Report) {
        if expected.values != found.values {
            report.add(ViolationKind::WrongValue, || {
                format!(
                    "{}: expected {:?}, found {:?}",
                    self.name(expected),
                    expected.values,
                    found.values
                )
            });
        } else if self.checks_watermark && expected.watermark != found.watermark {
            report.add(ViolationKind::WrongRowWatermark, || {
                let (e, f) = (expected.watermark, found.watermark);
                format!(
                    "{}: expected {}, found {}",
                    self.name(expected),
                    shown(e),
                    shown(f)
                )
            });
        }
    }

    /// Rows of one step that differ in pane or rank only are named so; the rest waits for the end.
    fn pair_up(&mut self, step: usize, missing: Vec<ResultRow>, surplus: &[usize], report: &mut Report) {
        let mut twins: BTreeMap<_, Vec<ResultRow>> = BTreeMap::new();
        for at in surplus {
            let row = self.results[*at];
            twins.entry((row.key, row.window)).or_default().push(row);
        }
        for row in missing {
            let same = twins.entry((row.key, row.window)).or_default();
            let twin = same
                .iter()
                .position(|s| s.values == row.values && (s.pane == row.pane || s.rank == row.rank));
            let Some(twin) = twin.map(|at| same.swap_remove(at)) else {
                self.missing.push((step, row));
                continue;
            };
            let (kind, expected, found) = if twin.pane == row.pane {
                (ViolationKind::WrongRank, row.rank, twin.rank)
            } else {
                (ViolationKind::WrongPane, row.pane, twin.pane)
            };
            report.add(kind, || {
                format!("{}: expected {expected}, found {found}", self.name(&row))
            });
        }
        self.surplus
            .extend(twins.into_values().flatten().map(|row| (step, row)));
    }

    /// Sorts out what no step could explain; returns the contributions, parallel to the results, and leaves the rows
    /// that cover other events than expected in the report.
    pub(crate) fn finish(mut self, report: &mut Report) -> Vec<Contribution> {
        report.mismatches.append(&mut self.mismatches);
        let mut waiting: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, (_, row)) in self.missing.iter().enumerate() {
            waiting.entry((place(row), row.values)).or_default().push(index);
        }
        let mut explained = vec![false; self.missing.len()];
        let mut copies: HashMap<_, u64> = HashMap::new();
        if !self.surplus.is_empty() {
            for row in &self.results {
                *copies.entry((place(row), row.values)).or_default() += 1;
            }
        }
        for (step, row) in std::mem::take(&mut self.surplus) {
            let same = (place(&row), row.values);
            if let Some(index) = waiting.get_mut(&same).and_then(Vec::pop) {
                explained[index] = true;
                let due = self.missing[index].0;
                report.add(ViolationKind::MisplacedRow, || {
                    format!("{}: due in step {due}, left in step {step}", self.name(&row))
                });
            } else if copies.get(&same).is_some_and(|count| *count > 1) {
                report.add(ViolationKind::DuplicateRow, || {
                    format!("{}: expected once, found again in step {step}", self.name(&row))
                });
            } else {
                report.add(ViolationKind::SpuriousRow, || {
                    format!(
                        "{}: expected none, found {:?} in step {step}",
                        self.name(&row),
                        row.values
                    )
                });
            }
        }
        for ((step, row), _) in self.missing.iter().zip(&explained).filter(|(_, done)| !**done) {
            report.add(ViolationKind::MissingRow, || {
                format!(
                    "{}: expected {:?} in step {step}, found none",
                    self.name(row),
                    row.values
                )
            });
        }
        self.contributions
    }

    fn name(&self, row: &ResultRow) -> String {
        let task = self.task;
        let (start, end) = (row.window.start.millis(), row.window.end.millis());
        format!(
            "task {task}, key {}, window [{start}, {end}), pane {}, rank {}",
            row.key.0, row.pane, row.rank
        )
    }
}

/// What a row is about, as far as it can be there only once.
const fn place(row: &ResultRow) -> (u32, i64, i64, u32, u32) {
    let window = row.window;
    (
        row.key.0,
        window.start.millis(),
        window.end.millis(),
        row.pane,
        row.rank,
    )
}

fn shown(watermark: Watermark) -> String {
    if watermark == Watermark::NONE {
        "no watermark".to_owned()
    } else {
        format!("watermark {}", watermark.millis())
    }
}

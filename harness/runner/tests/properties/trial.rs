//! One question to one engine.

use streamgauge_model::{BatchProgress, Query, ResultRow, Rules, Step, Watermark};
use streamgauge_oracle::{Evidence, Judgement, Mark, TaskTrace, judge};

use crate::drive::{Pace, play};
use crate::stream::Stream;

/// What is asked, of whom, and how fast the portions follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    pub query: &'a Query,
    pub rules: &'a Rules,
    pub splits: u32,
    pub pace: Pace,
}

impl<'a> Trial<'a> {
    /// One split, and silence between portions.
    pub const fn new(query: &'a Query, rules: &'a Rules) -> Self {
        Self {
            query,
            rules,
            splits: 1,
            pace: Pace::IDLE,
        }
    }

    /// What the engine does with a stream.
    pub fn run(&self, stream: &Stream) -> Run {
        let tasks = play(self.query, self.rules, self.splits, self.pace, stream);
        Run { tasks }
    }

    /// What the oracle says to it; the first violation if there is one.
    pub fn judged(&self, stream: &Stream) -> Result<(Run, Judgement), String> {
        let run = self.run(stream);
        let judgement = self.verdict(stream, &run)?;
        Ok((run, judgement))
    }

    /// What the oracle says to `run`; the first violation if there is one.
    pub fn verdict(&self, stream: &Stream, run: &Run) -> Result<Judgement, String> {
        let judgement = judge(&Evidence {
            query: self.query,
            rules: self.rules,
            splits: self.splits,
            events: &stream.events,
            tasks: &run.tasks,
        });
        match judgement.violations.first() {
            Some(violation) => Err(violation.to_string()),
            None => Ok(judgement),
        }
    }
}

/// What an engine did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub tasks: Vec<TaskTrace>,
}

impl Run {
    /// All rows, task by task.
    pub fn rows(&self) -> impl Iterator<Item = &ResultRow> {
        self.tasks.iter().flat_map(|task| &task.results)
    }

    /// All rows with their panes and watermarks, in an order of their own.
    pub fn sorted_rows(&self) -> Vec<ResultRow> {
        let mut rows: Vec<_> = self.rows().copied().collect();
        rows.sort_unstable_by_key(|row| (row.window, row.key, row.pane, row.rank, row.values.digest.count));
        rows
    }

    /// The rows of each batch, in order.
    pub fn batches(&self) -> Vec<(BatchProgress, Vec<ResultRow>)> {
        let mut batches = Vec::new();
        for task in &self.tasks {
            let (mut rows, mut at) = (Vec::new(), 0);
            for mark in &task.marks {
                match mark {
                    Mark::Results(run) => {
                        rows.extend_from_slice(&task.results[at..at + *run as usize]);
                        at += *run as usize;
                    }
                    Mark::Step(Step::BatchEnd(progress)) => {
                        batches.push((*progress, std::mem::take(&mut rows)));
                    }
                    _ => {}
                }
            }
        }
        batches
    }

    /// The numbers of the events that passed, batch by batch in order of arrival.
    pub fn passed_in_batches(&self) -> Vec<u64> {
        let (mut passed, mut at, mut batch) = (Vec::new(), 0, 0);
        for task in &self.tasks {
            for mark in &task.marks {
                match mark {
                    Mark::Passed(run) => {
                        passed.extend_from_slice(&task.passed[at..at + *run as usize]);
                        at += *run as usize;
                    }
                    Mark::Step(Step::BatchEnd(_)) => {
                        passed[batch..].sort_unstable();
                        batch = passed.len();
                    }
                    _ => {}
                }
            }
        }
        passed
    }

    /// The numbers of the events in the side output, in order.
    pub fn side_output(&self) -> Vec<u64> {
        let mut late: Vec<_> = self
            .tasks
            .iter()
            .flat_map(|task| task.late.iter().copied())
            .collect();
        late.sort_unstable();
        late
    }

    /// How many events were counted as dropped.
    pub fn dropped(&self) -> u64 {
        let counts = self.marks().map(|mark| match mark {
            Mark::Dropped(events) => *events,
            _ => 0,
        });
        counts.sum()
    }

    /// Everything in order, task by task.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.tasks.iter().flat_map(|task| &task.marks)
    }

    /// Each row with the watermark of its task when it left, as the steps tell.
    pub fn rows_at(&self) -> Vec<(Watermark, ResultRow)> {
        let mut found = Vec::new();
        for task in &self.tasks {
            let (mut now, mut at) = (Watermark::NONE, 0);
            for mark in &task.marks {
                match mark {
                    Mark::Step(Step::Watermark { watermark, .. }) => now = *watermark,
                    Mark::Results(run) => {
                        let rows = &task.results[at..at + *run as usize];
                        at += rows.len();
                        found.extend(rows.iter().map(|row| (now, *row)));
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

//! The judge of the micro-batch model.

use streamgauge_model::{MicroBatchRules, WindowSpec};

use crate::answer::Answer;
use crate::batch::{Batch, batches};
use crate::batch_duplicates::{Passed, Passing};
use crate::batch_rules::check_batches;
use crate::batch_state::{BatchSessions, BatchWindows, Figures, Turn};
use crate::batch_watermark::{BatchWatermark, SourceTimes};
use crate::comparison::Comparison;
use crate::report::Report;
use crate::section::sections;
use crate::{Contribution, Evidence, TaskTrace, ViolationKind};

/// Recomputes every batch and compares. Returns the contributions, parallel to the results.
pub(crate) fn judge_micro_batch(
    evidence: &Evidence<'_>,
    rules: &MicroBatchRules,
    answer: &mut Answer<'_>,
    report: &mut Report,
) -> Vec<Vec<Contribution>> {
    let [task] = evidence.tasks else {
        report.add(ViolationKind::MalformedTrace, || {
            format!(
                "a micro-batch engine leaves one trace, not {}",
                evidence.tasks.len()
            )
        });
        return evidence.tasks.iter().map(|_| Vec::new()).collect();
    };
    let sections = sections(task, report);
    let batches = batches(&sections, report);
    check_batches(evidence.query, rules, &batches, evidence.events.len(), report);
    let mut run = Run {
        evidence,
        rules,
        task,
        watermark: BatchWatermark::start(evidence.query),
        sources: SourceTimes::of(evidence),
        windows: BatchWindows::default(),
        sessions: BatchSessions::default(),
        passed: Passed::default(),
        late_events: 0,
        comparison: Comparison::new(
            0,
            &task.results,
            answer.asked,
            BatchWatermark::has_rule(evidence.query),
        ),
    };
    for (index, batch) in batches.iter().enumerate() {
        run.batch(index, batch, answer, report);
    }
    let dropped: u64 = sections.iter().map(|section| section.dropped).sum();
    if dropped != run.late_events || !task.late.is_empty() {
        report.add(ViolationKind::WrongDropCount, || {
            let (expected, side) = (run.late_events, task.late.len());
            format!("{expected} events are late; counted as dropped {dropped}, in the side output {side}")
        });
    }
    vec![run.comparison.finish(report)]
}

/// The state of the recomputation.
struct Run<'a> {
    evidence: &'a Evidence<'a>,
    rules: &'a MicroBatchRules,
    task: &'a TaskTrace,
    watermark: BatchWatermark,
    sources: SourceTimes,
    windows: BatchWindows,
    sessions: BatchSessions,
    passed: Passed,
    late_events: u64,
    comparison: Comparison,
}

impl Run<'_> {
    fn batch(&mut self, index: usize, batch: &Batch, answer: &mut Answer<'_>, report: &mut Report) {
        let query = self.evidence.query;
        let taken = self.evidence.events;
        let range = batch.events.start.min(taken.len())..batch.events.end.min(taken.len());
        let taken = &taken[range];
        let learnt = self
            .sources
            .learn(query, self.rules.watermark_policy, batch, taken);
        self.watermark = self.watermark.advance(learnt);
        self.watermark.check(batch, report);
        let events: Vec<_> = taken
            .iter()
            .filter(|event| query.filter.is_none_or(|filter| filter.keeps(event)))
            .copied()
            .collect();
        answer.account.fates.filtered += (taken.len() - events.len()) as u64;
        let turn = Turn {
            batch,
            events: &events,
            watermark: self.watermark,
            mode: self.rules.output_mode,
        };
        let figures = if query.aggregates.is_empty() {
            self.pass(&turn, answer, report)
        } else if matches!(query.window, WindowSpec::Session { .. }) {
            self.sessions.run(&turn, answer)
        } else {
            self.windows.run(&turn, answer)
        };
        self.late_events += figures.late_events;
        answer.account.late_groups += figures.dropped_rows;
        self.check_figures(batch, figures, report);
        self.comparison
            .step(index, batch.rows.clone(), &mut answer.rows, report);
    }

    /// Without aggregates, exactly the events of the batch pass, unless they are late or repeated; in order of arrival
    /// where one worker does it all.
    fn pass(&mut self, turn: &Turn<'_>, answer: &mut Answer<'_>, report: &mut Report) -> Figures {
        let mut found = self.task.passed[turn.batch.passed.clone()].to_vec();
        if self.rules.workers > 1 {
            found.sort_unstable();
        }
        let Passing {
            passed,
            duplicates,
            figures,
        } = self.passed.run(self.evidence.query, turn);
        let fates = &mut answer.account.fates;
        fates.passed += passed.len() as u64;
        fates.duplicates += duplicates;
        fates.dropped += figures.late_events;
        if passed != found {
            report.add(ViolationKind::WrongPass, || {
                let (id, expected) = (turn.batch.id, passed.len());
                format!(
                    "batch {id}: expected {expected} events in order of arrival, found {}",
                    found.len()
                )
            });
        }
        let reported = turn.batch.progress.duplicate_rows;
        if duplicates != reported {
            report.add(ViolationKind::BatchFigure, || {
                let id = turn.batch.id;
                format!("duplicate rows of batch {id}: expected {duplicates}, found {reported}")
            });
        }
        figures
    }

    /// Spark counts late *groups*; for sessions they are counted before partitions are merged, so that parallel
    /// tasks may count a group once each.
    fn check_figures(&self, batch: &Batch, figures: Figures, report: &mut Report) {
        let progress = &batch.progress;
        let session = matches!(self.evidence.query.window, WindowSpec::Session { .. });
        let tasks = if session {
            u64::from(self.rules.workers.max(1))
        } else {
            1
        };
        let dropped = figures.dropped_rows;
        let pairs = [
            (
                "dropped rows",
                progress.dropped_rows.clamp(dropped, dropped * tasks),
                progress.dropped_rows,
            ),
            ("late events", figures.late_events, progress.late_events),
            ("state rows", figures.state_rows, progress.state_rows),
            ("updated rows", figures.updated_rows, progress.updated_rows),
            ("removed rows", figures.removed_rows, progress.removed_rows),
        ];
        for (name, expected, found) in pairs {
            if expected != found {
                report.add(ViolationKind::BatchFigure, || {
                    format!("{name} of batch {}: expected {expected}, found {found}", batch.id)
                });
            }
        }
    }
}

//! Where every event of a run went.

use streamgauge_model::{Rules, Step};
use streamgauge_oracle::Mark;
use streamgauge_record::Ledger;

use crate::{Observed, Subject};

/// The ledger of a run: fates from the oracle, counters from the engine's own marks.
///
/// Events that no window contains (the slide is longer than the window) are refused by all of their windows, of
/// which there are none: they stand under `dropped`.
pub(crate) fn ledger(subject: &Subject<'_>) -> Ledger {
    let (observed, fates) = (subject.observed, subject.verdict.judgement.fates);
    let counted = Counted::of(observed);
    let results = observed.tasks.iter().flat_map(|task| &task.trace.results);
    let mut ledger = Ledger {
        generated: observed.arrivals.len() as u64,
        handed_over: observed.handed_ns.len() as u64,
        taken: observed.taken_ns.len() as u64,
        included: fates.included,
        open: subject.verdict.judgement.open_events,
        dropped: fates.dropped + fates.unassigned,
        side_output: fates.side_output,
        filtered: fates.filtered,
        passed: fates.passed,
        partly_refused: subject.verdict.judgement.partly_refused,
        results: results.clone().count() as u64,
        updates: results.filter(|row| row.pane > 0).count() as u64,
        engine_drop_counter: match subject.rules {
            Some(Rules::MicroBatch(_)) => counted.late_groups,
            _ => counted.dropped,
        },
    };
    if subject.rules.is_none() {
        ledger.passed = counted.passed;
    }
    ledger
}

/// Where a ledger does not balance, in words; empty if it does.
pub(crate) fn imbalances(subject: &Subject<'_>, ledger: &Ledger) -> Vec<String> {
    let counted = Counted::of(subject.observed);
    let fates = subject.verdict.judgement.fates;
    let sum = ledger.included + ledger.dropped + ledger.side_output + ledger.filtered + ledger.passed;
    let mut found = Vec::new();
    let mut expect = |holds: bool, text: String| {
        if !holds {
            found.push(text);
        }
    };
    expect(
        ledger.handed_over <= ledger.generated && ledger.taken <= ledger.handed_over,
        format!(
            "{} generated, {} handed over, {} taken",
            ledger.generated, ledger.handed_over, ledger.taken
        ),
    );
    expect(
        sum == ledger.taken,
        format!(
            "{} events were taken, but {sum} are accounted for ({} included, {} dropped, {} to the side output, {} \
             filtered, {} passed)",
            ledger.taken, ledger.included, ledger.dropped, ledger.side_output, ledger.filtered, ledger.passed
        ),
    );
    expect(
        ledger.open <= ledger.included,
        format!(
            "{} events are open, but only {} included",
            ledger.open, ledger.included
        ),
    );
    if subject.rules.is_some() {
        for (what, engine, oracle) in [
            ("dropped", counted.dropped, fates.dropped),
            ("filtered", counted.filtered, fates.filtered),
            ("sent to the side output", counted.late, fates.side_output),
            ("passed", counted.passed, fates.passed),
        ] {
            expect(
                engine == oracle,
                format!("the engine counts {engine} events {what}, the oracle {oracle}"),
            );
        }
    }
    found
}

/// What the engine's own marks add up to.
#[derive(Clone, Copy, Default)]
struct Counted {
    dropped: u64,
    filtered: u64,
    late: u64,
    passed: u64,
    late_groups: u64,
}

impl Counted {
    fn of(observed: &Observed) -> Self {
        let mut sum = Self::default();
        for task in &observed.tasks {
            sum.late += task.trace.late.len() as u64;
            sum.passed += task.trace.passed.len() as u64;
            for mark in &task.trace.marks {
                match mark {
                    Mark::Dropped(events) => sum.dropped += events,
                    Mark::Filtered(events) => sum.filtered += events,
                    Mark::Step(Step::BatchEnd(progress)) => sum.late_groups += progress.dropped_rows,
                    _ => {}
                }
            }
        }
        sum
    }
}

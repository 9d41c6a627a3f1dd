//! The verdict is reached here.

use streamgauge_model::{Rules, WindowSpec};

use crate::answer::Answer;
use crate::event_at_a_time::judge_event_at_a_time;
use crate::micro_batch::judge_micro_batch;
use crate::report::Report;
use crate::{Evidence, Judgement, ViolationKind};

/// Judges a run: checks that its steps obey the declared rules, recomputes the answer for these steps, compares
/// every row, and accounts for every event.
#[must_use]
pub fn judge(evidence: &Evidence<'_>) -> Judgement {
    let mut report = Report::default();
    check_numbers(evidence, &mut report);
    check_query(evidence, &mut report);
    let mut answer = Answer::new(evidence.query, evidence.events);
    let contributions = match evidence.rules {
        Rules::MicroBatch(rules) => judge_micro_batch(evidence, rules, &mut answer, &mut report),
        Rules::EventAtATime(rules) => judge_event_at_a_time(evidence, rules, &mut answer, &mut report),
    };
    check_conservation(evidence, &answer, &mut report);
    let account = answer.account;
    let (open_events, suppressed_events) = account.uncovered();
    Judgement {
        violations: report.violations,
        violation_count: report.count,
        results_checked: evidence.tasks.iter().map(|task| task.results.len() as u64).sum(),
        fates: account.fates,
        assignments: account.assignments,
        partly_refused: account.partly_refused,
        contributions,
        open_events,
        suppressed_events,
        firings: answer.firings,
        event_confusion: account.per_event,
        assignment_confusion: account.per_assignment,
    }
}

fn check_numbers(evidence: &Evidence<'_>, report: &mut Report) {
    let wrong = (0..)
        .zip(evidence.events)
        .find(|(number, event)| event.seq != *number);
    if let Some((number, event)) = wrong {
        report.add(ViolationKind::MalformedTrace, || {
            format!(
                "event {number} in order of arrival bears the number {}",
                event.seq
            )
        });
    }
}

/// A top-N ranks the keys of one window; sessions of different keys share no window.
fn check_query(evidence: &Evidence<'_>, report: &mut Report) {
    let session = matches!(evidence.query.window, WindowSpec::Session { .. });
    if session && evidence.query.top.is_some() {
        report.add(ViolationKind::Undefined, || {
            "a top-N of sessions has no definition: sessions of different keys share no window".to_owned()
        });
    }
}

/// Every event has exactly one fate, and the engine counted as many filtered events as there are.
fn check_conservation(evidence: &Evidence<'_>, answer: &Answer<'_>, report: &mut Report) {
    let fates = answer.account.fates;
    let taken = evidence.events.len() as u64;
    if fates.taken() != taken {
        report.add(ViolationKind::Conservation, || {
            format!(
                "{taken} events were taken, the fate of {} is known: {fates:?}",
                fates.taken()
            )
        });
    }
    let marks = evidence.tasks.iter().flat_map(|task| &task.marks);
    let found: u64 = marks
        .map(|mark| match mark {
            crate::Mark::Filtered(events) => *events,
            _ => 0,
        })
        .sum();
    if found != fates.filtered {
        report.add(ViolationKind::WrongFilterCount, || {
            format!(
                "{} events do not satisfy the filter, {found} were counted",
                fates.filtered
            )
        });
    }
}

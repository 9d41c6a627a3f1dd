//! The verdict is reached here.

use streamgauge_model::{Firing, Rules, WindowSpec};

use crate::answer::Answer;
use crate::event_at_a_time::judge_event_at_a_time;
use crate::micro_batch::judge_micro_batch;
use crate::report::Report;
use crate::{Evidence, Judgement, OwnRule, ViolationKind};

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
    let mismatches = std::mem::take(&mut report.mismatches);
    let own_rule = OwnRule::of(evidence, &account, &mismatches, &mut report);
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
        by_windows: account.by_windows,
        own_rule,
        late_groups: account.late_groups,
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

/// A top-N ranks the keys of one window; sessions of different keys share no window. What else the judge has no
/// definition of, it does not let pass.
fn check_query(evidence: &Evidence<'_>, report: &mut Report) {
    let query = evidence.query;
    let session = matches!(query.window, WindowSpec::Session { .. });
    let undefined = [
        (
            session && query.top.is_some(),
            "a top-N of sessions has no definition: sessions of different keys share no window",
        ),
        (
            query.firing != Firing::AT_END || query.window == WindowSpec::Global,
            "only windows that fire at their end are judged",
        ),
        (
            query.deduplicate.is_some() && !matches!(evidence.rules, Rules::MicroBatch(_)),
            "only micro-batches are deduplicated",
        ),
        (
            !query.source_delays_ms.is_empty() && query.source_delays_ms.len() < evidence.splits as usize,
            "there are more sources than delays of their watermarks",
        ),
    ];
    for (_, why) in undefined.iter().filter(|(found, _)| *found) {
        report.add(ViolationKind::Undefined, || (*why).to_owned());
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

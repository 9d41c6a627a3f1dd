//! Whether both builds answer alike.

use streamgauge_record::{AnswerCheck, AnswerVerdict, CheckScenario, Run, Side, WaitingCheck};
use streamgauge_runner::RunError;

use crate::bench::Bench;
use crate::waiting::compare_waiting;

/// Lets both builds answer the scenario on the virtual clock, where every correct build gives the same rows and drops
/// the same events; and, if they do, compares how long results waited, which may grow by the share `limit`.
pub fn check_answers(
    scenario: &CheckScenario,
    limit: f64,
    bench: &mut dyn Bench,
) -> (AnswerCheck, Vec<WaitingCheck>) {
    let base = bench.simulate(Side::Base, scenario);
    let head = bench.simulate(Side::Head, scenario);
    let answers = compare_answers(&scenario.name, &base, &head);
    let waiting = match (&base, &head) {
        (Ok(base), Ok(head)) if answers.verdict == AnswerVerdict::Equal => {
            compare_waiting(&scenario.name, base, head, limit)
        }
        _ => Vec::new(),
    };
    (answers, waiting)
}

/// Compares the answers of two runs on the virtual clock.
#[must_use]
pub fn compare_answers(
    scenario: &str,
    base: &Result<Run, RunError>,
    head: &Result<Run, RunError>,
) -> AnswerCheck {
    let (verdict, why) = match (base, head) {
        (Ok(base), Err(error)) if base.status.valid && !matches!(error, RunError::Interrupted) => (
            AnswerVerdict::Differ,
            format!("the base answers, and the head does not: {error}"),
        ),
        (_, Err(error)) => (AnswerVerdict::Missing, format!("the head: {error}")),
        (_, Ok(head)) if head.judged.violations > 0 => (
            AnswerVerdict::Wrong,
            format!(
                "the head violates the definition {} times; the first: {}",
                head.judged.violations,
                head.judged.examples.first().map_or("not told", String::as_str)
            ),
        ),
        (Ok(base), Ok(head)) if base.status.valid && !head.status.valid => (
            AnswerVerdict::Differ,
            format!(
                "the base answers, and the head's run is void: {}",
                head.status.reasons.join("; ")
            ),
        ),
        (_, Ok(head)) if !head.status.valid => (
            AnswerVerdict::Missing,
            format!("the head's run is void: {}", head.status.reasons.join("; ")),
        ),
        (Err(error), Ok(_)) => (AnswerVerdict::Missing, format!("the base: {error}")),
        (Ok(base), Ok(head)) => difference(base, head).map_or((AnswerVerdict::Equal, String::new()), |why| {
            (AnswerVerdict::Differ, why)
        }),
    };
    AnswerCheck {
        scenario: scenario.to_owned(),
        verdict,
        why,
    }
}

/// The first difference in what was fed, answered or dropped. Rows carry a digest of the events that they cover, so
/// that equal rows and an equal ledger are equal sets of dropped events.
fn difference(base: &Run, head: &Run) -> Option<String> {
    let fed = |run: &Run| {
        let delivery = run.delivery.as_ref()?;
        delivery.fingerprint.clone()
    };
    if fed(base) != fed(head) {
        return Some("the builds generate different events, so that nothing can be compared".to_owned());
    }
    if base.ledger != head.ledger {
        return Some(format!(
            "the fates of events differ: base {:?}, head {:?}",
            base.ledger, head.ledger
        ));
    }
    (base.judged.answer != head.judged.answer).then(|| {
        format!(
            "the result rows differ (hash {} in the base, {} in the head), though the oracle agrees with both",
            base.judged.answer, head.judged.answer
        )
    })
}

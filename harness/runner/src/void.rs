//! The rules by which a run is void: never shown as slow.

use streamgauge_oracle::ViolationKind;
use streamgauge_record::{Ledger, Status};

use crate::Subject;
use crate::duration_text::duration_text;
use crate::latency::{Latencies, may_be_negative};
use crate::ledger::imbalances;
use crate::own_slip::slip_p999;
use crate::throughput::{is_countable, steps_to_completion};

/// The least slip at its 99.9th percentile that makes a source late, unless another is chosen, nanoseconds.
pub const SLIP_NS: u64 = 1_000_000;
/// The part of the schedule that must be handed over, per mille.
const HANDED_PER_MILLE: u64 = 999;

/// Whether a run's figures may be used, and why not.
///
/// A run is void if it was interrupted, if the source fell behind or the engine could not keep up, if the ledger
/// does not balance, if the answers are wrong, if the clock went back, or if figures contradict each other. Each
/// reason names what was measured, the limit, and what to do.
pub(crate) fn status(subject: &Subject<'_>, ledger: &Ledger, latencies: &Latencies) -> Status {
    let mut reasons = Vec::new();
    if subject.observed.interrupted {
        reasons.push("interrupted: the run was stopped before its schedule ended; run it again".to_owned());
    } else {
        reasons.extend(behind(subject, latencies));
    }
    reasons.extend(wrong_answer(subject));
    reasons.extend(imbalances(subject, ledger).into_iter().map(|where_| {
        format!("the ledger does not balance: {where_}; this is a bug in the engine or in streamgauge, please report it")
    }));
    reasons.extend(impossible(subject, latencies));
    let valid = reasons.is_empty();
    let harness_fault = reasons.len() == 1 && slipped(subject, latencies).is_some();
    if valid {
        reasons = notes(subject, latencies);
    }
    Status {
        valid,
        wrong_answer: is_wrong(subject),
        harness_fault,
        interrupted: subject.observed.interrupted,
        reasons,
    }
}

/// The status of a run that has no figures because it broke off.
pub(crate) fn broken(reason: String) -> Status {
    Status {
        valid: false,
        wrong_answer: false,
        harness_fault: false,
        interrupted: false,
        reasons: vec![reason],
    }
}

fn behind(subject: &Subject<'_>, latencies: &Latencies) -> Vec<String> {
    let observed = subject.observed;
    let (handed, whole) = (observed.handed_ns.len() as u64, observed.arrivals.len() as u64);
    let mut reasons = Vec::new();
    if let Some(end) = &observed.ended_early {
        reasons.push(format!(
            "the engine could not keep up: {} after the start the oldest event that waited was {} late, and the run was \
             ended (limit {} for at most {})",
            duration_text(end.at_ns),
            duration_text(end.behind_ns),
            duration_text(end.zone_ns),
            duration_text(end.tolerated_ns),
        ));
    } else if !observed.drained {
        let waiting = whole - (observed.taken_ns.len() as u64).min(whole);
        reasons.push(format!(
            "the engine could not keep up: at the end of the drain, {} after the start, {waiting} of {whole} events \
             were not taken or results that were due had not left (limit: none; the queue was full {} times); lower \
             --rate, or give it a longer drain or a larger queue if this is a burst",
            duration_text(u64::try_from(observed.end_ns).unwrap_or(0)),
            observed.queue_full,
        ));
    } else if handed * 1000 < whole * HANDED_PER_MILLE {
        reasons.push(format!(
            "the source fell behind: it handed over {handed} of {whole} events, limit 99.9 %; lower --rate or use a \
             quiet machine"
        ));
    }
    reasons.extend(slipped(subject, latencies));
    reasons
}

/// The source handed events over late although the queue had room.
fn slipped(subject: &Subject<'_>, latencies: &Latencies) -> Option<String> {
    let slip = slip_p999(subject)?;
    let limit = slip_limit_ns(subject, latencies);
    (slip > limit).then(|| {
        format!(
            "the source fell behind although the queue had room: p99.9 of its slip is {}, limit {} (the larger of {} \
             and 1 % of the median total latency); use a quiet machine, leave a core to the source, \
             lower --rate, or raise --slip-limit if the figures wanted are far above it",
            duration_text(slip),
            duration_text(limit),
            duration_text(subject.slip_ns),
        )
    })
}

/// How late a source may be: the larger of what the plan says (1 ms mostly) and 1 % of the median total latency,
/// nanoseconds.
pub(crate) fn slip_limit_ns(subject: &Subject<'_>, latencies: &Latencies) -> u64 {
    let total = latencies
        .median_ns("total")
        .or_else(|| latencies.median_ns("event_total"));
    subject.slip_ns.max(total.unwrap_or(0) / 100)
}

fn wrong_answer(subject: &Subject<'_>) -> Option<String> {
    let judgement = &subject.verdict.judgement;
    is_wrong(subject).then(|| {
        let first = judgement.violations.first();
        let first = first.map_or_else(String::new, |violation| format!("; the first: {violation}"));
        format!(
            "wrong answers: {} violations (limit 0) in {} results checked by the oracle{first}",
            judgement.violation_count, judgement.results_checked
        )
    })
}

/// Whether the oracle found a wrong answer. Events that were still between two tasks when the run broke off are
/// missing there, but not wrong.
pub(crate) fn is_wrong(subject: &Subject<'_>) -> bool {
    let judgement = &subject.verdict.judgement;
    let broken_off = subject.observed.interrupted || !subject.observed.drained;
    let only_under_way = broken_off
        && judgement
            .violations
            .iter()
            .all(|found| found.kind == ViolationKind::Exchange);
    judgement.violation_count > 0 && !only_under_way
}

/// What cannot be, whatever the engine does.
fn impossible(subject: &Subject<'_>, latencies: &Latencies) -> Vec<String> {
    let mut reasons = Vec::new();
    let back = subject.observed.clock_back_steps;
    if back > 0 {
        reasons.push(format!(
            "the clock went back {back} times (limit 0); check the machine's clock source"
        ));
    }
    for (name, count) in latencies.negatives() {
        match name {
            name if may_be_negative(name) => {}
            "from_trigger" | "first_result" | "first_of_window" | "last_of_window" => {
                if name == "from_trigger" {
                    reasons.push(format!(
                        "{count} results left before their windows could be known to be complete (limit 0): the \
                         engine emits too early"
                    ));
                }
            }
            _ => reasons.push(format!(
                "{count} values of {name} are below zero (limit 0): instants out of order"
            )),
        }
    }
    for (name, count) in latencies.overflows() {
        reasons.push(format!(
            "{count} values of {name} are beyond the range of the histogram (limit 0), the longer of run and one hour; \
             shorten the run or lower --rate"
        ));
    }
    if latencies.broken_identities > 0 {
        reasons.push(format!(
            "{} latencies are not the sum of their parts (limit 0); this is a bug in streamgauge, please report it",
            latencies.broken_identities
        ));
    }
    reasons
}

/// What to keep in mind about a valid run.
fn notes(subject: &Subject<'_>, latencies: &Latencies) -> Vec<String> {
    let mut notes = Vec::new();
    if subject.observed.queue_full > 0 {
        notes.push(format!(
            "the queue was full {} times: a part of `slip` is the engine's back-pressure",
            subject.observed.queue_full
        ));
    }
    if !is_countable(subject, steps_to_completion(subject)) {
        notes.push(
            "completed events per second are not given: the engine completes in steps of its trigger, and the measured \
             phase does not hold a whole number of them after a warm-up of two; use --warm-up 3s and a --measure that \
             is a multiple of the trigger"
                .to_owned(),
        );
    }
    if subject.rules.is_some() && !subject.query.digest && !subject.query.aggregates.is_empty() {
        notes.push(
            "the oracle checked counts and aggregates of every row, but not which events it covers: --no-digest"
                .to_owned(),
        );
    }
    if !latencies.has_headline() && !subject.observed.arrivals.is_empty() {
        notes.push(
            "nothing left the engine in the measured phase that has a headline latency; measure longer, or use a \
             greater --time-scale so that windows close"
                .to_owned(),
        );
    }
    if subject.verdict.judgement.fates.unassigned > 0 {
        notes.push(format!(
            "{} events belong to no window, because the slide is longer than the window; they count as dropped",
            subject.verdict.judgement.fates.unassigned
        ));
    }
    notes
}

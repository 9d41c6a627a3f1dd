//! What an engine kept and dropped against the rule that it declares itself.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_model::{Digest, Event, Key, Query, TimeDomain, Window};

use crate::account::Account;
use crate::group::key_of;
use crate::membership::difference;
use crate::report::Report;
use crate::span::Span;
use crate::{Confusion, Evidence, MAX_VIOLATIONS};

/// A row that covers other events than the engine's own rule says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mismatch {
    pub(crate) key: Key,
    pub(crate) window: Window,
    pub(crate) expected: Digest,
    pub(crate) found: Digest,
    /// Which violation speaks of it.
    pub(crate) violation: usize,
}

/// Kept and dropped against the engine's own rule: clean unless the engine has a bug.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnRule {
    /// Per event: wrongly dropped if all of its windows lack it, wrongly kept if all should.
    pub events: Confusion,
    /// Per pair of an event and a window.
    pub assignments: Confusion,
    /// Rows with other events than expected of which it could not be told which.
    pub unresolved_rows: u64,
}

impl OwnRule {
    /// What the rule says is what was recomputed; what the engine did is what its rows cover. Where they differ by an
    /// event or two, these are found among the events of key and window, and named in the violation.
    pub(crate) fn of(
        evidence: &Evidence<'_>,
        account: &Account,
        mismatches: &[Mismatch],
        report: &mut Report,
    ) -> Self {
        let (mut lost, mut extra) = (BTreeSet::new(), BTreeSet::new());
        let mut unresolved_rows = mismatches.len().saturating_sub(MAX_VIOLATIONS) as u64;
        for mismatch in mismatches.iter().take(MAX_VIOLATIONS) {
            let candidates = candidates(evidence, mismatch);
            let Some(found) = difference(&candidates, mismatch.expected, mismatch.found) else {
                unresolved_rows += 1;
                continue;
            };
            report.append(mismatch.violation, &told(&found.lost, &found.extra));
            let pair = |seq: &u64| (*seq, mismatch.window);
            lost.extend(found.lost.iter().map(pair));
            extra.extend(found.extra.iter().map(pair));
        }
        extra.retain(|(seq, _)| account.was_refused(*seq));
        Self {
            events: of_events(evidence, account, &lost, &extra),
            assignments: confusion(
                account.assignments.included,
                account.assignments.refused,
                lost.len() as u64,
                extra.len() as u64,
            ),
            unresolved_rows,
        }
    }
}

fn confusion(kept: u64, refused: u64, wrong_drop: u64, wrong_keep: u64) -> Confusion {
    Confusion {
        true_keep: kept.saturating_sub(wrong_drop),
        wrong_drop,
        wrong_keep,
        true_drop: refused.saturating_sub(wrong_keep),
    }
}

fn of_events(
    evidence: &Evidence<'_>,
    account: &Account,
    lost: &BTreeSet<(u64, Window)>,
    extra: &BTreeSet<(u64, Window)>,
) -> Confusion {
    let all = account.per_event;
    let mut lost_by: BTreeMap<u64, u64> = BTreeMap::new();
    for (seq, _) in lost {
        *lost_by.entry(*seq).or_default() += 1;
    }
    let by_all = |(seq, times): &(&u64, &u64)| **times >= windows_of(evidence, **seq);
    let wrong_drop = lost_by.iter().filter(by_all).count() as u64;
    let kept: BTreeSet<u64> = extra.iter().map(|(seq, _)| *seq).collect();
    let wrong_keep = kept.iter().filter(|seq| !account.was_included(**seq)).count() as u64;
    confusion(
        all.true_keep + all.wrong_keep,
        all.wrong_drop + all.true_drop,
        wrong_drop,
        wrong_keep,
    )
}

/// How many windows an event has; a session counts as one.
fn windows_of(evidence: &Evidence<'_>, seq: u64) -> u64 {
    let event = usize::try_from(seq).ok().and_then(|at| evidence.events.get(at));
    let span = event.map(|event| Span::of(evidence.query.window, event.time.millis()));
    span.map_or(0, Span::count).max(1)
}

/// The numbers of all events that the row may cover, late ones included; none where the clock decides about that.
fn candidates(evidence: &Evidence<'_>, mismatch: &Mismatch) -> Vec<u64> {
    if evidence.query.time == TimeDomain::Processing {
        return Vec::new();
    }
    let events = evidence.events.iter();
    let may_hold = |event: &&Event| holds(evidence.query, mismatch, event);
    events.filter(may_hold).map(|event| event.seq).collect()
}

fn holds(query: &Query, mismatch: &Mismatch, event: &Event) -> bool {
    let window = mismatch.window;
    let kept = query.filter.is_none_or(|filter| filter.keeps(event));
    kept && key_of(query, event) == mismatch.key && window.start <= event.time && event.time < window.end
}

fn told(lost: &[u64], extra: &[u64]) -> String {
    let list = |seqs: &[u64]| {
        let texts: Vec<_> = seqs.iter().map(|seq| format!("event {seq}")).collect();
        texts.join(" and ")
    };
    match (lost.is_empty(), extra.is_empty()) {
        (false, false) => format!("; {} is missing, {} is in its place", list(lost), list(extra)),
        (false, true) => format!("; missing: {}", list(lost)),
        _ => format!("; too much: {}", list(extra)),
    }
}

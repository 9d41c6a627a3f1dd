//! Lateness and completeness, from the oracle's words into the record's.

use streamgauge_model::{Rules, WindowSpec};
use streamgauge_oracle::{Assessment, Judgement, LatenessShares};
use streamgauge_record::{
    Completeness, Confusion, DropCounter, EventsByWindows, KeptBy, Lateness, LatenessClasses, Ledger,
    OwnRule, SessionMatch,
};

use crate::Subject;
use crate::accuracy::accuracy;

/// All that is known of late events of a judged run.
pub(crate) fn measured_lateness(subject: &Subject<'_>, ledger: &Ledger) -> Lateness {
    let (judgement, assessment) = (&subject.verdict.judgement, &subject.verdict.assessment);
    let has_windows = subject.query.window != WindowSpec::Running && !subject.query.aggregates.is_empty();
    let is_judged = subject.rules.is_some();
    Lateness {
        by_windows: (has_windows && is_judged).then(|| by_windows(judgement)),
        own_rule: (has_windows && is_judged).then(|| own_rule(judgement)),
        drop_counter: subject.rules.map(|rules| drop_counter(rules, judgement, ledger)),
        accuracy: accuracy(subject.query, assessment),
        ..lateness(subject.reference.lateness(), assessment)
    }
}

/// The record's account of late events. A session reproduced with other bounds or in pieces is inexact.
pub(crate) fn lateness(shares: LatenessShares, assessment: &Assessment) -> Lateness {
    Lateness {
        classes: classes(shares),
        events: confusion(assessment.events),
        assignments: confusion(assessment.assignments),
        by_windows: None,
        own_rule: None,
        drop_counter: None,
        completeness: completeness(assessment),
        accuracy: None,
    }
}

const fn by_windows(judgement: &Judgement) -> EventsByWindows {
    const fn row(kept: streamgauge_oracle::KeptBy) -> KeptBy {
        KeptBy {
            all: kept.all,
            some: kept.some,
            none: kept.none,
        }
    }
    let found = judgement.by_windows;
    EventsByWindows {
        none_over: row(found.none_over),
        some_over: row(found.some_over),
        all_over: row(found.all_over),
    }
}

const fn own_rule(judgement: &Judgement) -> OwnRule {
    let found = judgement.own_rule;
    OwnRule {
        events: confusion(found.events),
        assignments: confusion(found.assignments),
        unresolved_rows: found.unresolved_rows,
    }
}

/// Each engine's counter against the same count by the oracle.
fn drop_counter(rules: &Rules, judgement: &Judgement, ledger: &Ledger) -> DropCounter {
    let (unit, actual) = match rules {
        Rules::MicroBatch(_) => ("late groups", judgement.late_groups),
        Rules::EventAtATime(_) => ("late events", judgement.fates.dropped),
    };
    DropCounter {
        unit: unit.to_owned(),
        counted: ledger.engine_drop_counter,
        actual,
    }
}

const fn classes(shares: LatenessShares) -> LatenessClasses {
    LatenessClasses {
        events: shares.events,
        delayed: shares.delayed,
        out_of_order: shares.out_of_order,
        watermark_late: shares.watermark_late,
        drop_eligible: shares.drop_eligible,
        assignments: shares.assignments,
        drop_eligible_assignments: shares.drop_eligible_assignments,
    }
}

const fn confusion(found: streamgauge_oracle::Confusion) -> Confusion {
    Confusion {
        true_keep: found.true_keep,
        wrong_drop: found.wrong_drop,
        wrong_keep: found.wrong_keep,
        true_drop: found.true_drop,
    }
}

fn completeness(assessment: &Assessment) -> Option<Completeness> {
    let (first, last) = (assessment.first_firing?, assessment.final_pane?);
    Some(Completeness {
        emitted_groups: last.due_windows.saturating_sub(last.missing) + last.spurious,
        complete_groups: last.complete_windows,
        missing_groups: last.missing,
        spurious_groups: last.spurious,
        truth: last.truth_events,
        included_first: first.included_events,
        included_last: last.included_events,
        sessions: assessment.sessions.map(|sessions| SessionMatch {
            exact: sessions.exact,
            inexact: sessions.resized + sessions.split + sessions.merged,
            resized: sessions.resized,
            split: sessions.split,
            merged: sessions.merged,
            lost: sessions.lost,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_and_last_firing_are_told_apart() {
        let last = streamgauge_oracle::Completeness {
            due_windows: 10,
            truth_events: 100,
            included_events: 99,
            complete_windows: 8,
            missing: 1,
            spurious: 2,
            micro: (99, 100),
        };
        let first = streamgauge_oracle::Completeness {
            included_events: 90,
            ..last
        };
        let assessment = Assessment {
            first_firing: Some(first),
            final_pane: Some(last),
            sessions: Some(streamgauge_oracle::SessionMatch {
                due: 9,
                exact: 4,
                resized: 2,
                split: 1,
                merged: 0,
                lost: 2,
            }),
            ..Assessment::default()
        };
        let found = lateness(LatenessShares::default(), &assessment)
            .completeness
            .unwrap();
        assert_eq!(
            (found.included_first, found.included_last, found.truth),
            (90, 99, 100)
        );
        assert_eq!(
            (found.emitted_groups, found.missing_groups, found.spurious_groups),
            (11, 1, 2)
        );
        assert_eq!(
            found.sessions,
            Some(SessionMatch {
                exact: 4,
                inexact: 3,
                resized: 2,
                split: 1,
                merged: 0,
                lost: 2
            })
        );
    }

    #[test]
    fn a_query_without_windows_has_no_completeness() {
        let found = lateness(LatenessShares::default(), &Assessment::default());
        assert_eq!(found.completeness, None);
    }
}

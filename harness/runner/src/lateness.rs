//! Lateness and completeness, from the oracle's words into the record's.

use streamgauge_oracle::{Assessment, LatenessShares};
use streamgauge_record::{Completeness, Confusion, Lateness, LatenessClasses, SessionMatch};

/// The record's account of late events. A session reproduced with other bounds or in pieces is inexact.
pub(crate) fn lateness(shares: LatenessShares, assessment: &Assessment) -> Lateness {
    Lateness {
        classes: classes(shares),
        events: confusion(assessment.events),
        assignments: confusion(assessment.assignments),
        completeness: completeness(assessment),
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
            inexact: sessions.resized + sessions.split,
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

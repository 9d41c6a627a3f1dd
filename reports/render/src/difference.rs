//! Why arms that are all right answered differently.

use crate::emission::output_mode;
use crate::explanation::CADENCE;
use crate::late_counts::has_late_events;
use crate::session_explanation::{SESSIONS, is_judged_both_ways};
use crate::{Agreement, ArmSummary, QuerySummary};

impl QuerySummary {
    /// Why the answers differ and where the page says more; `None` where they agree or no rule for late events can be
    /// the cause.
    #[must_use]
    pub fn why_answers_differ(&self) -> Option<String> {
        if !matches!(self.agreement, Agreement::Differ { .. }) {
            return None;
        }
        let (why, section) = if is_judged_both_ways(self) {
            (
                "event-at-a-time merges a late event into a live session before judging it, micro-batch judges it alone; \
                 and their watermarks move at different instants",
                SESSIONS,
            )
        } else if self.arms.iter().any(has_late_events) {
            (
                if self.arms.iter().any(keeps_all) {
                    "in complete mode no window is ever over, and elsewhere watermarks move at different instants, so \
                     different late events are refused"
                } else {
                    "watermarks move at different instants, so different late events are refused"
                },
                CADENCE,
            )
        } else {
            return None;
        };
        Some(format!("why: {why}; more on the page under “{section}”"))
    }
}

/// Complete mode keeps every window for ever.
fn keeps_all(arm: &ArmSummary) -> bool {
    arm.runs.iter().any(|run| output_mode(run) == Some("complete"))
}

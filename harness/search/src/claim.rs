//! What a search may claim.

use streamgauge_record::{Claim, Limit, Trial, TrialPhase};

use crate::SearchPlan;
use crate::curve::falls;
use crate::plan::REPEATS;
use crate::procedure::Standing;

/// The claim that the standing supports.
pub(crate) fn claim(standing: &Standing, trials: &[Trial]) -> Claim {
    let confirmed = standing.confirmed;
    // What could not be tried is the limit if it lies below everything that was refuted.
    let (blocked, refuted_per_s) = (standing.blocked(), standing.refuted_per_s());
    Claim {
        sustainable_per_s: confirmed.map(|(rate, _)| rate),
        passed: confirmed.map_or(0, |(_, passed)| passed),
        repeats: confirmed.map_or(0, |_| REPEATS),
        refuted_per_s,
        limit: match blocked {
            Some((_, limit, _)) => *limit,
            None if refuted_per_s.is_none() => Limit::Generator,
            None => Limit::Engine,
        },
        untried_per_s: blocked.map(|(rate, ..)| *rate),
        limit_reason: blocked.map(|(.., reason)| reason.clone()),
        indicative: Vec::new(),
        recovery: standing
            .recovery
            .as_ref()
            .and_then(|found| found.as_ref().ok().copied()),
        recovery_reason: standing
            .recovery
            .as_ref()
            .and_then(|found| found.as_ref().err().cloned()),
        falls: falls(trials),
    }
}

/// Why the claim is only indicative: its confirmation did not measure as long as a full trial does.
pub(crate) fn indicative(plan: &SearchPlan, trials: &[Trial]) -> Vec<String> {
    let confirming = trials
        .iter()
        .filter(|trial| trial.phase == TrialPhase::Confirmation);
    let Some(shortest) = confirming.map(|trial| trial.measured_ns).min() else {
        return Vec::new();
    };
    let seconds = |ns: u64| format!("{:.1} s", ns as f64 / 1e9);
    let mut reasons = Vec::new();
    if plan.lengths.measured_ns < plan.lengths.full_ns {
        reasons.push(format!(
            "trials measure {}, and {} are needed (the larger of 60 s, 10 windows and 30 triggers)",
            seconds(plan.lengths.measured_ns),
            seconds(plan.lengths.full_ns)
        ));
    }
    if shortest < plan.lengths.measured_ns {
        reasons.push(format!(
            "memory bounds trials at this rate to {} of the {} planned",
            seconds(shortest),
            seconds(plan.lengths.measured_ns)
        ));
    }
    reasons
}

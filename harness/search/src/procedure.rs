//! The search itself: double, bisect, confirm, climb.

use std::collections::BTreeSet;

use streamgauge_record::{Claim, Limit, RecoveryClaim, Trial, TrialPhase};

use crate::claim::{claim, indicative};
use crate::curve::{PERCENTS, draw};
use crate::plan::{MOST_PER_S, NEEDED, RATIO, REPEATS, STEP_DOWN};
use crate::recovery::approach_from_above;
use crate::trials::{Outcome, Stopped, Trials};
use crate::{Laboratory, SearchPlan, Watch};

/// How often a first rate that fails is halved.
const MOST_HALVINGS: u32 = 20;
/// How often a first rate may be void, retries and all, before the machine is given up.
const MOST_BLOCKED: u32 = 2;
/// How often an unconfirmed rate is stepped down: to about half of it.
const MOST_STEPS_DOWN: u32 = 22;
/// How often a confirmed rate is stepped up: to one and a half of it at most.
const MOST_STEPS_UP: u32 = 13;
/// Doubling is expected to go on to about this rate; only estimates of the time left use it.
const USUAL_PER_S: u64 = 2_000_000;
/// Bisections of a doubled rate, for estimates of the time left.
const USUAL_BISECTIONS: u32 = 6;
/// Trials until a rate is known to fail its confirmation.
const STEP_THAT_FAILS: u32 = REPEATS - NEEDED + 1;

/// What a search found, and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The claim.
    pub claim: Claim,
    /// Every trial.
    pub trials: Vec<Trial>,
    /// Whether the search was carried out to its end.
    pub complete: bool,
}

/// Searches for the greatest rate that the engine in the laboratory sustains, and verifies it.
///
/// A rate fails only if two trials of at most three do, because one hiccup of the machine must not halve a figure; it
/// passes with one, because what passed by luck is caught by the confirmation.
pub fn search(plan: &SearchPlan, laboratory: &mut dyn Laboratory, watch: &mut dyn Watch) -> Found {
    let mut trials = Trials::new(plan, laboratory, watch);
    let mut standing = Standing::default();
    let stopped = carry_out(&mut trials, &mut standing).is_err();
    let mut claim = claim(&standing, &trials.made);
    claim.indicative = indicative(plan, &trials.made);
    if stopped && claim.sustainable_per_s.is_none() {
        claim.limit = Limit::Unfinished;
    }
    Found {
        claim,
        trials: trials.made,
        complete: !stopped,
    }
}

/// What is known so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// The confirmed rate, and how many of its repeats passed.
    pub(crate) confirmed: Option<(u64, u32)>,
    /// The rates that were refuted.
    refuted: BTreeSet<u64>,
    /// The lowest rate that could not be tried, whose fault that is, and why.
    blocked: Option<(u64, Limit, String)>,
    /// Whether it recovers from an overload, or why that is not known; `None` if it was not tried.
    pub(crate) recovery: Option<Result<RecoveryClaim, String>>,
}

impl Standing {
    /// The lowest rate that was refuted and not confirmed since.
    pub(crate) fn refuted_per_s(&self) -> Option<u64> {
        let confirmed = self.confirmed.map_or(0, |(rate, _)| rate);
        self.refuted.range(confirmed + 1..).next().copied()
    }

    /// What could not be tried, if it lies above what is confirmed and below all that was refuted.
    pub(crate) fn blocked(&self) -> Option<&(u64, Limit, String)> {
        let confirmed = self.confirmed.map_or(0, |(rate, _)| rate);
        let refuted = self.refuted_per_s().unwrap_or(u64::MAX);
        self.blocked
            .as_ref()
            .filter(|(rate, ..)| (confirmed + 1..refuted).contains(rate))
    }

    fn block(&mut self, rate: u64, limit: Limit, reason: String) {
        if self.blocked.as_ref().is_none_or(|(lowest, ..)| rate < *lowest) {
            self.blocked = Some((rate, limit, reason));
        }
    }

    /// What a rate came to that did not pass.
    fn note(&mut self, rate: u64, outcome: Outcome) {
        match outcome {
            Outcome::Pass => {}
            Outcome::Fail => drop(self.refuted.insert(rate)),
            Outcome::Void(reason) => self.block(rate, Limit::Generator, reason),
            Outcome::TooLarge(reason) => self.block(rate, Limit::Memory, reason),
        }
    }
}

fn carry_out(trials: &mut Trials<'_>, standing: &mut Standing) -> Result<(), Stopped> {
    let Some((low, high)) = bracket(trials, standing)? else {
        return Ok(());
    };
    let low = bisect(trials, standing, low, high)?;
    if !confirm(trials, standing, low)? {
        return Ok(());
    }
    climb(trials, standing, low)?;
    let Some((rate, _)) = standing.confirmed.filter(|_| trials.plan.curve) else {
        return Ok(());
    };
    draw(trials, rate)?;
    standing.recovery = Some(approach_from_above(trials, rate)?);
    Ok(())
}

/// Trials behind the bisection: confirmation, a step up that fails, and what is behind those.
fn behind_bisection(plan: &SearchPlan) -> u32 {
    REPEATS + STEP_THAT_FAILS + behind_confirmation(plan)
}

/// Trials behind all confirmations: the curve, and one from above.
fn behind_confirmation(plan: &SearchPlan) -> u32 {
    if plan.curve { PERCENTS.len() as u32 + 1 } else { 0 }
}

/// Doubles until a rate does not pass; halves first if the first does not. `None` if none passes.
fn bracket(trials: &mut Trials<'_>, standing: &mut Standing) -> Result<Option<(u64, u64)>, Stopped> {
    let mut rate = trials.plan.from_per_s.clamp(1, MOST_PER_S);
    let (mut halvings, mut blocked) = (0, 0);
    let mut low = None;
    loop {
        let doublings = (USUAL_PER_S / rate).checked_ilog2().unwrap_or(0) + 1;
        trials.left = doublings + USUAL_BISECTIONS + behind_bisection(trials.plan);
        match (decide(trials, TrialPhase::Doubling, rate)?, low) {
            (Outcome::Pass, _) if rate >= MOST_PER_S => return Ok(Some((rate, rate))),
            // It passes at half of what did not: closed in from below.
            (Outcome::Pass, _) if halvings > 0 => return Ok(Some((rate, rate * 2))),
            (Outcome::Pass, _) => {
                low = Some(rate);
                rate = (rate * 2).min(MOST_PER_S);
            }
            (outcome, Some(low)) => {
                standing.note(rate, outcome);
                return Ok(Some((low, rate)));
            }
            (outcome, None) => {
                // On a machine that cannot even do this, less does not help for long.
                blocked += u32::from(outcome != Outcome::Fail);
                standing.note(rate, outcome);
                halvings += 1;
                rate /= 2;
                if rate == 0 || halvings > MOST_HALVINGS || blocked > MOST_BLOCKED {
                    return Ok(None);
                }
            }
        }
    }
}

/// Halves the distance in log space until it is small; the highest rate that passed.
fn bisect(trials: &mut Trials<'_>, standing: &mut Standing, low: u64, high: u64) -> Result<u64, Stopped> {
    let (mut low, mut high) = (low, high);
    while high as f64 / low as f64 > RATIO && high - low > 1 {
        let steps = ((high as f64 / low as f64).ln() / RATIO.ln()).log2().ceil();
        // About half of the rates fail, and are tried again.
        trials.left = steps as u32 * 3 / 2 + behind_bisection(trials.plan);
        let middle = (low as f64 * high as f64).sqrt().round() as u64;
        match decide(trials, TrialPhase::Bisection, middle)? {
            Outcome::Pass => low = middle,
            outcome => {
                standing.note(middle, outcome);
                high = middle;
            }
        }
    }
    Ok(low)
}

/// Repeats a rate, and steps down until enough repeats pass. Whether any rate was confirmed.
fn confirm(trials: &mut Trials<'_>, standing: &mut Standing, low: u64) -> Result<bool, Stopped> {
    let mut rate = low;
    for _ in 0..=MOST_STEPS_DOWN {
        // What had to step down is not stepped up again.
        let climbs = if rate == low { STEP_THAT_FAILS } else { 0 };
        trials.left = REPEATS + climbs + behind_confirmation(trials.plan);
        match repeat(trials, rate)? {
            Ok(passed) => {
                standing.confirmed = Some((rate, passed));
                return Ok(true);
            }
            Err(outcome) => standing.note(rate, outcome),
        }
        let below = (rate as f64 * STEP_DOWN).floor() as u64;
        if below == 0 {
            return Ok(false);
        }
        rate = below;
    }
    Ok(false)
}

/// Steps up while repeats pass, unless the confirmation had to step down: a disturbed machine may have failed a rate of
/// the bisection that the engine sustains, and a claim should not depend on when that was.
fn climb(trials: &mut Trials<'_>, standing: &mut Standing, bisected: u64) -> Result<(), Stopped> {
    for _ in 0..MOST_STEPS_UP {
        let Some((rate, _)) = standing.confirmed.filter(|(rate, _)| *rate >= bisected) else {
            return Ok(());
        };
        let step = (rate as f64 / STEP_DOWN).round() as u64;
        let refuted = standing.refuted_per_s();
        let above = refuted.filter(|refuted| *refuted < step).unwrap_or(step);
        let is_blocked = standing.blocked().is_some_and(|(blocked, ..)| *blocked <= above);
        if is_blocked || above > MOST_PER_S || above == rate {
            return Ok(());
        }
        trials.left = STEP_THAT_FAILS + behind_confirmation(trials.plan);
        match repeat(trials, above)? {
            Ok(passed) => standing.confirmed = Some((above, passed)),
            Err(outcome) => {
                standing.note(above, outcome);
                return Ok(());
            }
        }
    }
    Ok(())
}

/// How many of the repeats of a rate pass, or why too few can.
fn repeat(trials: &mut Trials<'_>, rate: u64) -> Result<Result<u32, Outcome>, Stopped> {
    let (mut passed, mut failed) = (0, 0);
    while passed + failed < REPEATS {
        match trials.at(TrialPhase::Confirmation, rate)? {
            Outcome::Pass => passed += 1,
            Outcome::Fail => failed += 1,
            blocked => return Ok(Err(blocked)),
        }
        if failed > REPEATS - NEEDED {
            return Ok(Err(Outcome::Fail));
        }
    }
    Ok(Ok(passed))
}

/// What a rate comes to: it passes with one trial that does, and fails with two of at most three that do.
fn decide(trials: &mut Trials<'_>, phase: TrialPhase, rate: u64) -> Result<Outcome, Stopped> {
    let first = trials.at(phase, rate)?;
    if first != Outcome::Fail {
        return Ok(first);
    }
    let left = trials.left;
    trials.left = left + 1;
    match trials.at(phase, rate)? {
        Outcome::Pass => {
            trials.left = left + 1;
            trials.at(phase, rate)
        }
        // A failure, or what kept the rate from being tried again: one failure alone refutes nothing.
        other => Ok(other),
    }
}

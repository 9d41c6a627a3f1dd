//! Trials made so far, and one more.

use streamgauge_record::{Trial, TrialPhase, TrialVerdict};
use streamgauge_runner::drop_grid;

use crate::plan::RETRIES;
use crate::{Laboratory, Order, SearchPlan, Watch, checks, verdict};

/// The laboratory was told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stopped;

/// What one rate came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The trial passed.
    Pass,
    /// The trial failed.
    Fail,
    /// Trial and retries were void.
    Void(String),
    /// It does not fit into memory.
    TooLarge(String),
}

/// Makes trials, judges them, and keeps them all.
pub(crate) struct Trials<'a> {
    pub(crate) plan: &'a SearchPlan,
    laboratory: &'a mut dyn Laboratory,
    watch: &'a mut dyn Watch,
    pub(crate) made: Vec<Trial>,
    /// About how many are still to come.
    pub(crate) left: u32,
}

impl<'a> Trials<'a> {
    pub(crate) fn new(
        plan: &'a SearchPlan,
        laboratory: &'a mut dyn Laboratory,
        watch: &'a mut dyn Watch,
    ) -> Self {
        Self {
            plan,
            laboratory,
            watch,
            made: Vec::new(),
            left: 0,
        }
    }

    /// A trial at a rate, tried again while it is void.
    pub(crate) fn at(&mut self, phase: TrialPhase, rate_per_s: u64) -> Result<Outcome, Stopped> {
        self.try_out(rate_per_s, |plan, number| plan.order(number, phase, rate_per_s))
    }

    /// A trial behind an overload, tried again while it is void.
    pub(crate) fn after_overload(
        &mut self,
        rate_per_s: u64,
        overload_per_s: u64,
    ) -> Result<Outcome, Stopped> {
        self.try_out(rate_per_s, |plan, number| {
            plan.order_from_above(number, rate_per_s, overload_per_s)
        })
    }

    fn try_out(
        &mut self,
        rate_per_s: u64,
        order: impl Fn(&SearchPlan, u32) -> Option<Order>,
    ) -> Result<Outcome, Stopped> {
        let mut reason = String::new();
        for _ in 0..=RETRIES {
            let number = u32::try_from(self.made.len() + 1).unwrap_or(u32::MAX);
            let Some(order) = order(self.plan, number) else {
                return Ok(Outcome::TooLarge(format!(
                    "a trial at {rate_per_s} events/s that is long enough for a trend does not fit into memory"
                )));
            };
            let trial = self.make(&order)?;
            match trial.verdict {
                TrialVerdict::Pass => return Ok(Outcome::Pass),
                TrialVerdict::Fail => return Ok(Outcome::Fail),
                TrialVerdict::Void if trial.checks.iter().any(|check| check.undecided) => {
                    return Ok(Outcome::Void(trial.reason.clone()));
                }
                TrialVerdict::Void => reason.clone_from(&trial.reason),
            }
        }
        Ok(Outcome::Void(format!(
            "{} trials at {rate_per_s} events/s were void, the last by {reason}",
            RETRIES + 1
        )))
    }

    fn make(&mut self, order: &Order) -> Result<&Trial, Stopped> {
        self.watch.started(order, self.left.max(1));
        let mut run = self.laboratory.trial(order).ok_or(Stopped)?;
        // No picture of a search shows it, and trials are many.
        drop_grid(&mut run);
        let checks = checks(&run, order, self.plan);
        let (verdict, reason) = verdict(&checks);
        let trial = Trial {
            number: order.number,
            phase: order.phase,
            rate_per_s: order.rate_per_s,
            overload: order.overload,
            seed: order.seed,
            fingerprint: run
                .delivery
                .as_ref()
                .and_then(|delivery| delivery.fingerprint.clone()),
            warm_up_ns: order.warm_up_ns,
            measured_ns: order.measured_ns,
            verdict,
            reason,
            checks,
            run,
        };
        self.left = self.left.saturating_sub(1);
        self.watch.finished(&trial, self.left);
        self.made.push(trial);
        Ok(&self.made[self.made.len() - 1])
    }
}

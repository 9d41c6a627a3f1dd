//! What is to be searched, and by which rules.

use streamgauge_record::{Overload, Procedure, TrialPhase};
use streamgauge_runner::{DEFAULT_QUEUE_CAPACITY, QueueZones, SLIP_NS};

use crate::{Lengths, Objective, Order};

/// Bisection ends when the lowest rate that failed is at most so many times the highest that passed.
pub(crate) const RATIO: f64 = 1.03;
/// Fresh repeats of a confirmation, and how many must pass.
pub(crate) const REPEATS: u32 = 5;
/// How many of them must pass.
pub(crate) const NEEDED: u32 = 4;
/// What an unconfirmed rate is multiplied by.
pub(crate) const STEP_DOWN: f64 = 0.97;
/// How often a void trial is tried again.
pub(crate) const RETRIES: u32 = 5;
/// Rates beyond this cannot be generated.
pub(crate) const MOST_PER_S: u64 = 1_000_000_000;

const SECOND_NS: u64 = 1_000_000_000;
/// No slip beyond this is allowed however long a trial is, nanoseconds.
const LONGEST_SLIP_NS: u64 = 10_000_000;
/// Between source and engine there is never more room than this, events.
const LONGEST_QUEUE: u64 = 1 << 27;

/// What memory a trial may take: all arrivals are made before the clock starts, and all that the engine says is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// For a whole trial, bytes.
    pub bytes: u64,
    /// For each event, bytes.
    pub bytes_per_event: u64,
}

/// The search for the rate of one engine on one query.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchPlan {
    /// Where doubling begins, events per second.
    pub from_per_s: u64,
    /// Trial number `n` has the seed `seed + n`.
    pub seed: u64,
    /// How long trials are.
    pub lengths: Lengths,
    /// How long an event may rightly wait for the engine to look, nanoseconds.
    pub waits_ns: u64,
    /// What a trial may take; `None`: as much as it needs.
    pub memory: Option<Memory>,
    /// Objectives beside the checks.
    pub objectives: Vec<Objective>,
    /// Whether to draw the curve and to approach from above, once a rate is confirmed.
    pub curve: bool,
}

impl SearchPlan {
    /// The rules, for the record.
    #[must_use]
    pub fn procedure(&self) -> Procedure {
        Procedure {
            from_per_s: self.from_per_s,
            warm_up_ns: self.lengths.warm_up_ns,
            measured_ns: self.lengths.measured_ns,
            full_measured_ns: self.lengths.full_ns,
            waits_ns: self.waits_ns,
            ratio: RATIO,
            repeats: REPEATS,
            needed: NEEDED,
            step_down: STEP_DOWN,
            retries: RETRIES,
            objectives: self.objectives.iter().map(ToString::to_string).collect(),
        }
    }

    /// The trial numbered `number` at a rate; `None` if it does not fit into memory.
    pub(crate) fn order(&self, number: u32, phase: TrialPhase, rate_per_s: u64) -> Option<Order> {
        let measured_ns = self.measured_ns(rate_per_s, self.lengths.warm_up_ns)?;
        Some(Order {
            number,
            phase,
            rate_per_s,
            overload: None,
            seed: self.seed.wrapping_add(u64::from(number)),
            warm_up_ns: self.lengths.warm_up_ns,
            measured_ns,
            drain_ns: self.drain_limit_ns(),
            slip_ns: self.slip_ns(measured_ns),
            queue_events: self.queue_events(rate_per_s),
            zones: Some(self.zones()),
        })
    }

    /// As [`SearchPlan::order`], behind an overload as long as a trial, and long enough that what piles up is more than what
    /// may be left: a tenth of the rate for 18 times the limit piles up twice the limit. `None` if both phases do not fit
    /// into memory whole.
    pub(crate) fn order_from_above(
        &self,
        number: u32,
        rate_per_s: u64,
        overload_per_s: u64,
    ) -> Option<Order> {
        let overload = Overload {
            rate_per_s: overload_per_s,
            length_ns: self
                .lengths
                .warm_up_ns
                .saturating_add(self.lengths.measured_ns)
                .max(self.recovered_limit_ns().saturating_mul(18)),
        };
        // What a tenth too much piles up, a tenth less takes as long to clear.
        let whole_ns = self.lengths.measured_ns.max(overload.length_ns / 4 * 5);
        let fits_ns = self.fitting_ns(overload_per_s, overload.length_ns);
        let measured_ns = fits_ns.is_none_or(|fits| fits >= whole_ns).then_some(whole_ns)?;
        Some(Order {
            overload: Some(overload),
            warm_up_ns: overload.length_ns,
            measured_ns,
            slip_ns: self.slip_ns(measured_ns),
            zones: None,
            ..self.order(number, TrialPhase::Recovery, rate_per_s)?
        })
    }

    /// After the last event, everything that is due must have left within the larger of 2 s, three triggers and 5 % of
    /// the measured phase. Three triggers, because the watermark that one batch learns is applied by the next, and each
    /// batch may take as long as its interval.
    #[must_use]
    pub fn drain_limit_ns(&self) -> u64 {
        (2 * SECOND_NS)
            .max(self.waits_ns.saturating_mul(3))
            .max(self.lengths.measured_ns / 20)
    }

    /// From which slip of the source on a trial is void. Where latencies are objectives, the limit of every run. Else the
    /// claim is about the rate alone: what is handed over late by a thousandth of the measured phase moves a trend by a
    /// tenth of its limit at most.
    fn slip_ns(&self, measured_ns: u64) -> u64 {
        if self.objectives.is_empty() {
            (measured_ns / 1000).clamp(SLIP_NS, LONGEST_SLIP_NS)
        } else {
            SLIP_NS
        }
    }

    /// What of the backlog may be left at the end of a recovery, as time: what waits rightly, and a quarter of a second.
    pub(crate) fn recovered_limit_ns(&self) -> u64 {
        self.waits_ns.saturating_mul(3) / 2 + SECOND_NS / 4
    }

    /// How long a trial can measure: as long as planned, or what memory allows if that is still enough for a trend.
    fn measured_ns(&self, rate_per_s: u64, warm_up_ns: u64) -> Option<u64> {
        let Some(fits_ns) = self.fitting_ns(rate_per_s, warm_up_ns) else {
            return Some(self.lengths.measured_ns);
        };
        if fits_ns >= self.lengths.measured_ns {
            return Some(self.lengths.measured_ns);
        }
        let tooth_ns = self.waits_ns.max(SECOND_NS / 10);
        let fits_ns = fits_ns / tooth_ns * tooth_ns;
        let least_ns = SECOND_NS
            .max(tooth_ns.saturating_mul(10))
            .min(self.lengths.measured_ns);
        (fits_ns >= least_ns).then_some(fits_ns)
    }

    /// What of a trial fits into memory behind its warm-up; `None` if memory is no bound.
    fn fitting_ns(&self, rate_per_s: u64, warm_up_ns: u64) -> Option<u64> {
        let memory = self.memory?;
        let events = memory.bytes / memory.bytes_per_event.max(1);
        let whole_ns = u128::from(events) * u128::from(SECOND_NS) / u128::from(rate_per_s.max(1));
        let whole_ns = u64::try_from(whole_ns).unwrap_or(u64::MAX);
        Some(whole_ns.saturating_sub(warm_up_ns))
    }

    /// Room for two triggers: what waits for the next one must not be kept out by the queue.
    fn queue_events(&self, rate_per_s: u64) -> u64 {
        let two_triggers = u128::from(rate_per_s) * u128::from(self.waits_ns) * 2 / u128::from(SECOND_NS);
        u64::try_from(two_triggers)
            .unwrap_or(u64::MAX)
            .clamp(DEFAULT_QUEUE_CAPACITY as u64, LONGEST_QUEUE)
    }

    fn zones(&self) -> QueueZones {
        QueueZones {
            yellow_ns: (SECOND_NS / 2).saturating_add(self.waits_ns.saturating_mul(2)),
            tolerated_ns: SECOND_NS.saturating_add(self.waits_ns),
            red_ns: SECOND_NS.saturating_add(self.waits_ns.saturating_mul(4)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::plan;

    #[test]
    fn what_waits_for_a_trigger_has_room_and_time() {
        let plan = SearchPlan {
            waits_ns: SECOND_NS,
            ..plan()
        };
        let order = plan.order(1, TrialPhase::Doubling, 1_000_000).unwrap();
        assert_eq!(order.queue_events, 2_000_000);
        assert!(order.zones.unwrap().yellow_ns > 2 * SECOND_NS);
        assert_eq!(order.drain_ns, 3 * SECOND_NS);
        let slow = plan.order(1, TrialPhase::Doubling, 10).unwrap();
        assert_eq!(slow.queue_events, DEFAULT_QUEUE_CAPACITY as u64);
    }

    #[test]
    fn a_source_may_slip_by_a_thousandth_of_a_trial_where_no_latency_is_an_objective() {
        let slip = |objectives: Vec<crate::Objective>, measured_ns: u64| {
            let lengths = Lengths {
                measured_ns,
                ..plan().lengths
            };
            let plan = SearchPlan {
                objectives,
                lengths,
                ..plan()
            };
            plan.order(1, TrialPhase::Doubling, 1000).unwrap().slip_ns
        };
        assert_eq!(slip(Vec::new(), SECOND_NS / 2), SLIP_NS);
        assert_eq!(slip(Vec::new(), 3 * SECOND_NS), 3_000_000);
        assert_eq!(slip(Vec::new(), 60 * SECOND_NS), LONGEST_SLIP_NS);
        let objective = "from_trigger.p99<50ms".parse().unwrap();
        assert_eq!(slip(vec![objective], 60 * SECOND_NS), SLIP_NS);
    }

    #[test]
    fn memory_shortens_a_trial_until_nothing_could_be_told() {
        let bound = |bytes| SearchPlan {
            memory: Some(Memory {
                bytes,
                bytes_per_event: 100,
            }),
            ..plan()
        };
        // A warm-up of 1 s and 3 s measured, at 1000/s.
        let measured = |bytes| {
            bound(bytes)
                .order(1, TrialPhase::Doubling, 1000)
                .map(|order| order.measured_ns)
        };
        assert_eq!(measured(400_000), Some(3 * SECOND_NS));
        assert_eq!(measured(350_000), Some(5 * SECOND_NS / 2));
        assert_eq!(measured(190_000), None);
    }

    #[test]
    fn an_overload_comes_before_the_measured_phase_and_is_not_ended_early() {
        let order = plan().order_from_above(7, 900, 1100).unwrap();
        let overload = order.overload.unwrap();
        assert_eq!((overload.rate_per_s, order.rate_per_s), (1100, 900));
        assert_eq!(order.warm_up_ns, overload.length_ns);
        assert_eq!((order.zones, order.phase), (None, TrialPhase::Recovery));
        assert_eq!(order.seed, plan().seed + 7);
    }
}

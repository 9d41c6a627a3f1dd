//! The default scenario: uniform ratings.

use streamgauge_model::{Arrival, Event, EventTime, MAX_HALF_STARS, Phi};

use crate::clock::{Clock, Tick};
use crate::draw::{Draw, Purpose, below, threshold};
use crate::time_scale::nanos_per_ms;
use crate::{ArrivalStream, DelayLaw, Scenario, Span, WorkloadError};

/// The event time at which generated streams start: 2026-01-05 14:00:00 UTC, in milliseconds.
pub(crate) const ORIGIN_MS: i64 = 1_767_621_600_000;

/// The ten films that are rated.
pub(crate) const MOVIES: [u32; 10] = [1, 2, 50, 110, 260, 296, 318, 356, 480, 527];

/// Uniform ratings, without end.
///
/// Event i is a function of the seed and i alone: one draw gives user, movie and score, a second one, from its
/// own stream, whether it is late and how far it lags.
pub(crate) struct Ratings {
    phi: Phi,
    clock: Clock,
    seq: u64,
    rule: Rule,
}

/// What turns a number and an instant into an arrival.
#[derive(Clone, Copy)]
struct Rule {
    facts: Draw,
    lateness: Draw,
    users: u32,
    late_below: u64,
    jitter: Span,
    delay: DelayLaw,
}

impl Ratings {
    /// The stream of a valid scenario.
    pub(crate) fn new(scenario: &Scenario) -> Result<Self, WorkloadError> {
        let nanos_per_ms = nanos_per_ms(scenario.time_scale)?;
        Ok(Self {
            phi: Phi::new(EventTime::from_millis(ORIGIN_MS), nanos_per_ms),
            clock: Clock::new(scenario, nanos_per_ms),
            seq: 0,
            rule: Rule {
                facts: Draw::new(scenario.seed, Purpose::Facts),
                lateness: Draw::new(scenario.seed, Purpose::Lateness),
                users: scenario.users,
                late_below: threshold(scenario.late_fraction),
                jitter: scenario.jitter,
                delay: scenario.delay,
            },
        })
    }
}

impl ArrivalStream for Ratings {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        let (first, rule) = (self.seq, self.rule);
        self.seq += limit as u64;
        let seqs = first..self.seq;
        // The choice of law and of delay is taken once per block, so that the loops themselves do not branch.
        match (&mut self.clock, rule.delay.as_span()) {
            (Clock::Even(even), Some(late)) => {
                // A copy, so that the compiler may keep it in registers.
                let mut clock = *even;
                block.extend(seqs.map(|seq| rule.arrival(seq, clock.next(), |bits| late.pick(bits))));
                *even = clock;
            }
            (clock, Some(late)) => {
                block.extend(seqs.map(|seq| rule.arrival(seq, clock.next(), |bits| late.pick(bits))));
            }
            (clock, None) => {
                block.extend(
                    seqs.map(|seq| rule.arrival(seq, clock.next(), |bits| rule.delay.delay_ms(bits))),
                );
            }
        }
        Ok(limit)
    }

    fn phi(&self) -> Phi {
        self.phi
    }
}

impl Rule {
    #[inline(always)]
    fn arrival(&self, seq: u64, tick: Tick, late_lag: impl Fn(u32) -> i64) -> Arrival {
        let facts = self.facts.at(seq);
        let lateness = self.lateness.at(seq);
        let is_late = lateness >> 32 < self.late_below;
        // The same bits give the lag in both classes: a higher late fraction moves no other event.
        let (late, on_time) = (late_lag(lateness as u32), self.jitter.pick(lateness as u32));
        let lag = if is_late { late } else { on_time };
        Arrival {
            event: Event {
                time: EventTime::from_millis(ORIGIN_MS.wrapping_add(tick.event_ms - lag)),
                seq,
                // 16 bits each for movie and score: no value is favoured by more than 0.02 %.
                value: 1 + (((facts & 0xffff) as i64 * MAX_HALF_STARS) >> 16),
                user: 1 + below((facts >> 32) as u32, self.users),
                movie: MOVIES[((facts >> 16 & 0xffff) as usize * MOVIES.len()) >> 16],
            },
            due_ns: tick.due_ns,
            is_late,
        }
    }
}

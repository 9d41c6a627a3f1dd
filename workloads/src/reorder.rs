//! Disorder: events that happened in one order and arrive in another.

use std::collections::HashMap;

use streamgauge_model::{Arrival, Event, Phi};

use crate::draw::{Draw, Purpose, threshold};
use crate::held::Held;
use crate::{ArrivalLaw, ArrivalStream, DelayLaw, Scenario, Span, WorkloadError};

/// Most events held back at a time: about a gigabyte.
const MOST_HELD: usize = 1 << 24;
/// Events taken from the source at a time.
const BLOCK: usize = 512;
const NANOS_PER_S: u64 = 1_000_000_000;

/// An event before disorder.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Staged {
    /// The event; its seq is given later.
    pub(crate) event: Event,
    /// When it would be due without disorder; never decreases from one event to the next.
    pub(crate) due_ns: u64,
    /// Whether it is known to be late already.
    pub(crate) is_late: bool,
    /// Which of its user's sittings it belongs to, and whether it ends it; `None` where sittings are unknown.
    pub(crate) sitting: Option<(u32, bool)>,
}

/// Events in the order in which they are due without disorder.
pub(crate) trait Source {
    /// Hands over up to `limit` further events and returns how many; 0 (for a `limit` above 0) is the end.
    fn pull(&mut self, limit: usize, take: impl FnMut(Staged)) -> Result<usize, WorkloadError>;
    /// The tie between event time and the wall.
    fn phi(&self) -> Phi;
    /// Lines passed over.
    fn skipped_lines(&self) -> u64 {
        0
    }
}

/// The stage that delays events and puts them in the order of their arrival.
///
/// An event is released once nothing that is still to come can be due before it, so it holds no more than what
/// is delayed at the moment.
pub(crate) struct Reorder<S> {
    source: S,
    seq: u64,
    /// Nothing that is still to come is due before.
    until_ns: u64,
    delays: Delays,
}

/// What delays events, and those that it delays.
struct Delays {
    rule: Rule,
    held: Held,
    /// Events so far.
    index: u64,
    /// Sittings of devices without a connection, by user.
    offline: HashMap<u32, Vec<Arrival>>,
}

struct Rule {
    lateness: Draw,
    late_below: u64,
    delay: DelayLaw,
    /// The delay if it is one span.
    late: Option<Span>,
    jitter: Span,
    nanos_per_ms: u64,
    at_once: bool,
}

impl<S: Source> Reorder<S> {
    /// `source` with the disorder of the scenario.
    pub(crate) fn new(source: S, scenario: &Scenario) -> Self {
        let nanos_per_ms = source.phi().nanos_per_ms();
        Self {
            source,
            seq: 0,
            until_ns: 0,
            delays: Delays {
                rule: Rule {
                    lateness: Draw::new(scenario.seed, Purpose::Lateness),
                    late_below: threshold(scenario.late_fraction),
                    delay: scenario.delay,
                    late: scenario.delay.as_span(),
                    jitter: scenario.jitter,
                    nanos_per_ms,
                    at_once: scenario.arrival == ArrivalLaw::Saturated,
                },
                // Some one event each; but delays are whole milliseconds, and nothing finer tells them apart.
                held: Held::new(nanos_per_ms.min(NANOS_PER_S / scenario.rate_per_s)),
                index: 0,
                offline: HashMap::new(),
            },
        }
    }

    /// Takes up to `limit` events from the source; whether any can be released that could not before.
    fn pull(&mut self, limit: usize) -> Result<bool, WorkloadError> {
        let (delays, until_ns) = (&mut self.delays, &mut self.until_ns);
        let pulled = self.source.pull(limit, |staged| {
            *until_ns = staged.due_ns;
            delays.delay(&staged);
        })?;
        if delays.held.len() > MOST_HELD {
            return Err(WorkloadError::option(
                "delay law",
                delays.rule.delay,
                format!("holds back more than {MOST_HELD} events; lower the rate or the delays"),
            ));
        }
        // Past the end, everything may go.
        let before = *until_ns;
        if pulled == 0 {
            *until_ns = u64::MAX;
        }
        Ok(pulled > 0 || before < u64::MAX)
    }
}

impl<S: Source> Reorder<S> {
    /// Takes up to `limit` events straight from the source: nothing is delayed, so they come in order.
    fn fill_in_order(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<(), WorkloadError> {
        let end = block.len().saturating_add(limit);
        while block.len() < end {
            let pulled = self.source.pull(end - block.len(), |staged| {
                block.push(Arrival {
                    event: staged.event,
                    due_ns: staged.due_ns,
                    is_late: staged.is_late,
                });
            })?;
            if pulled == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Takes up to `limit` events in the order in which they are due after delays.
    fn fill_reordered(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<(), WorkloadError> {
        let end = block.len().saturating_add(limit);
        loop {
            let left = end - block.len();
            self.delays.held.release(self.until_ns, left, block);
            let left = end - block.len();
            // No more than asked for, so that what lies behind the end of a stream is not looked at.
            if left == 0 || !self.pull(left.min(BLOCK))? {
                return Ok(());
            }
        }
    }
}

impl Delays {
    #[inline(always)]
    fn delay(&mut self, staged: &Staged) {
        let mut arrival = Arrival {
            event: Event {
                seq: self.index,
                ..staged.event
            },
            due_ns: staged.due_ns,
            is_late: staged.is_late,
        };
        self.index += 1;
        if let (DelayLaw::Offline(_), Some(sitting)) = (self.rule.delay, staged.sitting) {
            return self.delay_in_sitting(arrival, sitting);
        }
        let bits = self.rule.lateness.at(arrival.event.seq);
        let is_late = bits >> 32 < self.rule.late_below;
        let ms = match self.rule.late {
            Some(late) => (if is_late { late } else { self.rule.jitter }).pick(bits as u32),
            None if is_late => self.rule.delay.delay_ms(bits as u32),
            None => self.rule.jitter.pick(bits as u32),
        };
        arrival.due_ns = self.rule.after(staged.due_ns, ms);
        arrival.is_late |= is_late;
        self.held.hold(arrival);
    }

    /// Keeps an event of an offline sitting; the last one lets all of them go together.
    fn delay_in_sitting(&mut self, mut arrival: Arrival, (sitting, is_last): (u32, bool)) {
        let (user, rule) = (arrival.event.user, &self.rule);
        let bits = rule.lateness.fork(u64::from(user)).at(u64::from(sitting));
        if bits >> 32 >= rule.late_below {
            let bits = rule.lateness.at(arrival.event.seq);
            arrival.due_ns = rule.after(arrival.due_ns, rule.jitter.pick(bits as u32));
            self.held.hold(arrival);
            return;
        }
        let together = self.offline.entry(user).or_default();
        together.push(arrival);
        if is_last {
            let due_ns = rule.after(arrival.due_ns, rule.delay.delay_ms(bits as u32));
            for arrival in self.offline.remove(&user).unwrap_or_default() {
                self.held.hold(Arrival {
                    due_ns,
                    is_late: true,
                    ..arrival
                });
            }
        }
    }
}

impl Rule {
    /// Whether every event arrives when it is due.
    fn delays_nothing(&self) -> bool {
        self.late_below == 0 && self.jitter == Span::new(0, 0)
    }

    #[inline(always)]
    const fn after(&self, due_ns: u64, ms: i64) -> u64 {
        due_ns.saturating_add((ms as u64).saturating_mul(self.nanos_per_ms))
    }
}

impl<S: Source> ArrivalStream for Reorder<S> {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        let start = block.len();
        if self.delays.rule.delays_nothing() {
            self.fill_in_order(block, limit)?;
        } else {
            self.fill_reordered(block, limit)?;
        }
        for arrival in &mut block[start..] {
            arrival.event.seq = self.seq;
            self.seq += 1;
            if self.delays.rule.at_once {
                arrival.due_ns = 0;
            }
        }
        Ok(block.len() - start)
    }

    fn phi(&self) -> Phi {
        self.source.phi()
    }

    fn skipped_lines(&self) -> u64 {
        self.source.skipped_lines()
    }
}

//! Disorder: events that happened in one order and arrive in another.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use streamgauge_model::{Arrival, Event, Phi};

use crate::draw::{Draw, Purpose, threshold};
use crate::{ArrivalLaw, ArrivalStream, DelayLaw, Scenario, Span, WorkloadError};

/// Most events held back at a time: about a gigabyte.
const MOST_HELD: usize = 1 << 24;

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
    /// The next event, `None` at the end.
    fn next(&mut self) -> Result<Option<Staged>, WorkloadError>;
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
    next: Option<Staged>,
    started: bool,
    index: u64,
    seq: u64,
    held: BinaryHeap<Reverse<Held>>,
    offline: HashMap<u32, Vec<(u64, Event)>>,
    rule: Rule,
}

struct Rule {
    lateness: Draw,
    late_below: u64,
    delay: DelayLaw,
    jitter: Span,
    nanos_per_ms: u64,
    at_once: bool,
}

/// A delayed event; ordered by due instant, then by when it happened.
#[derive(Clone, Copy, Debug)]
struct Held {
    due_ns: u64,
    index: u64,
    event: Event,
    is_late: bool,
}

impl<S: Source> Reorder<S> {
    /// `source` with the disorder of the scenario.
    pub(crate) fn new(source: S, scenario: &Scenario) -> Self {
        Self {
            rule: Rule {
                lateness: Draw::new(scenario.seed, Purpose::Lateness),
                late_below: threshold(scenario.late_fraction),
                delay: scenario.delay,
                jitter: scenario.jitter,
                nanos_per_ms: source.phi().nanos_per_ms(),
                at_once: scenario.arrival == ArrivalLaw::Saturated,
            },
            source,
            next: None,
            started: false,
            index: 0,
            seq: 0,
            held: BinaryHeap::new(),
            offline: HashMap::new(),
        }
    }

    /// Takes events from the source until the earliest held one may go.
    fn release(&mut self) -> Result<Option<Held>, WorkloadError> {
        if !self.started {
            self.started = true;
            self.next = self.source.next()?;
        }
        while let Some(staged) = self.next {
            if let Some(Reverse(first)) = self.held.peek()
                && first.due_ns <= staged.due_ns
            {
                break;
            }
            self.next = self.source.next()?;
            self.delay(staged);
            if self.held.len() > MOST_HELD {
                return Err(WorkloadError::option(
                    "delay law",
                    self.rule.delay,
                    format!("holds back more than {MOST_HELD} events; lower the rate or the delays"),
                ));
            }
        }
        Ok(self.held.pop().map(|Reverse(held)| held))
    }

    fn delay(&mut self, staged: Staged) {
        let index = self.index;
        self.index += 1;
        if let (DelayLaw::Offline(_), Some((sitting, is_last))) = (self.rule.delay, staged.sitting) {
            let user = staged.event.user;
            let bits = self.rule.lateness.fork(u64::from(user)).at(u64::from(sitting));
            if bits >> 32 < self.rule.late_below {
                self.hold_sitting(&staged, index, is_last, bits as u32);
                return;
            }
        }
        let bits = self.rule.lateness.at(index);
        let offline = matches!(self.rule.delay, DelayLaw::Offline(_));
        let delayed = !offline && bits >> 32 < self.rule.late_below;
        let ms = if delayed {
            self.rule.delay.delay_ms(bits as u32)
        } else {
            self.rule.jitter.pick(bits as u32)
        };
        self.held.push(Reverse(Held {
            due_ns: self.rule.after(staged.due_ns, ms),
            index,
            event: staged.event,
            is_late: staged.is_late || delayed,
        }));
    }

    /// Keeps an event of an offline sitting; the last one lets all of them go together.
    fn hold_sitting(&mut self, staged: &Staged, index: u64, is_last: bool, bits: u32) {
        let sitting = self.offline.entry(staged.event.user).or_default();
        sitting.push((index, staged.event));
        if is_last {
            let due_ns = self.rule.after(staged.due_ns, self.rule.delay.delay_ms(bits));
            let events = self.offline.remove(&staged.event.user).unwrap_or_default();
            self.held.extend(events.into_iter().map(|(index, event)| {
                Reverse(Held {
                    due_ns,
                    index,
                    event,
                    is_late: true,
                })
            }));
        }
    }
}

impl Rule {
    const fn after(&self, due_ns: u64, ms: i64) -> u64 {
        due_ns.saturating_add((ms as u64).saturating_mul(self.nanos_per_ms))
    }
}

impl<S: Source> ArrivalStream for Reorder<S> {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        for filled in 0..limit {
            let Some(held) = self.release()? else {
                return Ok(filled);
            };
            block.push(Arrival {
                event: Event {
                    seq: self.seq,
                    ..held.event
                },
                due_ns: if self.rule.at_once { 0 } else { held.due_ns },
                is_late: held.is_late,
            });
            self.seq += 1;
        }
        Ok(limit)
    }

    fn phi(&self) -> Phi {
        self.source.phi()
    }

    fn skipped_lines(&self) -> u64 {
        self.source.skipped_lines()
    }
}

impl Ord for Held {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due_ns, self.index).cmp(&(other.due_ns, other.index))
    }
}

impl PartialOrd for Held {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Held {}

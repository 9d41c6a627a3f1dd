//! A stream with attacks in it.

use streamgauge_model::{Arrival, Phi};

use crate::attackers::Attackers;
use crate::{ArrivalLaw, ArrivalStream, Attack, Scenario, ScenarioKind, WorkloadError};

/// Arrivals taken from the stream at a time.
const BLOCK: usize = 4096;
/// The most laws of attack.
const MOST_LAWS: usize = 100;

/// A stream of other events with attacks between them, in the order in which all are due.
///
/// The other events stay what they were; only their numbers make room. The stream ends with the last of them.
pub(crate) struct Attacked<S> {
    others: S,
    block: Vec<Arrival>,
    at: usize,
    attackers: Attackers,
    seq: u64,
}

impl<S: ArrivalStream> Attacked<S> {
    /// `others` with the attacks of a valid scenario.
    pub(crate) fn new(others: S, scenario: &Scenario) -> Self {
        Self {
            attackers: Attackers::new(scenario, others.phi()),
            others,
            block: Vec::new(),
            at: 0,
            seq: 0,
        }
    }

    /// The next of the other events; it is not taken yet.
    fn next_other(&mut self) -> Result<Option<Arrival>, WorkloadError> {
        if self.at == self.block.len() {
            self.block.clear();
            self.at = 0;
            self.others.fill(&mut self.block, BLOCK)?;
        }
        Ok(self.block.get(self.at).copied())
    }
}

impl<S: ArrivalStream> ArrivalStream for Attacked<S> {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        for filled in 0..limit {
            let Some(mut arrival) = self.next_other()? else {
                return Ok(filled);
            };
            match self.attackers.deal_before(arrival.due_ns, self.seq) {
                Some(attack) => arrival = attack,
                None => self.at += 1,
            }
            arrival.event.seq = self.seq;
            self.seq += 1;
            block.push(arrival);
        }
        Ok(limit)
    }

    fn phi(&self) -> Phi {
        self.others.phi()
    }

    fn skipped_lines(&self) -> u64 {
        self.others.skipped_lines()
    }

    fn attacks(&self) -> Vec<Attack> {
        self.attackers.attacks()
    }
}

impl Scenario {
    /// How many ratings attacks add to `wall_ns` nanoseconds of schedule, at most.
    #[must_use]
    pub fn attack_ratings(&self, wall_ns: u64) -> u128 {
        let event_ms = wall_ns as f64 / 1e6 * self.time_scale;
        let ratings = |law: &crate::AttackLaw| {
            let attacks = (event_ms / f64::from(law.every_ms)).ceil() as u128;
            attacks.saturating_mul(u128::from(law.ratings))
        };
        self.attacks.iter().map(ratings).fold(0, u128::saturating_add)
    }

    /// Refuses attacks that cannot be, or that this scenario has no place for.
    pub(crate) fn check_attacks(&self) -> Result<(), WorkloadError> {
        for law in &self.attacks {
            law.check()?;
        }
        let Some(first) = self.attacks.first() else {
            return Ok(());
        };
        let refuse = |problem: &str| Err(WorkloadError::option("attack", first, problem));
        if self.attacks.len() > MOST_LAWS {
            return refuse("is one of more than 100; leave some away");
        }
        if self.arrival == ArrivalLaw::Saturated {
            return refuse(
                "needs arrivals that are due one after the other; use another arrival law than saturated",
            );
        }
        if self.silence.is_some() {
            return refuse("needs sources that all go on; leave the silence away");
        }
        if self.kind == ScenarioKind::File && self.file.by_rate {
            return refuse("needs arrivals that keep to their event times; leave the rate of the file away");
        }
        Ok(())
    }
}

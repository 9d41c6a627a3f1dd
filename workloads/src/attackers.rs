//! Attacks in the making.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use streamgauge_model::{Arrival, Event, EventTime, MAX_HALF_STARS, Phi};

use crate::draw::{Draw, Purpose, below, threshold};
use crate::ratings::MOVIES;
use crate::{Attack, AttackKind, AttackLaw, AttackTarget, DelayLaw, Scenario, ScenarioKind, Span};

/// Accounts that attackers open have numbers from here on: above those of all generated users.
const NEW_ACCOUNTS: u32 = 4_000_000_000;

/// The ratings of all attacks, in the order in which they are due, without end.
///
/// Every law has a random stream of its own, and every attack of it one within: a further law, or another late
/// fraction, moves no other rating. An attack is made when its period begins, so no more than what is under way or
/// delayed is held.
pub(crate) struct Attackers {
    phi: Phi,
    laws: Vec<Lane>,
    held: BinaryHeap<Reverse<Held>>,
    attacks: Vec<Attack>,
    maker: Maker,
}

/// A law and how far it has come.
struct Lane {
    law: AttackLaw,
    draw: Draw,
    next: u64,
}

/// A rating that is still to be dealt, and the attack it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    due_ns: u64,
    attack: usize,
    step: u32,
    facts: Facts,
}

/// What is known of a rating but its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Facts {
    time: EventTime,
    user: u32,
    movie: u32,
    value: i64,
    is_late: bool,
}

/// What turns random numbers into ratings.
struct Maker {
    late_below: u64,
    delay: DelayLaw,
    jitter: Span,
    /// Users are 1 to this; `None`: unknown, attackers have new accounts.
    users: Option<u32>,
    /// Films are 1 to this; `None`: the ten of `ratings`, which are in all MovieLens sets.
    movies: Option<u32>,
}

impl Attackers {
    /// The attacks of a valid scenario whose other events are tied to the wall by `phi`.
    pub(crate) fn new(scenario: &Scenario, phi: Phi) -> Self {
        let draw = Draw::new(scenario.seed, Purpose::Attacks);
        let lane = |(law, index): (&AttackLaw, u64)| Lane {
            law: *law,
            draw: draw.fork(index),
            next: 0,
        };
        Self {
            phi,
            laws: scenario.attacks.iter().zip(0..).map(lane).collect(),
            held: BinaryHeap::new(),
            attacks: Vec::new(),
            maker: Maker {
                late_below: threshold(scenario.late_fraction),
                delay: scenario.delay,
                jitter: scenario.jitter,
                users: (scenario.kind != ScenarioKind::File).then_some(scenario.users),
                movies: (scenario.kind == ScenarioKind::MovieLens).then_some(scenario.movielens.movies),
            },
        }
    }

    /// When the next rating is due; `None` without laws.
    fn next_due_ns(&mut self) -> Option<u64> {
        loop {
            let (begins_ns, law) = (0..self.laws.len()).map(|law| (self.begins_ns(law), law)).min()?;
            match self.held.peek() {
                // What is made later is due later: nothing arrives before its period begins.
                Some(Reverse(first)) if first.due_ns < begins_ns => return Some(first.due_ns),
                _ => self.make(law),
            }
        }
    }

    /// Deals the next rating under the number `seq`, if it is due before `due_ns`.
    pub(crate) fn deal_before(&mut self, due_ns: u64, seq: u64) -> Option<Arrival> {
        self.next_due_ns().filter(|next| *next < due_ns)?;
        let Reverse(held) = self.held.pop()?;
        if let Some(attack) = self.attacks.get_mut(held.attack) {
            attack.seqs.push(seq);
        }
        Some(Arrival {
            event: Event {
                time: held.facts.time,
                seq,
                value: held.facts.value,
                user: held.facts.user,
                movie: held.facts.movie,
            },
            due_ns: held.due_ns,
            is_late: held.facts.is_late,
        })
    }

    /// The attacks of which a rating was dealt, in order of their first event time.
    pub(crate) fn attacks(&self) -> Vec<Attack> {
        let mut dealt: Vec<Attack> = self.attacks.clone();
        dealt.retain(|attack| !attack.seqs.is_empty());
        dealt.sort_by_key(|attack| (attack.first, attack.law));
        dealt
    }

    /// When the next period of a law begins.
    fn begins_ns(&self, law: usize) -> u64 {
        due_ns(self.phi, self.time(self.laws[law].begins_ms()))
    }

    fn time(&self, ms: u64) -> EventTime {
        self.phi
            .origin()
            .saturating_add(i64::try_from(ms).unwrap_or(i64::MAX))
    }

    /// Makes the next attack of a law.
    fn make(&mut self, index: usize) {
        let plan = self.laws[index].next_plan(&self.maker);
        let attack = self.attacks.len();
        for step in 0..plan.law.ratings {
            let time = self.time(plan.at_ms(step));
            let (facts, delay_ms) = self.maker.rating(&plan, step, time);
            let delay_ns = delay_ms.saturating_mul(self.phi.nanos_per_ms());
            self.held.push(Reverse(Held {
                due_ns: due_ns(self.phi, time).saturating_add(delay_ns),
                attack,
                step,
                facts,
            }));
        }
        self.attacks.push(Attack {
            law: index,
            target: match plan.law.kind {
                AttackKind::Film { .. } => AttackTarget::Film(plan.target),
                AttackKind::User => AttackTarget::User(plan.target),
            },
            first: self.time(plan.at_ms(0)),
            last: self.time(plan.at_ms(plan.law.ratings.saturating_sub(1))),
            seqs: Vec::new(),
        });
    }
}

fn due_ns(phi: Phi, time: EventTime) -> u64 {
    u64::try_from(phi.due_ns(time)).unwrap_or(0)
}

/// One attack, before its ratings.
struct Plan {
    law: AttackLaw,
    target: u32,
    /// When it begins, milliseconds after the origin.
    begins_ms: u64,
    facts: Draw,
    lateness: Draw,
    accounts: Draw,
}

impl Lane {
    /// When its next period begins, milliseconds after the origin.
    fn begins_ms(&self) -> u64 {
        let periods = self.next.saturating_mul(u64::from(self.law.every_ms));
        periods.saturating_add(u64::from(self.law.from_ms))
    }

    fn next_plan(&mut self, maker: &Maker) -> Plan {
        let (law, draw, begins_ms) = (self.law, self.draw.fork(self.next), self.begins_ms());
        self.next += 1;
        let slack = u64::from(law.every_ms - law.for_ms);
        let waits_ms = ((draw.at(0) >> 32) * (slack + 1)) >> 32;
        Plan {
            law,
            target: law
                .target
                .unwrap_or_else(|| maker.target(law.kind, draw.at(1) as u32)),
            begins_ms: begins_ms.saturating_add(waits_ms),
            facts: draw.fork(2),
            lateness: draw.fork(3),
            accounts: draw.fork(4),
        }
    }
}

impl Plan {
    /// When a rating happens, milliseconds after the origin: at a random instant of its step.
    fn at_ms(&self, step: u32) -> u64 {
        let (law, bits) = (&self.law, self.facts.at(u64::from(step)) as u32);
        let steps = u64::from(step) * u64::from(law.for_ms) + u64::from(below(bits, law.for_ms));
        self.begins_ms.saturating_add(steps / u64::from(law.ratings))
    }
}

impl Maker {
    /// What an attack is on, if it is left to chance.
    fn target(&self, kind: AttackKind, bits: u32) -> u32 {
        match (kind, self.users) {
            (AttackKind::Film { .. }, _) => self.film(bits),
            (AttackKind::User, Some(users)) => 1 + below(bits, users),
            (AttackKind::User, None) => account(bits),
        }
    }

    fn film(&self, bits: u32) -> u32 {
        match self.movies {
            Some(movies) => 1 + below(bits, movies),
            None => MOVIES[below(bits, MOVIES.len() as u32) as usize],
        }
    }

    /// A rating that happens at `time`, and how long it is held back, milliseconds.
    fn rating(&self, plan: &Plan, step: u32, time: EventTime) -> (Facts, u64) {
        let (facts, lateness) = (plan.facts.at(u64::from(step)), plan.lateness.at(u64::from(step)));
        let (user, movie, value) = match plan.law.kind {
            AttackKind::Film { bots, half_stars } => {
                let bot = plan.accounts.at(u64::from(step % bots));
                (account(bot as u32), plan.target, half_stars)
            }
            // The lower half has placed the rating in time.
            AttackKind::User => (
                plan.target,
                self.film((facts >> 48 << 16) as u32),
                1 + (((facts >> 32 & 0xffff) as i64 * MAX_HALF_STARS) >> 16),
            ),
        };
        let is_late = lateness >> 32 < self.late_below;
        let delay_ms = if is_late {
            self.delay.delay_ms(lateness as u32)
        } else {
            self.jitter.pick(lateness as u32)
        };
        let facts = Facts {
            time,
            user,
            movie,
            value,
            is_late,
        };
        (facts, delay_ms as u64)
    }
}

/// A new account.
const fn account(bits: u32) -> u32 {
    NEW_ACCOUNTS + below(bits, u32::MAX - NEW_ACCOUNTS)
}

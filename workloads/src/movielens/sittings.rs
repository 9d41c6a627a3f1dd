//! All users at once.

use std::cmp::Reverse;

use streamgauge_model::{Event, EventTime, Phi};

use super::alias::{Alias, popularity};
use super::life::{Life, LifeRules};
use super::pace::Pace;
use super::scores::{Scores, bias};
use crate::draw::{Draw, Purpose, unit};
use crate::ratings::ORIGIN_MS;
use crate::reorder::{Source, Staged};
use crate::time_scale::nanos_per_ms;
use crate::warp::Warp;
use crate::wheel::Wheel;
use crate::{Scenario, WorkloadError};

/// How far apart on one long life the starting points of two users are, in sittings and in pauses.
const SITTINGS_APART: u32 = 16;
const PAUSES_APART: u32 = 101;

/// The superposed ratings of all users, in the order in which they happen, without end.
pub(crate) struct Sittings {
    phi: Phi,
    warp: Warp,
    rules: Rules,
    seats: Vec<Seat>,
    /// The seats by the instant of their next rating, milliseconds after the origin.
    wheel: Wheel,
    /// The instant at hand.
    now: u64,
    /// The seats whose turn it is now, the first at the end.
    turn: Vec<u32>,
}

struct Rules {
    lives: LifeRules,
    pace: Pace,
    movies: Alias,
    scores: Scores,
}

/// A user.
#[derive(Clone, Copy, Debug)]
struct Seat {
    draw: Draw,
    used: u64,
    life: Life,
    bias: i32,
    sittings: u32,
}

impl Sittings {
    /// The users of a valid scenario, already in the middle of their lives.
    pub(crate) fn new(scenario: &Scenario) -> Result<Self, WorkloadError> {
        let nanos_per_ms = nanos_per_ms(scenario.time_scale)?;
        let lives = LifeRules::new();
        let shares = popularity(&scenario.movielens);
        let rules = Rules {
            pace: Pace::new(scenario, nanos_per_ms, &lives)?,
            movies: Alias::new(&shares),
            scores: Scores::new(&scenario.movielens, &shares),
            lives,
        };
        let phi = Phi::new(EventTime::from_millis(ORIGIN_MS), nanos_per_ms);
        let warp = Warp::new(scenario.arrival);
        let (seats, starts) = rules.seat(scenario);
        let mut wheel = Wheel::new();
        for (seat, start) in (0..).zip(starts) {
            wheel.insert(seat, delayed(warp, nanos_per_ms, 0, start));
        }
        Ok(Self {
            phi,
            warp,
            rules,
            seats,
            wheel,
            now: 0,
            turn: Vec::new(),
        })
    }

    /// Goes on to the next instant at which somebody rates; `false` if nobody ever does.
    #[inline]
    fn next_turn(&mut self) -> bool {
        let Some(now) = self.wheel.take_first(u64::MAX, &mut self.turn) else {
            return false;
        };
        self.now = now;
        if self.turn.len() > 1 {
            self.turn.sort_unstable_by_key(|seat| Reverse(*seat));
        }
        true
    }

    /// The rating of a seat now, and the instant of its next one.
    #[inline(always)]
    fn rate(&mut self, user: u32) -> (Staged, u64) {
        let now = self.now;
        let (seat, rules) = (&mut self.seats[user as usize], &self.rules);
        let (what, how) = (seat.draw.at(seat.used), seat.draw.at(seat.used + 1));
        seat.used += 2;
        let movie = rules.movies.pick(what);
        let sitting = (seat.sittings, seat.life.sitting <= 1);
        let later = if sitting.1 {
            let pause = rules.begin_sitting(seat);
            delayed(self.warp, self.phi.nanos_per_ms(), now, pause)
        } else {
            seat.life.sitting -= 1;
            now + rules.pace.within.pick((how >> 32) as u32)
        };
        let event = Event {
            time: EventTime::from_millis(ORIGIN_MS.saturating_add_unsigned(now)),
            seq: 0,
            value: rules.scores.half_stars(movie, seat.bias, how as u32),
            user: user + 1,
            movie: movie + 1,
        };
        let staged = Staged {
            event,
            due_ns: now.saturating_mul(self.phi.nanos_per_ms()),
            is_late: false,
            sitting: Some(sitting),
        };
        (staged, later)
    }
}

/// `pause` milliseconds of mean time after `now`: pauses between sittings follow the arrival law.
fn delayed(warp: Warp, nanos_per_ms: u64, now: u64, pause: u64) -> u64 {
    if warp == Warp::Even {
        return now + pause;
    }
    let mean = warp.mean(now.saturating_mul(nanos_per_ms));
    let wall = warp.wall(mean.saturating_add(pause.saturating_mul(nanos_per_ms)));
    (wall / nanos_per_ms).max(now)
}

impl Rules {
    /// Seats all users as if the stream had been running for ever, so that it has its rate from the start:
    /// points of one long life, some in the middle of a sitting (in proportion to the time spent there), the
    /// others within a pause.
    fn seat(&self, scenario: &Scenario) -> (Vec<Seat>, Vec<u64>) {
        let draw = Draw::new(scenario.seed, Purpose::Lives);
        let biases = Draw::new(scenario.seed, Purpose::Bias);
        let mut walk = Walk::new(&self.lives, draw.fork(u64::MAX));
        let active = (self.pace.active * f64::from(scenario.users)).round() as u32;
        let place = |user: u32| {
            let own = draw.fork(u64::from(user));
            let (life, length) = if user < active {
                (walk.inside_a_sitting(), self.pace.within.pick_by_size(own.at(0)))
            } else {
                (walk.before_a_sitting(), self.pace.between.pick_by_size(own.at(0)))
            };
            let start = (unit(own.at(1)) * length as f64) as u64;
            let seat = Seat {
                draw: own,
                used: 2,
                life,
                bias: bias(unit(biases.at(u64::from(user)))),
                sittings: 0,
            };
            (seat, start)
        };
        (0..scenario.users).map(place).unzip()
    }

    /// Prepares the next sitting of a seat; returns the pause before it, milliseconds.
    #[inline(never)]
    fn begin_sitting(&self, seat: &mut Seat) -> u64 {
        self.lives.advance(&mut seat.life, seat.draw.at(seat.used));
        let pause = self.pace.between.pick(seat.draw.at(seat.used + 1) as u32);
        seat.used += 2;
        seat.sittings = seat.sittings.wrapping_add(1);
        pause
    }
}

/// A walk along one long sequence of lives.
struct Walk<'a> {
    lives: &'a LifeRules,
    draw: Draw,
    steps: u64,
    life: Life,
}

impl<'a> Walk<'a> {
    fn new(lives: &'a LifeRules, draw: Draw) -> Self {
        Self {
            lives,
            draw,
            steps: 0,
            life: Life::default(),
        }
    }

    fn advance(&mut self) {
        self.lives.advance(&mut self.life, self.draw.at(self.steps));
        self.steps += 1;
    }

    /// A life whose sitting is about to begin.
    fn before_a_sitting(&mut self) -> Life {
        (0..SITTINGS_APART).for_each(|_| self.advance());
        self.life
    }

    /// A life in a pause between two ratings of a sitting.
    fn inside_a_sitting(&mut self) -> Life {
        let mut apart = PAUSES_APART;
        // A sitting of n ratings has n - 1 pauses.
        while apart >= self.life.sitting.saturating_sub(1) {
            apart -= self.life.sitting.saturating_sub(1);
            self.advance();
        }
        self.life.sitting -= apart + 1;
        self.life
    }
}

impl Source for Sittings {
    fn pull(&mut self, limit: usize, mut take: impl FnMut(Staged)) -> Result<usize, WorkloadError> {
        for pulled in 0..limit {
            if self.turn.is_empty() && !self.next_turn() {
                return Ok(pulled);
            }
            let Some(&seat) = self.turn.last() else {
                return Ok(pulled);
            };
            let (staged, later) = self.rate(seat);
            take(staged);
            // Who rates again in the same instant is still the first.
            if later > self.now {
                self.turn.pop();
                self.wheel.insert(seat, later);
            }
        }
        Ok(limit)
    }

    fn phi(&self) -> Phi {
        self.phi
    }
}

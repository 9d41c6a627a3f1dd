//! The instants at which arrivals are due.

use crate::draw::{Draw, Purpose, unit};
use crate::warp::Warp;
use crate::{ArrivalLaw, Scenario};

const NANOS_PER_S: u64 = 1_000_000_000;

/// An instant at which an arrival is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    /// Wall nanoseconds after the start.
    pub(crate) due_ns: u64,
    /// Milliseconds of event time after the origin that are on time then.
    pub(crate) event_ms: i64,
}

/// `floor(i * step / per)` for i = 0, 1, 2, ..., without division and without drift.
#[derive(Clone, Copy, Debug)]
struct Ramp {
    value: u64,
    rest: u64,
    whole: u64,
    part: u64,
    per: u64,
}

impl Ramp {
    const fn new(step: u64, per: u64) -> Self {
        Self {
            value: 0,
            rest: 0,
            whole: step / per,
            part: step % per,
            per,
        }
    }

    #[inline(always)]
    const fn next(&mut self) -> u64 {
        let value = self.value;
        let rest = self.rest + self.part;
        let carry = rest >= self.per;
        self.value = value + self.whole + carry as u64;
        self.rest = if carry { rest - self.per } else { rest };
        value
    }
}

/// The constant law: arrival i is due at exactly `floor(i * 10^9 / rate)`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Even {
    due_ns: Ramp,
    event_ms: Ramp,
}

impl Even {
    fn new(rate_per_s: u64, nanos_per_ms: u64) -> Self {
        Self {
            due_ns: Ramp::new(NANOS_PER_S, rate_per_s),
            // A floor of a floor: dividing the exact instant by both at once gives the same milliseconds.
            event_ms: Ramp::new(NANOS_PER_S, rate_per_s * nanos_per_ms),
        }
    }

    #[inline(always)]
    pub(crate) const fn next(&mut self) -> Tick {
        Tick {
            due_ns: self.due_ns.next(),
            event_ms: self.event_ms.next() as i64,
        }
    }
}

/// The instants of an arrival law, one after the other, never decreasing.
#[derive(Clone, Debug)]
pub(crate) enum Clock {
    /// Constant rate.
    Even(Even),
    /// A constant rate seen through a warp.
    Warped {
        even: Even,
        warp: Warp,
        nanos_per_ms: u64,
        last: u64,
    },
    /// Random gaps. The fraction of a nanosecond is carried along, so the mean rate does not drift.
    Poisson {
        draw: Draw,
        index: u64,
        gap_ns: f64,
        now: u64,
        fraction: f64,
        nanos_per_ms: u64,
    },
    /// Everything at once; event time goes on as with the constant law.
    Saturated(Even),
}

impl Clock {
    /// The clock of a scenario.
    pub(crate) fn new(scenario: &Scenario, nanos_per_ms: u64) -> Self {
        let even = Even::new(scenario.rate_per_s, nanos_per_ms);
        match scenario.arrival {
            ArrivalLaw::Constant => Self::Even(even),
            ArrivalLaw::Saturated => Self::Saturated(even),
            ArrivalLaw::Poisson => Self::Poisson {
                draw: Draw::new(scenario.seed, Purpose::Arrival),
                index: 0,
                gap_ns: NANOS_PER_S as f64 / scenario.rate_per_s as f64,
                now: 0,
                fraction: 0.0,
                nanos_per_ms,
            },
            law => Self::Warped {
                even,
                warp: Warp::new(law),
                nanos_per_ms,
                last: 0,
            },
        }
    }

    /// The next instant.
    #[inline]
    pub(crate) fn next(&mut self) -> Tick {
        let (due_ns, nanos_per_ms) = match self {
            Self::Even(even) => return even.next(),
            Self::Saturated(even) => {
                return Tick {
                    due_ns: 0,
                    ..even.next()
                };
            }
            Self::Warped {
                even,
                warp,
                nanos_per_ms,
                last,
            } => {
                *last = warp.wall(even.next().due_ns).max(*last);
                (*last, *nanos_per_ms)
            }
            Self::Poisson {
                draw,
                index,
                gap_ns,
                now,
                fraction,
                nanos_per_ms,
            } => {
                let gap = *fraction - libm::log(unit(draw.at(*index))) * *gap_ns;
                *index += 1;
                *now += gap as u64;
                *fraction = gap.fract();
                (*now, *nanos_per_ms)
            }
        };
        Tick {
            due_ns,
            // Halved, so that even the end of time leaves room for an origin and a lag.
            event_ms: (due_ns / nanos_per_ms).min(u64::MAX >> 2) as i64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ScenarioKind;

    fn clock(law: &str, rate_per_s: u64) -> Clock {
        let scenario = Scenario {
            arrival: law.parse().unwrap(),
            rate_per_s,
            ..Scenario::new(ScenarioKind::Ratings)
        };
        Clock::new(&scenario, 5_000)
    }

    #[test]
    fn the_constant_law_is_exact() {
        for rate in [1, 3, 7, 9_999, 1_000_003] {
            let mut clock = clock("constant", rate);
            for i in 0..50_000u64 {
                let due_ns = (u128::from(i) * 1_000_000_000 / u128::from(rate)) as u64;
                let event_ms = (due_ns / 5_000) as i64;
                assert_eq!(
                    clock.next(),
                    Tick { due_ns, event_ms },
                    "rate {rate}, arrival {i}"
                );
            }
        }
    }

    #[test]
    fn every_law_has_the_mean_rate_and_never_goes_back() {
        for law in [
            "constant",
            "poisson",
            "burst:on=100ms,off=100ms,factor=4",
            "sine:period=1s,amplitude=0.9",
        ] {
            let mut clock = clock(law, 10_000);
            let mut last = 0;
            for _ in 0..100_000 {
                let tick = clock.next();
                assert!(tick.due_ns >= last && tick.event_ms == (tick.due_ns / 5_000) as i64);
                last = tick.due_ns;
            }
            let seconds = last as f64 / 1e9;
            assert!(
                (seconds - 10.0).abs() < 0.15,
                "{law}: 100000 arrivals took {seconds} s"
            );
        }
    }

    #[test]
    fn a_step_changes_the_rate_and_saturation_only_event_time() {
        let mut stepped = clock("step:at=5s,factor=2", 1_000);
        let dues: Vec<u64> = (0..15_001).map(|_| stepped.next().due_ns).collect();
        assert_eq!((dues[5_000], dues[15_000]), (5_000_000_000, 10_000_000_000));
        let (mut saturated, mut even) = (clock("saturated", 1_000), clock("constant", 1_000));
        for _ in 0..1000 {
            assert_eq!(
                saturated.next(),
                Tick {
                    due_ns: 0,
                    ..even.next()
                }
            );
        }
    }
}

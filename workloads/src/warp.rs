//! Rates that change: a map between mean time and wall time.

use crate::ArrivalLaw;

/// A law whose rate changes in a known way, as a map from *mean time* (the instant an arrival would have at a
/// constant rate) to wall time. Both in nanoseconds after the start; strictly determined, so nothing drifts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Warp {
    /// Mean time is wall time.
    Even,
    /// Fast and slow phases; the fast one covers `mean_on` of each period's mean time.
    Burst { on: u64, period: u64, mean_on: u64 },
    /// A swing.
    Sine { period: u64, amplitude: f64 },
    /// Another rate after an instant.
    Step { at: u64, factor: f64 },
    /// Another rate for a while, which covers `mean_for` of mean time.
    SingleBurst { at: u64, lasts: u64, mean_for: u64 },
}

impl Warp {
    /// The map of a law; laws without one are even.
    pub(crate) fn new(law: ArrivalLaw) -> Self {
        match law {
            ArrivalLaw::Burst {
                on_ns,
                off_ns,
                factor,
            } => {
                let period = on_ns + off_ns;
                let share = on_ns as f64 * factor / (on_ns as f64 * factor + off_ns as f64);
                Self::Burst {
                    on: on_ns,
                    period,
                    mean_on: ((period as f64 * share).round() as u64).clamp(1, period - 1),
                }
            }
            ArrivalLaw::Sine { period_ns, amplitude } => Self::Sine {
                period: period_ns,
                amplitude,
            },
            ArrivalLaw::Step { at_ns, factor } => Self::Step { at: at_ns, factor },
            ArrivalLaw::SingleBurst {
                at_ns,
                for_ns,
                factor,
            } => Self::SingleBurst {
                at: at_ns,
                lasts: for_ns,
                mean_for: (for_ns as f64 * factor).round() as u64,
            },
            ArrivalLaw::Constant | ArrivalLaw::Poisson | ArrivalLaw::Saturated => Self::Even,
        }
    }

    /// The wall instant of a mean instant.
    pub(crate) fn wall(self, mean: u64) -> u64 {
        match self {
            Self::Even => mean,
            Self::Burst { on, period, mean_on } => {
                mean - mean % period + bend(mean % period, (mean_on, on), period)
            }
            Self::Sine { period, amplitude } => {
                let turn = (mean % period) as f64 / period as f64;
                mean - mean % period + (solve_swing(turn, amplitude) * period as f64) as u64
            }
            Self::Step { at, factor } if mean > at => at.saturating_add(((mean - at) as f64 / factor) as u64),
            Self::Step { .. } => mean,
            Self::SingleBurst { at, lasts, mean_for } => detour(mean, at, (mean_for, lasts)),
        }
    }

    /// The mean instant of a wall instant: the inverse of [`Warp::wall`], but for rounding.
    pub(crate) fn mean(self, wall: u64) -> u64 {
        match self {
            Self::Even => wall,
            Self::Burst { on, period, mean_on } => {
                wall - wall % period + bend(wall % period, (on, mean_on), period)
            }
            Self::Sine { period, amplitude } => {
                let turn = (wall % period) as f64 / period as f64;
                wall - wall % period + (swing(turn, amplitude) * period as f64) as u64
            }
            Self::Step { at, factor } if wall > at => at.saturating_add(((wall - at) as f64 * factor) as u64),
            Self::Step { .. } => wall,
            Self::SingleBurst { at, lasts, mean_for } => detour(wall, at, (lasts, mean_for)),
        }
    }
}

/// The line from (0, 0) over the point `corner` to (`period`, `period`), at `x`.
fn bend(x: u64, corner: (u64, u64), period: u64) -> u64 {
    let scale = |x: u64, to: u64, from: u64| (u128::from(x) * u128::from(to) / u128::from(from)) as u64;
    if x < corner.0 {
        scale(x, corner.1, corner.0)
    } else {
        corner.1 + scale(x - corner.0, period - corner.1, period - corner.0)
    }
}

/// `x` before `at`; the stretch of `from` behind it becomes one of `to`, and what comes then follows unchanged.
fn detour(x: u64, at: u64, (from, to): (u64, u64)) -> u64 {
    let Some(within) = x.checked_sub(at) else {
        return x;
    };
    let inside = (u128::from(within.min(from)) * u128::from(to) / u128::from(from.max(1))) as u64;
    at.saturating_add(inside)
        .saturating_add(within.saturating_sub(from))
}

/// The share of a swing's arrivals that come before `turn` (0 to 1): the integral of
/// `1 + amplitude * sin(2 pi turn)`.
fn swing(turn: f64, amplitude: f64) -> f64 {
    let tau = std::f64::consts::TAU;
    turn + amplitude / tau * (1.0 - libm::cos(tau * turn))
}

/// The inverse of [`swing`], by Newton's method kept inside a shrinking bracket.
fn solve_swing(share: f64, amplitude: f64) -> f64 {
    let (mut low, mut high, mut turn) = (0.0, 1.0, share);
    for _ in 0..60 {
        let error = swing(turn, amplitude) - share;
        if error > 0.0 {
            high = turn;
        } else {
            low = turn;
        }
        let slope = 1.0 + amplitude * libm::sin(std::f64::consts::TAU * turn);
        let newton = turn - error / slope;
        let next = if newton > low && newton < high {
            newton
        } else {
            (low + high) / 2.0
        };
        if (next - turn).abs() < 1e-15 {
            break;
        }
        turn = next;
    }
    turn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warps() -> Vec<Warp> {
        [
            "constant",
            "burst:on=1s,off=3s,factor=10",
            "sine:period=2s,amplitude=0.95",
            "step:at=1s,factor=3",
            "single-burst:at=1s,for=500ms,factor=3",
        ]
        .map(|text| Warp::new(text.parse().unwrap()))
        .to_vec()
    }

    #[test]
    fn wall_time_never_goes_back_and_inverts() {
        for warp in warps() {
            let mut last = 0;
            for mean in (0..10_000_000_000u64).step_by(999_983) {
                let wall = warp.wall(mean);
                assert!(wall >= last, "{warp:?} at {mean}");
                assert!(
                    warp.mean(wall).abs_diff(mean) < 100,
                    "{warp:?} at {mean}: {}",
                    warp.mean(wall)
                );
                last = wall;
            }
        }
    }

    #[test]
    fn a_single_burst_leaves_the_rate_before_and_after_it_alone() {
        let burst = Warp::new("single-burst:at=1s,for=500ms,factor=3".parse().unwrap());
        let wall = [999, 1_000, 1_750, 2_500, 2_600].map(|ms| burst.wall(ms * 1_000_000) / 1_000_000);
        assert_eq!(wall, [999, 1_000, 1_250, 1_500, 1_600]);
    }

    #[test]
    fn periods_keep_the_mean_rate_and_phases_their_factor() {
        let burst = Warp::new("burst:on=1s,off=3s,factor=10".parse().unwrap());
        assert_eq!(burst.wall(8_000_000_000), 8_000_000_000);
        let fast = burst.mean(1_000_000_000) as f64;
        let slow = (burst.mean(4_000_000_000) as f64 - fast) / 3.0;
        assert!((fast / slow - 10.0).abs() < 1e-6);
    }
}

//! How much users rate, and in how many sittings.

use super::normal::{quantile, share_below};
use super::quantiles::Quantiles;

/// Ratings per user: lognormal, at least 20 (the data sets include nobody with fewer) and, like the data, with
/// an end.
const TOTAL: (f64, f64, f64, f64) = (3.2, 1.8, 20.0, 2400.0);
/// First sitting: lognormal around `exp(4.36 + 0.4 (ln total - 4.4))`, at most the total. The dependence on the
/// total is what makes both half of the users single-sitting and first sittings half of the ratings.
const FIRST: (f64, f64, f64, f64) = (4.36, 0.4, 4.4, 1.0);
/// Later sittings: this share is a single rating, ...
const SINGLE: f64 = 0.495;
/// ... the others are lognormal, at least 2.
const LATER: (f64, f64) = (1.9, 1.3);
/// Scale of tables of small numbers, which would be coarse as whole ones.
const FINE: f64 = 1024.0;

/// The distributions of a user's ratings over sittings.
pub(crate) struct LifeRules {
    totals: Quantiles,
    first: Quantiles,
    later: Quantiles,
}

/// Where a user stands. When a life is over, its seat begins another.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Life {
    /// Ratings left in the sitting at hand.
    pub(crate) sitting: u32,
    /// Ratings left after it.
    pub(crate) later: u32,
    /// Whether it is the first sitting.
    pub(crate) is_first: bool,
}

impl LifeRules {
    /// The tables.
    pub(crate) fn new() -> Self {
        let (mu, sigma, least, most) = TOTAL;
        let below = |n: f64| share_below((libm::log(n) - mu) / sigma);
        let (from, to) = (below(least), below(most));
        Self {
            totals: Quantiles::new(|u| libm::exp(mu + sigma * quantile(from + u * (to - from)))),
            first: Quantiles::new(|u| FINE * libm::exp(FIRST.3 * quantile(u))),
            later: Quantiles::new(|u| {
                if u < SINGLE {
                    return FINE;
                }
                FINE * libm::exp(LATER.0 + LATER.1 * quantile((u - SINGLE) / (1.0 - SINGLE))).max(2.0)
            }),
        }
    }

    /// The first sitting of a new life.
    fn begin(&self, bits: u64) -> Life {
        let total = self.totals.pick((bits >> 32) as u32).max(1) as u32;
        let (level, slope, center, _) = FIRST;
        let typical = libm::exp(level + slope * (libm::log(f64::from(total)) - center));
        let first = (typical * self.first.pick(bits as u32) as f64 / FINE) as u32;
        let sitting = first.clamp(1, total);
        Life {
            sitting,
            later: total - sitting,
            is_first: true,
        }
    }

    /// The sitting after one that is over.
    pub(crate) fn advance(&self, life: &mut Life, bits: u64) {
        if life.later == 0 {
            *life = self.begin(bits);
            return;
        }
        let size = (self.later.pick(bits as u32) as f64 / FINE).round() as u32;
        life.sitting = size.clamp(1, life.later);
        life.later -= life.sitting;
        life.is_first = false;
    }
}

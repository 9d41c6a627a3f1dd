//! How far the newest event time is behind the clock.

use crate::lag::Lag;

/// What is less likely than this is left out.
const NEGLIGIBLE: f64 = 1e-12;

/// The law of the distance between an instant and the greatest event time that has arrived by then.
///
/// With arrivals `a_1 < a_2 < ...` milliseconds before that instant and independent lags, the greatest event time is more
/// than `x` behind it if every arrival's lag is more than `x - a_k`:
///
/// ```text
/// P(behind > x) = product over k of P(lag > x - a_k)
/// ```
pub(crate) struct Behind {
    /// `P(behind > x)` for x = 0, 1, 2, ... milliseconds.
    beyond: Vec<f64>,
}

impl Behind {
    /// Just before an arrival: `known` arrivals came before it, one every `gap_ms`.
    pub(crate) fn before_an_arrival(lag: Lag, gap_ms: i64, known: i64) -> Self {
        Self::of(lag, gap_ms, gap_ms, known)
    }

    /// At an instant `age_ms` after the last of `known` arrivals, one every `gap_ms`.
    pub(crate) fn of(lag: Lag, age_ms: i64, gap_ms: i64, known: i64) -> Self {
        let ages = |x: i64| {
            (0..known)
                .map(move |k| age_ms + k * gap_ms)
                .take_while(move |age| *age <= x)
        };
        let beyond = (0..).map(|x| ages(x).map(|age| lag.beyond(x - age)).product::<f64>());
        Self {
            beyond: beyond.take_while(|p| *p > NEGLIGIBLE).collect(),
        }
    }

    /// `P(behind <= ms)`.
    pub(crate) fn within(&self, ms: i64) -> f64 {
        match usize::try_from(ms) {
            Err(_) => 0.0,
            Ok(ms) => 1.0 - self.beyond.get(ms).unwrap_or(&0.0),
        }
    }

    /// `(x, P(behind = x))`, milliseconds.
    pub(crate) fn each(&self) -> impl Iterator<Item = (i64, f64)> {
        (0..=self.beyond.len() as i64).map(|x| (x, self.within(x) - self.within(x - 1)))
    }

    /// The farthest that it can be behind.
    pub(crate) fn most_ms(&self) -> i64 {
        self.beyond.len() as i64
    }
}

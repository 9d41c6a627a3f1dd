//! Latency over load.

use streamgauge_record::{Fall, Run, Trial, TrialPhase, TrialVerdict};

use crate::trials::{Stopped, Trials};

/// Where the curve is measured, in percent of the confirmed rate.
pub const PERCENTS: [u64; 7] = [10, 25, 50, 75, 90, 100, 110];

/// A fall of the median by less than this part, or by less than so many nanoseconds, is noise.
const NOISE_PART: f64 = 0.2;
const NOISE_NS: u64 = 100_000;

/// Makes a trial at each part of the rate. What they come to is for the reader.
pub(crate) fn draw(trials: &mut Trials<'_>, rate: u64) -> Result<(), Stopped> {
    // And one from above.
    trials.left = PERCENTS.len() as u32 + 1;
    for percent in PERCENTS {
        let part = u128::from(rate) * u128::from(percent) / 100;
        trials.at(TrialPhase::Curve, u64::try_from(part).unwrap_or(u64::MAX).max(1))?;
    }
    Ok(())
}

/// The steps of the curve at which the median headline latency falls by more than noise.
pub(crate) fn falls(trials: &[Trial]) -> Vec<Fall> {
    let points: Vec<(u64, u64)> = trials
        .iter()
        .filter(|trial| trial.phase == TrialPhase::Curve && trial.verdict != TrialVerdict::Void)
        .filter_map(|trial| Some((trial.rate_per_s, median_ns(&trial.run)?)))
        .collect();
    let pairs = points.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|((_, before), (_, after))| {
            (*after as f64) < *before as f64 * (1.0 - NOISE_PART) && before - after > NOISE_NS
        })
        .map(|((from, before), (to, after))| Fall {
            from_per_s: from,
            to_per_s: to,
            from_p50_ns: before,
            to_p50_ns: after,
        })
        .collect()
}

/// The median of `from_trigger`, or of `total` where events are the headline.
fn median_ns(run: &Run) -> Option<u64> {
    let headline = run
        .latency
        .get("from_trigger")
        .or_else(|| run.latency.get("total"))?;
    headline.percentile(0.5)?.value_ns
}

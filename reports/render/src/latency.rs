//! One latency of one arm, over its valid runs.

use hdrhistogram::Histogram;
use streamgauge_record::{Distribution, PERCENTILES, Percentile, RecordError, Run};

use crate::{Figure, Spread};

/// One latency of one arm: the histograms of its valid runs, merged, and the runs' own percentiles for the spread.
#[derive(Clone, Debug)]
pub struct LatencySummary {
    /// Counts of all valid runs together.
    pub merged: Distribution,
    /// The merged histogram.
    pub histogram: Histogram<u64>,
    /// The percentile of each run that supports it, by quantile.
    pub by_quantile: Vec<(f64, Option<Spread>)>,
    /// The mean of each run.
    pub mean: Option<Spread>,
}

impl LatencySummary {
    /// Over the runs that have this latency; `None` if none has.
    pub(crate) fn of(name: &str, runs: &[&Run]) -> Result<Option<Self>, RecordError> {
        let parts: Vec<(u32, &Distribution)> = runs
            .iter()
            .filter_map(|run| Some((run.repeat, run.latency.get(name)?)))
            .collect();
        if parts.is_empty() {
            return Ok(None);
        }
        let merged = Distribution::merge(&parts.iter().map(|(_, part)| *part).collect::<Vec<_>>())?;
        Ok(Some(Self {
            histogram: merged.decode()?,
            merged,
            by_quantile: PERCENTILES
                .iter()
                .map(|&quantile| (quantile, spread(&parts, quantile)))
                .collect(),
            mean: Spread::over(
                parts
                    .iter()
                    .filter_map(|(repeat, part)| Some((*repeat, part.mean_ns?))),
            ),
        }))
    }

    /// The runs' own values of a percentile.
    #[must_use]
    pub fn spread(&self, quantile: f64) -> Option<&Spread> {
        let (_, spread) = self
            .by_quantile
            .iter()
            .find(|(other, _)| (other - quantile).abs() < 1e-9)?;
        spread.as_ref()
    }

    /// A percentile of the merged histogram, as it may be printed.
    #[must_use]
    pub fn percentile(&self, quantile: f64) -> Figure {
        percentile(&self.merged, quantile, self.spread(quantile))
    }

    /// A percentile of a single distribution, as it may be printed.
    pub(crate) fn floor(distribution: &Distribution, quantile: f64) -> Figure {
        percentile(distribution, quantile, None)
    }

    /// The greatest value; with censored results there is no greatest.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn greatest(&self) -> Figure {
        match self.merged.max_ns.map(|max| max as f64) {
            Some(max) if self.merged.censored > 0 => Figure::Beyond { bound: Some(max) },
            Some(max) => Figure::known(max, None),
            None if self.merged.censored > 0 => Figure::Beyond { bound: None },
            None => Figure::Absent,
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn spread(parts: &[(u32, &Distribution)], quantile: f64) -> Option<Spread> {
    let value = |(repeat, part): &(u32, &Distribution)| {
        let value = part.percentile(quantile)?.value_ns?;
        Some((*repeat, value as f64))
    };
    Spread::over(parts.iter().filter_map(value))
}

#[allow(clippy::cast_precision_loss)]
fn percentile(distribution: &Distribution, quantile: f64, runs: Option<&Spread>) -> Figure {
    match distribution.percentile(quantile) {
        Some(Percentile {
            value_ns: Some(value),
            ..
        }) => Figure::known(*value as f64, runs),
        Some(Percentile { censored: true, .. }) => Figure::Beyond {
            bound: distribution.max_ns.map(|max| max as f64),
        },
        Some(Percentile { below_zero: true, .. }) => Figure::BelowZero,
        _ => Figure::too_few(distribution.population(), quantile),
    }
}

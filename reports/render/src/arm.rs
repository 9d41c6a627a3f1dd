//! One arm on one query.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_record::{RecordError, Run, Setting};

use crate::{Figure, LatencySummary, METRICS, Spread};

/// One arm on one query, over its valid runs.
#[derive(Clone, Debug)]
pub struct ArmSummary {
    /// Its label.
    pub arm: String,
    /// Name of the engine.
    pub engine: String,
    /// All settings of the engine.
    pub settings: Vec<Setting>,
    /// Runs whose figures are used.
    pub valid: usize,
    /// Runs that are void.
    pub void: usize,
    /// Latencies by name.
    pub latency: BTreeMap<String, LatencySummary>,
    /// The valid runs, in order of repeats.
    pub runs: Vec<Run>,
    spreads: BTreeMap<&'static str, Spread>,
}

impl ArmSummary {
    /// Over the runs of one arm and query, void ones included.
    pub(crate) fn of(arm: &str, runs: &[&Run]) -> Result<Self, RecordError> {
        let mut valid: Vec<&Run> = runs.iter().copied().filter(|run| run.status.valid).collect();
        valid.sort_by_key(|run| run.repeat);
        let names: BTreeSet<&String> = valid.iter().flat_map(|run| run.latency.keys()).collect();
        let mut latency = BTreeMap::new();
        for name in names {
            if let Some(summary) = LatencySummary::of(name, &valid)? {
                latency.insert(name.clone(), summary);
            }
        }
        let engine = runs.first().map(|run| run.engine.clone());
        Ok(Self {
            arm: arm.into(),
            settings: engine
                .as_ref()
                .map(|engine| engine.settings.clone())
                .unwrap_or_default(),
            engine: engine.map(|engine| engine.name).unwrap_or_default(),
            valid: valid.len(),
            void: runs.len() - valid.len(),
            latency,
            spreads: spreads(&valid),
            runs: valid.into_iter().cloned().collect(),
        })
    }

    /// A metric that is one number per run: its median over the valid runs, with the runs.
    #[must_use]
    pub fn figure(&self, key: &str) -> Figure {
        Figure::of(self.spreads.get(key))
    }

    /// The valid run in the middle by the mean of a latency: the one whose course over time is drawn.
    #[must_use]
    pub fn representative(&self, latency: &str) -> Option<&Run> {
        let mean = |run: &Run| {
            run.latency
                .get(latency)
                .and_then(|part| part.mean_ns)
                .unwrap_or(f64::INFINITY)
        };
        let mut order: Vec<&Run> = self.runs.iter().collect();
        order.sort_by(|left, right| mean(left).total_cmp(&mean(right)));
        order.get(order.len().saturating_sub(1) / 2).copied()
    }
}

fn spreads(valid: &[&Run]) -> BTreeMap<&'static str, Spread> {
    METRICS
        .iter()
        .filter_map(|metric| {
            let values = valid
                .iter()
                .filter_map(|run| Some((run.repeat, (metric.of)(run)?)));
            Some((metric.key, Spread::over(values)?))
        })
        .collect()
}

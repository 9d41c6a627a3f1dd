//! One arm on one query.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_record::{RecordError, Run, Setting};

use crate::{Emission, Figure, LatencySummary, Spread, headline, metrics};

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
    /// Name of the latency that stands for this arm: what its runs measured decides.
    pub headline: &'static str,
    /// Which emission of each window its completeness is taken from.
    pub emission: Emission,
    /// Latencies by name.
    pub latency: BTreeMap<String, LatencySummary>,
    /// The runs behind the figures, in order of repeats: all valid ones; of a simulation, whose repeats are identical,
    /// the first valid one.
    pub runs: Vec<Run>,
    spreads: BTreeMap<&'static str, Spread>,
}

impl ArmSummary {
    /// Over the runs of one arm and query, void ones included.
    pub(crate) fn of(arm: &str, runs: &[&Run], simulated: bool) -> Result<Self, RecordError> {
        let valid = runs.iter().filter(|run| run.status.valid).count();
        let counted = counted(runs, simulated);
        let engine = runs.first().map(|run| run.engine.clone());
        Ok(Self {
            arm: arm.into(),
            settings: engine
                .as_ref()
                .map(|engine| engine.settings.clone())
                .unwrap_or_default(),
            engine: engine.map(|engine| engine.name).unwrap_or_default(),
            valid,
            void: runs.len() - valid,
            headline: headline(if counted.is_empty() { runs } else { &counted }),
            emission: runs.first().map(|run| Emission::of(run)).unwrap_or_default(),
            latency: latencies(&counted)?,
            spreads: spreads(&counted),
            runs: counted.into_iter().cloned().collect(),
        })
    }

    /// A metric that is one number per run: its median over the valid runs, with the runs.
    #[must_use]
    pub fn figure(&self, key: &str) -> Figure {
        Figure::of(self.spreads.get(key))
    }

    /// The runs behind a metric that is one number per run.
    pub(crate) fn spread(&self, key: &str) -> Option<&Spread> {
        self.spreads.get(key)
    }

    /// Its headline latency, if its runs have it.
    #[must_use]
    pub fn headline_latency(&self) -> Option<&LatencySummary> {
        self.latency.get(self.headline)
    }

    /// The run whose course over time is drawn: the one whose latencies are kept interval by interval, else the one in
    /// the middle.
    #[must_use]
    pub fn over_time(&self) -> Option<&Run> {
        let has_grid = |run: &&Run| {
            let series = run.series.as_ref();
            series.is_some_and(|series| series.latency_grid.is_some())
        };
        self.runs.iter().find(has_grid).or_else(|| self.representative())
    }

    /// The run in the middle by the mean of the headline latency.
    #[must_use]
    pub fn representative(&self) -> Option<&Run> {
        let mean = |run: &Run| {
            run.latency
                .get(self.headline)
                .and_then(|part| part.mean_ns)
                .unwrap_or(f64::INFINITY)
        };
        let mut order: Vec<&Run> = self.runs.iter().collect();
        order.sort_by(|left, right| mean(left).total_cmp(&mean(right)));
        order.get(order.len().saturating_sub(1) / 2).copied()
    }
}

/// The runs that figures are made of. Repeats of a simulation are identical: more than one would be counted twice.
fn counted<'a>(runs: &[&'a Run], simulated: bool) -> Vec<&'a Run> {
    let mut counted: Vec<&Run> = runs.iter().copied().filter(|run| run.status.valid).collect();
    counted.sort_by_key(|run| run.repeat);
    if simulated {
        counted.truncate(1);
    }
    counted
}

fn latencies(counted: &[&Run]) -> Result<BTreeMap<String, LatencySummary>, RecordError> {
    let names: BTreeSet<&String> = counted.iter().flat_map(|run| run.latency.keys()).collect();
    let mut latencies = BTreeMap::new();
    for name in names {
        if let Some(summary) = LatencySummary::of(name, counted)? {
            latencies.insert(name.clone(), summary);
        }
    }
    Ok(latencies)
}

fn spreads(counted: &[&Run]) -> BTreeMap<&'static str, Spread> {
    metrics()
        .filter_map(|metric| {
            let values = counted
                .iter()
                .filter_map(|run| Some((run.repeat, (metric.of)(run)?)));
            Some((metric.key, Spread::over(values)?))
        })
        .collect()
}

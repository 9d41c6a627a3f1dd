//! How the cost of an event grows: the one model from which everything about it is rendered.

use streamgauge_record::{Cache, Growth, GrowthAxis, GrowthPoint, GrowthTrial};

use crate::Spread;
use crate::figure::Figure;
use crate::growth_axis::value_text;
use crate::query::plural;

/// A growth, summed up.
#[derive(Clone, Debug)]
pub struct GrowthSummary {
    /// Name of the document.
    pub id: String,
    /// What was measured, in a line.
    pub subject: String,
    /// The axes, each with a line for each engine.
    pub axes: Vec<GrowthCurves>,
    /// The caches of the machine, as far as they are known.
    pub caches: Vec<Cache>,
    /// Cores that the engines could use.
    pub cores: u32,
    /// What a reader must know first.
    pub warnings: Vec<String>,
}

/// What an event costs each engine over one thing that grows.
#[derive(Clone, Debug)]
pub struct GrowthCurves {
    /// What grows.
    pub axis: GrowthAxis,
    /// One line for each engine.
    pub lines: Vec<GrowthLine>,
}

/// One engine, from the least value to the greatest.
#[derive(Clone, Debug)]
pub struct GrowthLine {
    /// The engine's label.
    pub label: String,
    /// Its points.
    pub places: Vec<GrowthPlace>,
}

/// One engine at one value.
#[derive(Clone, Debug)]
pub struct GrowthPlace {
    /// What the axis is at.
    pub value: f64,
    /// Busy nanoseconds of the busiest task for each event, over the valid trials.
    pub cost: Figure,
    /// The cost against that of the line's first point; absent where either has none.
    pub relative: Option<f64>,
    /// Events of a trial.
    pub events: Figure,
    /// Result rows for each event.
    pub results_per_event: Figure,
    /// Most entries of keyed state held at once.
    pub entries: Figure,
    /// Most bytes of keyed state seen at once.
    pub bytes: Figure,
    /// Valid and void trials.
    pub trials: (usize, usize),
}

impl GrowthSummary {
    /// Sums up a growth.
    #[must_use]
    pub fn new(growth: &Growth) -> Self {
        let axes = growth.points.chunk_by(|a, b| a.axis == b.axis);
        Self {
            id: growth.id.clone(),
            subject: subject(growth),
            axes: axes.map(curves).collect(),
            caches: growth.machine.caches.clone(),
            cores: growth.machine.cores,
            warnings: warnings(growth),
        }
    }
}

impl GrowthPlace {
    /// The trials behind the cost; `None` if there is no valid one.
    pub(crate) const fn spread(&self) -> Option<&Spread> {
        match &self.cost {
            Figure::Known { runs, .. } => runs.as_ref(),
            _ => None,
        }
    }
}

fn curves(points: &[GrowthPoint]) -> GrowthCurves {
    GrowthCurves {
        axis: points[0].axis,
        lines: points.chunk_by(|a, b| a.arm == b.arm).map(line).collect(),
    }
}

fn line(points: &[GrowthPoint]) -> GrowthLine {
    let mut places: Vec<GrowthPlace> = points.iter().map(place).collect();
    let first = places.first().and_then(|place| place.cost.value());
    for place in &mut places {
        place.relative = first.zip(place.cost.value()).map(|(first, cost)| cost / first);
    }
    GrowthLine {
        label: points[0].arm.clone(),
        places,
    }
}

fn place(point: &GrowthPoint) -> GrowthPlace {
    let over = |figure: fn(&GrowthTrial) -> Option<f64>| {
        let valid = point.trials.iter().filter(|trial| trial.status.valid);
        let values = (0..)
            .zip(valid)
            .filter_map(|(n, trial)| Some((n, figure(trial)?)));
        Figure::of(Spread::over(values).as_ref())
    };
    let valid = point.trials.iter().filter(|trial| trial.status.valid).count();
    GrowthPlace {
        value: point.value,
        cost: over(GrowthTrial::ns_per_event),
        relative: None,
        events: over(|trial| Some(as_float(trial.events))),
        results_per_event: over(|trial| Some(as_float(trial.results) / as_float(trial.events.max(1)))),
        entries: over(|trial| Some(as_float(trial.peak_state_entries))),
        bytes: over(|trial| trial.peak_state_bytes.map(as_float)),
        trials: (valid, point.trials.len() - valid),
    }
}

fn subject(growth: &Growth) -> String {
    format!(
        "what an event costs · seed {} · {} of each point, in turns, everything due at once",
        growth.seed,
        plural(growth.repeats as usize, "trial"),
    )
}

fn warnings(growth: &Growth) -> Vec<String> {
    let mut warnings = growth.warnings.clone();
    let trials = || growth.points.iter().flat_map(|point| &point.trials);
    if !growth.complete {
        warnings.push(format!(
            "Interrupted after {} of {}: points may have fewer, or none.",
            plural(trials().count(), "trial"),
            growth.points.len() * growth.repeats as usize
        ));
    }
    let is_void = |trial: &&GrowthTrial| !trial.status.valid;
    let first = growth.points.iter().find_map(|point| {
        let trial = point.trials.iter().find(is_void)?;
        Some((point, trial))
    });
    if let Some((point, trial)) = first {
        let reason = trial
            .status
            .reasons
            .first()
            .map_or("no reason given", String::as_str);
        warnings.push(format!(
            "{} void and in no figure; the first, of {} at {} {}: {reason}",
            plural(trials().filter(is_void).count(), "trial"),
            point.arm,
            point.axis.name(),
            value_text(point.axis, point.value)
        ));
    }
    warnings
}

#[allow(clippy::cast_precision_loss)]
fn as_float(count: u64) -> f64 {
    count as f64
}

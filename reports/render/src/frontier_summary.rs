//! What a sweep of settings found: the one model from which everything about it is rendered.

use streamgauge_record::{Clock, Frontier, FrontierPoint, Run};

use crate::figure::Figure;
use crate::harness_cost::harness_line;
use crate::{LatencySummary, RenderError, Spread, Unit};

/// A frontier, summed up.
#[derive(Clone, Debug)]
pub struct FrontierSummary {
    /// Name of the document.
    pub id: String,
    /// What was fed and asked, in a line.
    pub subject: String,
    /// Whether nothing was measured in real time.
    pub simulated: bool,
    /// One line for each engine and allowed lateness.
    pub lines: Vec<FrontierLine>,
    /// What a reader must know first.
    pub warnings: Vec<String>,
    /// What the harness itself adds, in a line; absent if it was not measured.
    pub harness: Option<String>,
}

/// One engine with one allowed lateness, from the shortest watermark delay to the longest.
#[derive(Clone, Debug)]
pub struct FrontierLine {
    /// The engine's label, with the allowed lateness if there is one.
    pub label: String,
    /// Whether windows accept late events after their result.
    pub lenient: bool,
    /// Its points.
    pub points: Vec<FrontierPlace>,
}

/// One combination of settings with its figures.
#[derive(Clone, Debug)]
pub struct FrontierPlace {
    /// Watermark delay, milliseconds of event time.
    pub watermark_delay_ms: i64,
    /// Share of the truth that the first emission of each window lacks; exact.
    pub missing_first: Figure,
    /// Share of the truth that the last emission of each window lacks; exact.
    pub missing_last: Figure,
    /// Share of the events that all of their windows refused; exact.
    pub late_drop_rate: Figure,
    /// Rows for a key and window that had left before, for each that left; exact.
    pub updates_per_window: Figure,
    /// `from_end`: 50th percentile, nanoseconds.
    pub from_end_p50: Figure,
    /// `from_end`: 99th percentile, nanoseconds.
    pub from_end_p99: Figure,
    /// `from_trigger`: 99th percentile, nanoseconds.
    pub from_trigger_p99: Figure,
    /// Results behind the latencies.
    pub samples: u64,
    /// Most bytes of keyed state held at once.
    pub peak_state: Figure,
    /// Valid and void runs in real time.
    pub live_runs: (usize, usize),
}

impl FrontierSummary {
    /// Sums up a frontier.
    ///
    /// # Errors
    /// If a histogram cannot be read.
    pub fn new(frontier: &Frontier) -> Result<Self, RenderError> {
        let simulated = frontier.clock == Clock::Simulated;
        let lines = frontier
            .points
            .chunk_by(|a, b| (&a.arm, a.allowed_lateness_ms) == (&b.arm, b.allowed_lateness_ms));
        Ok(Self {
            id: frontier.id.clone(),
            subject: subject(frontier),
            simulated,
            lines: lines
                .map(|points| line(points, simulated))
                .collect::<Result<_, _>>()?,
            warnings: warnings(frontier),
            harness: harness(frontier),
        })
    }
}

/// What the harness adds, in a line.
fn harness(frontier: &Frontier) -> Option<String> {
    let runs: Vec<_> = frontier.points.iter().flat_map(|point| &point.live).collect();
    harness_line(frontier.floor.as_ref(), frontier.harness.as_ref(), &runs)
}

fn line(points: &[FrontierPoint], simulated: bool) -> Result<FrontierLine, RenderError> {
    let first = &points[0];
    let lenient = first.allowed_lateness_ms > 0;
    let label = if lenient {
        format!("{}, lateness {}", first.arm, millis(first.allowed_lateness_ms))
    } else {
        first.arm.clone()
    };
    Ok(FrontierLine {
        label,
        lenient,
        points: points
            .iter()
            .map(|point| place(point, simulated))
            .collect::<Result<_, _>>()?,
    })
}

fn place(point: &FrontierPoint, simulated: bool) -> Result<FrontierPlace, RenderError> {
    let exact = point.simulated.as_ref().filter(|run| run.status.valid);
    let live: Vec<&Run> = point.live.iter().filter(|run| run.status.valid).collect();
    let timed: Vec<&Run> = if simulated {
        exact.into_iter().collect()
    } else {
        live.clone()
    };
    let from_end = LatencySummary::of("from_end", &timed)?;
    let from_trigger = LatencySummary::of("from_trigger", &timed)?;
    let percentile = |latency: &Option<LatencySummary>, quantile| {
        latency
            .as_ref()
            .map_or(Figure::Absent, |latency| latency.percentile(quantile))
    };
    let state = timed
        .iter()
        .filter_map(|run| Some((run.repeat, as_float(run.usage.state.as_ref()?.peak_bytes))));
    Ok(FrontierPlace {
        watermark_delay_ms: point.watermark_delay_ms,
        missing_first: of(exact, |run| {
            Some(1.0 - run.lateness.completeness.as_ref()?.micro_first())
        }),
        missing_last: of(exact, |run| {
            Some(1.0 - run.lateness.completeness.as_ref()?.micro_last())
        }),
        late_drop_rate: of(exact, |run| Some(run.lateness.events.late_drop_rate())),
        updates_per_window: of(exact, |run| run.ledger.updates_per_window()),
        from_end_p50: percentile(&from_end, 0.5),
        from_end_p99: percentile(&from_end, 0.99),
        from_trigger_p99: percentile(&from_trigger, 0.99),
        samples: from_end.map_or(0, |latency| latency.merged.population()),
        peak_state: Figure::of(Spread::over(state).as_ref()),
        live_runs: (live.len(), point.live.len() - live.len()),
    })
}

fn of(run: Option<&Run>, value: impl Fn(&Run) -> Option<f64>) -> Figure {
    run.and_then(value)
        .map_or(Figure::Absent, |value| Figure::known(value, None))
}

/// A time in event time for people: `30s`, `1500ms`.
pub(crate) fn millis(ms: i64) -> String {
    if ms % 1000 == 0 {
        format!("{}s", ms / 1000)
    } else {
        format!("{ms}ms")
    }
}

fn subject(frontier: &Frontier) -> String {
    let scenario = &frontier.scenario;
    let repeats = if frontier.clock == Clock::Simulated {
        "virtual clock".to_owned()
    } else {
        format!(
            "{} in real time for each point",
            crate::query::plural(frontier.repeats as usize, "run")
        )
    };
    format!(
        "{} · {} · seed {} · {} · {} events, the same for every point · {} measured · {repeats}",
        frontier.query.name,
        scenario.name,
        scenario.seed,
        Unit::PerSecond.text(scenario.rate_per_s),
        Unit::Count.text(as_float(scenario.events)),
        Unit::Nanoseconds.text(as_float(frontier.measured_ns)),
    )
}

fn warnings(frontier: &Frontier) -> Vec<String> {
    let mut warnings = frontier.warnings.clone();
    if !frontier.complete {
        let runs = frontier
            .points
            .iter()
            .map(|point| point.live.len())
            .sum::<usize>();
        warnings.push(format!(
            "Interrupted after {runs} runs in real time: points without figures were not reached."
        ));
    }
    let void = frontier
        .points
        .iter()
        .flat_map(|point| point.simulated.iter().chain(&point.live));
    let void: Vec<&Run> = void.filter(|run| !run.status.valid).collect();
    if let Some(first) = void.first() {
        let reason = first
            .status
            .reasons
            .first()
            .map_or("no reason given", String::as_str);
        warnings.push(format!(
            "{} runs are void and enter no figure; the first: {}: {reason}",
            void.len(),
            first.arm
        ));
    }
    warnings
}

#[allow(clippy::cast_precision_loss)]
fn as_float(count: u64) -> f64 {
    count as f64
}

//! The one model from which everything is rendered.

use streamgauge_record::{Clock, Disturbance, Floor, Record, Run, Stopping};
use streamgauge_statistics::Rule;

use crate::harness_cost::harness_line;
use crate::offered_rate::OfferedRate;
use crate::self_test_rows::self_test_line;
use crate::spread::CONFIDENCE;
use crate::stopping::stopping_note;
use crate::{ArmSummary, QuerySummary, RenderError, VoidRun};

/// A record, summed up: the only source of every table, chart and page.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Name of the record.
    pub id: String,
    /// Name of the scenario.
    pub scenario: String,
    /// What was fed and for how long, in a line.
    pub subject: String,
    /// Whether a virtual clock drove the runs.
    pub simulated: bool,
    /// Labels of the arms, in order.
    pub arms: Vec<String>,
    /// The queries, in order.
    pub queries: Vec<QuerySummary>,
    /// Runs that enter no figure.
    pub void_runs: Vec<VoidRun>,
    /// Valid runs over all arms and queries.
    pub valid_runs: usize,
    /// Whether the whole plan was carried out.
    pub complete: bool,
    /// What a reader must know first.
    pub warnings: Vec<String>,
    /// The machine in a line; absent if a virtual clock drove the runs.
    pub machine: Option<String>,
    /// What measuring costs, in a line; absent if it was not measured.
    pub harness: Option<String>,
    /// What the harness found out about itself, in a line.
    pub self_tests: Option<String>,
    /// What the harness itself adds.
    pub floor: Option<Floor>,
    /// Nanoseconds of schedule before measuring begins.
    pub warm_up_ns: u64,
    /// What every run goes through on purpose.
    pub disturbances: Vec<Disturbance>,
    /// How many times faster than wall time event time runs.
    pub time_scale: f64,
    /// At which rate events came.
    pub(crate) rate: OfferedRate,
}

impl Summary {
    /// Sums up a record.
    ///
    /// # Errors
    /// If a histogram of a valid run cannot be read.
    pub fn new(record: &Record) -> Result<Self, RenderError> {
        let simulated = record.plan.clock == Clock::Simulated;
        let rule = (!simulated).then(|| Rule::five_percent(confidence(record)));
        let arms = in_order(&record.plan.arms, record.runs.iter().map(|run| &run.arm));
        let names = in_order(
            &record.plan.queries,
            record.runs.iter().map(|run| &run.query.name),
        );
        let of_query = |name: &String| {
            let runs: Vec<&Run> = record.runs.iter().filter(|run| run.query.name == *name).collect();
            let single = record.single_thread.iter().find(|single| single.query == *name);
            Ok::<_, RenderError>(QuerySummary::of(name, &arms, &runs, rule)?.against(single))
        };
        Ok(Self {
            id: record.id.clone(),
            scenario: record.scenario.name.clone(),
            subject: subject(record),
            simulated,
            queries: names.iter().map(of_query).collect::<Result<_, _>>()?,
            arms,
            void_runs: void_runs(record),
            valid_runs: record.runs.iter().filter(|run| run.status.valid).count(),
            complete: record.complete,
            warnings: warnings(record),
            machine: (!simulated).then(|| record.machine.line()),
            harness: harness_line(
                record.floor.as_ref(),
                record.harness.as_ref(),
                &record.runs.iter().collect::<Vec<_>>(),
            ),
            self_tests: self_test_line(record),
            floor: record.floor.clone(),
            warm_up_ns: record.plan.warm_up_ns,
            disturbances: record.plan.disturbances.clone(),
            time_scale: record.scenario.time_scale,
            rate: OfferedRate::of(&record.scenario),
        })
    }

    /// Whether some figure has enough repeats for an interval.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        let rows = self.queries.iter().flat_map(QuerySummary::rows);
        rows.into_iter()
            .any(|row| row.figures.iter().any(crate::Figure::has_interval))
    }

    /// Of which runs counts are.
    pub(crate) const fn counted_text(&self) -> &'static str {
        if self.simulated {
            "one run of each arm, since repeats are identical"
        } else {
            "all valid runs together"
        }
    }

    /// Why the two figures of capacity differ, if both are shown.
    #[must_use]
    pub fn capacity_note(&self) -> Option<&'static str> {
        let mut arms = self.queries.iter().flat_map(|query| &query.arms);
        let has = |arm: &ArmSummary, key: &str| arm.figure(key).value().is_some();
        arms.any(|arm| has(arm, "capacity_estimate") && has(arm, "saturated")).then_some(
            "capacity est. and saturated differ by design: the first is from busy time at the offered, low load, where \
             cold caches and waking dominate; in the second everything is due at once",
        )
    }

    /// What the ranges beside the figures are.
    #[must_use]
    pub fn spread_note(&self) -> &'static str {
        if self.simulated {
            "simulated: repeats are identical, one is counted; processing costs no time, so latency is waiting alone; throughput and CPU are not measured"
        } else if self.has_intervals() {
            "ranges: 99 % interval of the median over runs; percentiles are of all runs' samples together"
        } else {
            "ranges: least … greatest run (an interval needs 8 repeats); percentiles are of all runs' samples together"
        }
    }
}

/// Confidence of intervals of differences: where it was decided on the way when to stop, that of the last look.
fn confidence(record: &Record) -> f64 {
    let stopping = record.stopping.as_ref();
    stopping.and_then(Stopping::confidence).unwrap_or(CONFIDENCE)
}

/// The names of the plan, then those that occur without being planned.
fn in_order<'a>(planned: &[String], found: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names = planned.to_vec();
    for name in found {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

#[allow(clippy::cast_precision_loss)]
pub(crate) fn subject(record: &Record) -> String {
    use crate::Unit;
    let scenario = &record.scenario;
    let stopping = record.stopping.as_ref();
    let repeats = stopping.map_or(record.plan.repeats, |stopping| stopping.repeats);
    format!(
        "{} · seed {} · {} · {} events · {} measured · {}",
        scenario.name,
        scenario.seed,
        OfferedRate::of(scenario).text(),
        Unit::Count.text(scenario.events as f64),
        Unit::Nanoseconds.text(record.plan.measured_ns as f64),
        crate::query::plural(repeats as usize, "repeat"),
    )
}

fn warnings(record: &Record) -> Vec<String> {
    let mut warnings = record.warnings.clone();
    warnings.extend(stopping_note(record));
    if !record.complete {
        let (done, planned) = (record.runs.len(), record.plan.slots.len());
        warnings.push(format!("Interrupted: {done} of {planned} runs were made."));
    }
    let said = record.warnings.iter().any(|warning| warning.contains("build"));
    if record.tool.profile != "release" && !said {
        warnings.push(format!(
            "Measured by a {} build: the figures say little about speed.",
            record.tool.profile
        ));
    }
    warnings
}

/// All void runs, those with wrong answers first.
fn void_runs(record: &Record) -> Vec<VoidRun> {
    let void = record.runs.iter().filter(|run| !run.status.valid);
    let mut void: Vec<_> = void.map(VoidRun::of).collect();
    void.sort_by_key(|run| !run.wrong_answer);
    void
}

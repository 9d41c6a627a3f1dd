//! One figure through the records of a history.

use streamgauge_record::{Clock, HistoryArm, HistoryFigure, HistoryFile, HistoryRecord};
use streamgauge_statistics::{LevelChange, level_changes};

use crate::Unit;
use crate::flat_figure::{headline_metric, label_of, unit_of};
use crate::history_environment::environment_changes;

/// What is shown of a history unless told otherwise: of the headline latency `p50` and `p99`.
pub const HISTORY_METRICS: [&str; 5] = ["p50", "p99", "completed", "saturated", "late_drop_rate"];

/// Which series of a history are wanted, and from which size on a change counts.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryChoice {
    /// Metrics by name; `p99` and the like are of each arm's headline latency.
    pub metrics: Vec<String>,
    /// Names of queries; all if there is none.
    pub queries: Vec<String>,
    /// Labels of arms; all if there is none.
    pub arms: Vec<String>,
    /// Smaller changes do not count: 0.05 is 5 %.
    pub least_change: f64,
}

impl Default for HistoryChoice {
    fn default() -> Self {
        Self {
            metrics: HISTORY_METRICS.map(str::to_owned).to_vec(),
            queries: vec![],
            arms: vec![],
            least_change: 0.05,
        }
    }
}

/// One metric of one arm on one query, in all records that may stand side by side: of the same class of machines, the
/// same kind of clock and build, the same events and settings.
#[derive(Clone, Debug)]
pub struct HistorySeries {
    /// Class of machines, or `simulated`.
    pub class: String,
    /// The machine in a line; absent of simulated records.
    pub machine: Option<String>,
    /// What was fed, in a line.
    pub subject: String,
    /// First digits of the fingerprint of the arrivals, and the kind of build.
    pub workload: String,
    /// First digits of the hash of all settings.
    pub settings: String,
    /// Name of the query.
    pub query: String,
    /// Label of the arm.
    pub arm: String,
    /// The metric's name in files.
    pub metric: String,
    /// And for people.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
    /// The records that have the figure, in order of time.
    pub points: Vec<HistoryPoint>,
    /// Where the level changes; indices of points.
    pub changes: Vec<LevelChange>,
    key: Key,
}

/// One record in a series.
#[derive(Clone, Debug)]
pub struct HistoryPoint {
    /// Name of the record.
    pub id: String,
    /// Commit of the build, or its version where the commit is not known.
    pub commit: String,
    /// When it was measured, or added if a virtual clock drove it.
    pub date: String,
    /// The figure.
    pub figure: HistoryFigure,
    /// What of build and machine is another than at the point before.
    pub environment: Vec<String>,
    /// What was said about the record.
    pub notes: Vec<String>,
    /// Place of the record in its file.
    number: usize,
}

/// What decides whether two figures share a series, beside metric and class of machines.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    simulated: bool,
    profile: String,
    fingerprint: String,
    settings: String,
}

/// The series of a history that are chosen, class by class, in the order of the records; those without a figure are left
/// out.
#[must_use]
pub fn history_series(files: &[HistoryFile], choice: &HistoryChoice) -> Vec<HistorySeries> {
    let mut all = Vec::new();
    for file in files {
        let first = all.len();
        for (number, record) in file.records.iter().enumerate() {
            for arm in record.arms.iter().filter(|arm| choice.takes(arm)) {
                for metric in choice.metrics_of(arm) {
                    if let Some(figure) = arm.figures.get(&metric) {
                        place(&mut all, first, record, arm, &metric, file).add(file, number, figure);
                    }
                }
            }
        }
    }
    for series in &mut all {
        let values: Vec<f64> = series.points.iter().map(|point| point.figure.median).collect();
        series.changes = level_changes(&values, choice.least_change);
    }
    all
}

impl HistoryChoice {
    fn takes(&self, arm: &HistoryArm) -> bool {
        let named = |names: &[String], name: &String| names.is_empty() || names.contains(name);
        named(&self.queries, &arm.query) && named(&self.arms, &arm.arm)
    }

    /// The names of the figures that are wanted of an arm, each once.
    fn metrics_of(&self, arm: &HistoryArm) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for metric in &self.metrics {
            let percent = metric
                .strip_prefix('p')
                .is_some_and(|rest| rest.parse::<f64>().is_ok());
            let name = if percent {
                headline_metric(&arm.headline, metric)
            } else {
                metric.clone()
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

impl HistorySeries {
    /// `movie-tumbling · event-at-a-time · from_trigger p99`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} · {} · {}", self.query, self.arm, self.label)
    }

    /// Whether it is the same figure of the same query.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        (&self.query, &self.metric) == (&other.query, &other.metric)
    }

    /// The change that begins at a point, if one does.
    #[must_use]
    pub fn change_at(&self, place: usize) -> Option<&LevelChange> {
        self.changes.iter().find(|change| change.index == place)
    }

    /// Adds the figure of a record of the file.
    fn add(&mut self, file: &HistoryFile, number: usize, figure: &HistoryFigure) {
        let record = &file.records[number];
        let before = self.points.last().map(|point| &file.records[point.number]);
        let environment = before.map_or_else(Vec::new, |before| environment_changes(before, record));
        let said = file
            .annotations
            .iter()
            .filter(|said| record.is_named(&said.target));
        let tool = &record.tool;
        self.points.push(HistoryPoint {
            id: record.id.clone(),
            commit: tool
                .commit
                .clone()
                .unwrap_or_else(|| format!("v{}", tool.version)),
            date: record.date().to_owned(),
            figure: figure.clone(),
            environment,
            notes: said.map(|said| said.text.clone()).collect(),
            number,
        });
    }
}

/// The series that a figure belongs to; a new one if it is the first.
fn place<'a>(
    all: &'a mut Vec<HistorySeries>,
    first: usize,
    record: &HistoryRecord,
    arm: &HistoryArm,
    metric: &str,
    file: &HistoryFile,
) -> &'a mut HistorySeries {
    let key = Key::of(record, arm);
    let same = |series: &HistorySeries| {
        series.query == arm.query && series.arm == arm.arm && series.metric == metric && series.key == key
    };
    let found = all[first..].iter().position(same).map(|place| first + place);
    let place = found.unwrap_or_else(|| {
        let unit = arm.figures.get(metric).map_or("", |figure| &figure.unit);
        all.push(HistorySeries {
            class: file.class(),
            machine: (!key.simulated).then(|| record.machine.line()),
            subject: record.subject.clone(),
            workload: format!("events {}, {} build", start(&key.fingerprint), key.profile),
            settings: start(&key.settings),
            query: arm.query.clone(),
            arm: arm.arm.clone(),
            metric: metric.to_owned(),
            label: label_of(metric),
            unit: unit_of(metric, unit),
            points: vec![],
            changes: vec![],
            key,
        });
        all.len() - 1
    });
    &mut all[place]
}

impl Key {
    fn of(record: &HistoryRecord, arm: &HistoryArm) -> Self {
        Self {
            simulated: record.clock == Clock::Simulated,
            profile: record.tool.profile.clone(),
            fingerprint: record.fingerprint.clone(),
            settings: arm.settings.clone(),
        }
    }
}

/// Enough digits to tell a few hashes apart.
fn start(hash: &str) -> String {
    hash.chars().take(8).collect()
}

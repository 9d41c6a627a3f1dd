//! How one figure changed from one record to another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a change of a metric means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Less is better: latencies, costs, losses.
    Lower,
    /// More is better: throughput, completeness.
    Higher,
    /// Any change is a mistake: what the events alone decide.
    Equal,
    /// Neither is better.
    Neutral,
}

/// In what a change is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeScale {
    /// New ÷ base − 1: 0.1 is ten percent more.
    Relative,
    /// New − base of two shares: 0.01 is one percentage point more.
    Points,
    /// New − base in the unit of the metric, where a quotient would divide by 0.
    Absolute,
}

/// What may be said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeVerdict {
    /// The figures of all runs are equal.
    Identical,
    /// The whole interval lies within the limit.
    Same,
    /// The whole interval lies on the good side of no change, and the estimate reaches the limit.
    Better,
    /// The whole interval lies on the bad side of no change, and the estimate reaches the limit.
    Worse,
    /// Too few runs, too much noise, or too wide an interval.
    Undecided,
    /// Figures of two machines, or of builds made differently, are not judged; and of an arm without a valid run in the new
    /// record there is nothing to judge.
    NotComparable,
}

/// One figure of one arm on one query, in both records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Label of the arm.
    pub arm: String,
    /// Name of the query.
    pub query: String,
    /// The metric: its key, or of a latency its name and percentile, such as `from_trigger p99`.
    pub metric: String,
    /// Its name for people.
    pub label: String,
    /// Unit of the figures.
    pub unit: String,
    /// What a change of it means.
    pub direction: Direction,
    /// The figure of the base.
    pub base: ChangeFigure,
    /// The figure of the new record.
    pub new: ChangeFigure,
    /// In what the change is told.
    pub scale: ChangeScale,
    /// The change: of pairs of runs where there is an interval (Hodges-Lehmann), else of the two figures; absent where one
    /// has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<f64>,
    /// Lower bound of its interval; absent with too few pairs, and where the change is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Upper bound of its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// The relative change that equal records with this noise would typically show at most; absent with too few pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<f64>,
    /// Pairs of runs of equal repeat that have the figure.
    pub pairs: u32,
    /// What may be said.
    pub verdict: ChangeVerdict,
    /// About how many pairs it would take to say more; absent where it is decided, and where no number would do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs_needed: Option<u32>,
}

/// A figure of one record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeFigure {
    /// The figure as the record's own table shows it: percentiles of all runs' samples together, else the median of runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What stands in its place, such as `n<1000`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// Runs that have the figure on their own.
    pub runs: u32,
    /// The least of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The greatest of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// The answers of one arm on one query, in both records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerChange {
    /// Label of the arm.
    pub arm: String,
    /// Name of the query.
    pub query: String,
    /// Different answers among the base's valid runs.
    pub base_answers: u32,
    /// Different answers among the new record's valid runs; 0 if it has none of the arm on the query.
    pub new_answers: u32,
    /// `identical`; `worse` if both always gave one answer and these differ, or the new ones are wrong; `undecided` if
    /// answers vary from run to run, or the arm's settings are others; `not-comparable` if the new record has no valid run.
    pub verdict: ChangeVerdict,
}

/// One metric over all arms and queries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeanChange {
    /// Name of the metric for people.
    pub label: String,
    /// Geometric mean of new ÷ base, − 1.
    pub change: f64,
    /// Arms and queries it is taken over.
    pub over: u32,
}

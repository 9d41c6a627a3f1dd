//! One query, arm against arm.

use streamgauge_record::{RecordError, Run, Setting, SingleThread};
use streamgauge_statistics::Rule;

use crate::completeness_rows::name_emissions;
use crate::cost::cost_notes;
use crate::detection_rows::detection_rows;
use crate::latency_rows::{latency_rows, percentile_row};
use crate::recovery_metrics::RECOVERY;
use crate::{Agreement, ArmSummary, Group, METRICS, Metric, Row};

/// One query: every arm's figures side by side.
#[derive(Clone, Debug)]
pub struct QuerySummary {
    /// Name in the catalogue.
    pub name: String,
    /// One line for people.
    pub summary: String,
    /// `tumbling`, `sliding`, `session`, `running` or `stateless`.
    pub window: String,
    /// All settings of the query.
    pub settings: Vec<Setting>,
    /// The arms, in the order of the plan.
    pub arms: Vec<ArmSummary>,
    /// Which arm the others are compared with.
    pub reference: usize,
    /// Whether the arms gave the same answer.
    pub agreement: Agreement,
    /// What the arms cost against one plain thread, a line each.
    pub cost: Vec<String>,
    pub(crate) simulated: bool,
    /// By which rule arms are compared; none in a simulation, where every figure is exact.
    pub(crate) rule: Option<Rule>,
}

impl QuerySummary {
    /// Over the runs of one query.
    pub(crate) fn of(
        name: &str,
        arms: &[String],
        runs: &[&Run],
        rule: Option<Rule>,
    ) -> Result<Self, RecordError> {
        let simulated = rule.is_none();
        let settings = runs.first().map(|run| run.query.clone());
        let window = settings
            .as_ref()
            .map(|query| query.window.clone())
            .unwrap_or_default();
        let of_arm = |arm: &String| {
            let own: Vec<&Run> = runs.iter().copied().filter(|run| run.arm == *arm).collect();
            ArmSummary::of(arm, &own, simulated)
        };
        let arms = arms.iter().map(of_arm).collect::<Result<Vec<_>, _>>()?;
        let valid: Vec<&Run> = runs.iter().copied().filter(|run| run.status.valid).collect();
        Ok(Self {
            name: name.into(),
            summary: settings
                .as_ref()
                .map(|query| query.summary.clone())
                .unwrap_or_default(),
            window,
            settings: settings.map(|query| query.settings).unwrap_or_default(),
            reference: arms
                .iter()
                .position(|arm| arm.engine == "event-at-a-time")
                .unwrap_or(0),
            agreement: Agreement::over(&valid),
            arms,
            cost: Vec::new(),
            simulated,
            rule,
        })
    }

    /// With what the arms cost against one thread on this query.
    pub(crate) fn against(mut self, single: Option<&SingleThread>) -> Self {
        self.cost = single.map_or_else(Vec::new, |single| cost_notes(single, &self.arms));
        self
    }

    /// The table: latency, throughput, results, detection, cost; rows that no arm can fill are left out.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = latency_rows(self);
        let metrics = METRICS
            .iter()
            .chain(&RECOVERY)
            .filter(|metric| !(self.simulated && metric.group == Group::Throughput));
        rows.extend(metrics.map(|metric| self.metric_row(metric)));
        rows.extend(detection_rows(self));
        // In the order of the headings; within each, in the order above.
        rows.sort_by_key(|row| row.group);
        rows.retain(|row| !row.is_empty());
        name_emissions(&mut rows, &self.arms);
        rows
    }

    /// A metric that is one number per run, of each arm.
    pub(crate) fn metric_row(&self, metric: &Metric) -> Row {
        let figures = self.arms.iter().map(|arm| arm.figure(metric.key)).collect();
        Row::new(metric.group, metric.label, metric.unit, figures, self)
    }

    /// A percentile of each arm's own headline latency; compared only with arms of the same headline.
    #[must_use]
    pub fn percentile_row(&self, quantile: f64) -> Row {
        percentile_row(self, quantile)
    }

    /// Names of the headline latencies that arms have, each once; if no arm has one, what the first should have.
    #[must_use]
    pub fn headlines(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for arm in self.arms.iter().filter(|arm| arm.headline_latency().is_some()) {
            if !names.contains(&arm.headline) {
                names.push(arm.headline);
            }
        }
        if names.is_empty() {
            names.extend(self.arms.first().map(|arm| arm.headline));
        }
        names
    }

    /// Name of the headline latency, if all arms that have one have the same.
    #[must_use]
    pub fn headline(&self) -> Option<&'static str> {
        match self.headlines()[..] {
            [name] => Some(name),
            _ => None,
        }
    }

    /// An arm's name in a picture of headline latencies: with its latency where arms differ.
    pub(crate) fn latency_label(&self, arm: &ArmSummary) -> String {
        match self.headline() {
            Some(_) => arm.arm.clone(),
            None => format!("{} ({})", arm.arm, arm.headline),
        }
    }

    /// What the latency is, for captions: its name, or each name with the arms that have it.
    pub(crate) fn headline_text(&self) -> String {
        let of = |name: &&str| {
            let arms = self.arms.iter().filter(|arm| arm.headline == *name);
            let arms: Vec<&str> = arms.map(|arm| arm.arm.as_str()).collect();
            format!("{name} (of {})", arms.join(", "))
        };
        match self.headline() {
            Some(name) => name.into(),
            None => self.headlines().iter().map(of).collect::<Vec<_>>().join(" and "),
        }
    }

    /// Label of the arm that the others are compared with.
    #[must_use]
    pub fn reference_arm(&self) -> &str {
        self.arms.get(self.reference).map_or("", |arm| &arm.arm)
    }
}

/// `p50`, `p99.9`.
pub(crate) fn percentile_name(quantile: f64) -> String {
    let percent = format!("{:.4}", quantile * 100.0);
    format!("p{}", percent.trim_end_matches('0').trim_end_matches('.'))
}

/// `1 run`, `3 runs`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

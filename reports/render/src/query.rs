//! One query, arm against arm.

use streamgauge_record::{PERCENTILES, RecordError, Run, Setting};

use crate::{Agreement, ArmSummary, Figure, Group, METRICS, Row, Unit, headline};

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
    /// Name of the headline latency.
    pub headline: &'static str,
    /// The arms, in the order of the plan.
    pub arms: Vec<ArmSummary>,
    /// Which arm the others are compared with.
    pub reference: usize,
    /// Whether the arms gave the same answer.
    pub agreement: Agreement,
    simulated: bool,
}

impl QuerySummary {
    /// Over the runs of one query.
    pub(crate) fn of(
        name: &str,
        arms: &[String],
        runs: &[&Run],
        simulated: bool,
    ) -> Result<Self, RecordError> {
        let settings = runs.first().map(|run| run.query.clone());
        let window = settings
            .as_ref()
            .map(|query| query.window.clone())
            .unwrap_or_default();
        let of_arm = |arm: &String| {
            let own: Vec<&Run> = runs.iter().copied().filter(|run| run.arm == *arm).collect();
            ArmSummary::of(arm, &own)
        };
        let arms = arms.iter().map(of_arm).collect::<Result<Vec<_>, _>>()?;
        let valid: Vec<&Run> = runs.iter().copied().filter(|run| run.status.valid).collect();
        Ok(Self {
            name: name.into(),
            summary: settings
                .as_ref()
                .map(|query| query.summary.clone())
                .unwrap_or_default(),
            headline: headline(&window),
            window,
            settings: settings.map(|query| query.settings).unwrap_or_default(),
            reference: arms
                .iter()
                .position(|arm| arm.engine == "event-at-a-time")
                .unwrap_or(0),
            agreement: Agreement::over(&valid),
            arms,
            simulated,
        })
    }

    /// The table: latency, throughput, results, cost; rows that no arm can fill are left out.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = self.latency_rows();
        let metrics = METRICS
            .iter()
            .filter(|metric| !(self.simulated && metric.group == Group::Throughput));
        rows.extend(metrics.map(|metric| {
            let figures = self.arms.iter().map(|arm| arm.figure(metric.key)).collect();
            Row::new(metric.group, metric.label, metric.unit, figures, self.reference)
        }));
        rows.retain(|row| !row.is_empty());
        drop_unrepaired(&mut rows);
        rows
    }

    /// A percentile of the headline latency for each arm.
    #[must_use]
    pub fn percentile_row(&self, quantile: f64) -> Row {
        let figure = |arm: &ArmSummary| {
            arm.latency
                .get(self.headline)
                .map_or(Figure::Absent, |latency| latency.percentile(quantile))
        };
        self.latency_row(&percentile_name(quantile), figure)
    }

    fn latency_rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = PERCENTILES
            .iter()
            .map(|&quantile| self.percentile_row(quantile))
            .collect();
        // The far tail is shown where somebody has one; p50, p90 and p99 also where nobody has.
        let mut place = 0;
        rows.retain(|row| {
            place += 1;
            place <= 3
                || row
                    .figures
                    .iter()
                    .any(|figure| !matches!(figure, Figure::TooFew { .. } | Figure::Absent))
        });
        rows.push(self.latency_row("max", |arm| {
            arm.latency
                .get(self.headline)
                .map_or(Figure::Absent, crate::LatencySummary::greatest)
        }));
        rows
    }

    fn latency_row(&self, label: &str, figure: impl Fn(&ArmSummary) -> Figure) -> Row {
        let figures = self.arms.iter().map(figure).collect();
        Row::new(Group::Latency, label, Unit::Nanoseconds, figures, self.reference)
    }

    /// How many runs and samples stand behind each arm's figures, one line for each arm.
    #[must_use]
    pub fn sample_notes(&self) -> Vec<String> {
        self.arms.iter().map(|arm| self.sample_note(arm)).collect()
    }

    fn sample_note(&self, arm: &ArmSummary) -> String {
        let mut note = format!("{}: {}", arm.arm, plural(arm.valid, "valid run"));
        if arm.void > 0 {
            note.push_str(&format!(", {} void", arm.void));
        }
        if let Some(latency) = arm.latency.get(self.headline) {
            let merged = &latency.merged;
            note.push_str(&format!(", n = {} {}", merged.samples, self.headline));
            if merged.censored > 0 {
                note.push_str(&format!(", {} due and not arrived", merged.censored));
            }
            if merged.negative > 0 {
                note.push_str(&format!(", {} below zero (clock errors)", merged.negative));
            }
        }
        note
    }

    /// Label of the arm that the others are compared with.
    #[must_use]
    pub fn reference_arm(&self) -> &str {
        self.arms.get(self.reference).map_or("", |arm| &arm.arm)
    }
}

/// What is missing at last stands only where updates made it differ from what is missing at first.
fn drop_unrepaired(rows: &mut Vec<Row>) {
    let values = |label: &str| -> Option<Vec<Option<f64>>> {
        let row = rows.iter().find(|row| row.label == label)?;
        Some(row.figures.iter().map(Figure::value).collect())
    };
    if values("missing") == values("missing at last") {
        rows.retain(|row| row.label != "missing at last");
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

//! What arms are held against each other by.

use streamgauge_statistics::Verdict;

use crate::quantity::three;
use crate::query::percentile_name;
use crate::{Figure, QuerySummary, Ratio, Row, Unit, metrics};

/// A figure by which arms are compared at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contest {
    /// The median of the headline latency.
    Median,
    /// Its 99th percentile.
    Tail,
    /// CPU time of the engine for each event.
    Cpu,
}

/// One arm on one query against the reference.
pub(crate) struct Line {
    pub(crate) place: usize,
    pub(crate) arm: String,
    unit: Unit,
    figure: Figure,
    reference: Figure,
    /// Why there is no ratio although both have a figure.
    incomparable: bool,
}

impl Contest {
    /// In the order in which they are shown.
    pub(crate) const ALL: [Self; 3] = [Self::Median, Self::Tail, Self::Cpu];

    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Median => "ratio-p50",
            Self::Tail => "ratio-p99",
            Self::Cpu => "ratio-cpu",
        }
    }

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Median => "median latency",
            Self::Tail => "99th percentile of the latency",
            Self::Cpu => "CPU time for each event",
        }
    }

    /// What is divided.
    pub(crate) fn what(self) -> String {
        match self {
            Self::Median => format!("{} of the headline latency", percentile_name(0.5)),
            Self::Tail => format!("{} of the headline latency", percentile_name(0.99)),
            Self::Cpu => "CPU time of the engine's threads for each event taken".into(),
        }
    }

    /// What is less than the reference, and what is more.
    pub(crate) const fn directions(self) -> (&'static str, &'static str) {
        match self {
            Self::Median | Self::Tail => ("sooner", "later"),
            Self::Cpu => ("cheaper", "dearer"),
        }
    }

    /// The figures of all arms of a query, with their ratios; `None` if it is no metric of this build.
    pub(crate) fn row(self, query: &QuerySummary) -> Option<Row> {
        match self {
            Self::Median => Some(query.percentile_row(0.5)),
            Self::Tail => Some(query.percentile_row(0.99)),
            Self::Cpu => {
                let metric = metrics().find(|metric| metric.key == "cpu_per_event")?;
                Some(query.metric_row(metric))
            }
        }
    }

    /// All arms but the reference.
    pub(crate) fn lines(self, query: &QuerySummary) -> Vec<Line> {
        let Some(row) = self.row(query) else { return vec![] };
        let reference = row
            .figures
            .get(query.reference)
            .cloned()
            .unwrap_or(Figure::Absent);
        let others = row.figures.into_iter().zip(&query.arms).enumerate();
        others
            .filter(|(place, _)| *place != query.reference)
            .map(|(place, (figure, arm))| Line {
                place,
                arm: arm.arm.clone(),
                unit: row.unit,
                figure,
                reference: reference.clone(),
                incomparable: self != Self::Cpu && query.headline().is_none(),
            })
            .collect()
    }
}

impl Line {
    pub(crate) fn ratio(&self) -> Option<&Ratio> {
        self.figure.ratio()
    }

    /// Its figure and the reference's, of the same kind, where the reference's is 0.
    pub(crate) fn beside_zero(&self) -> Option<(f64, f64)> {
        let (own, reference) = (self.figure.value()?, self.reference.value()?);
        (!self.incomparable && reference == 0.0).then_some((own, reference))
    }

    /// The ratio, or why there is none.
    pub(crate) fn text(&self) -> String {
        if self.ratio().is_some() {
            return self.figure.against_text();
        }
        match (&self.figure, &self.reference) {
            (Figure::Known { .. }, Figure::Known { .. }) if self.incomparable => "another latency".into(),
            (Figure::Known { .. }, Figure::Known { .. }) => "a figure is 0".into(),
            (Figure::Known { .. }, reference) => format!("reference: {}", reference.text(self.unit)),
            (figure, _) => figure.text(self.unit),
        }
    }

    /// Everything about it, for a table.
    pub(crate) fn cells(&self, reference: &str) -> Vec<String> {
        let ratio = self.ratio();
        let interval = ratio.and_then(|ratio| ratio.interval);
        vec![
            self.arm.clone(),
            self.figure.text(self.unit),
            reference.to_owned(),
            self.reference.text(self.unit),
            ratio.map_or_else(|| self.text(), |ratio| format!("×{}", three(ratio.value))),
            interval.map_or("—".into(), |(low, high)| {
                format!("{} … {}", three(low), three(high))
            }),
            self.pairs().to_string(),
            ratio
                .and_then(|ratio| ratio.verdict)
                .map_or("—", verdict_words)
                .to_owned(),
        ]
    }

    /// Repeats of which both arms have the figure.
    fn pairs(&self) -> usize {
        let (Some(own), Some(other)) = (repeats(&self.figure), repeats(&self.reference)) else {
            return 0;
        };
        own.iter().filter(|repeat| other.contains(repeat)).count()
    }
}

fn repeats(figure: &Figure) -> Option<Vec<u32>> {
    match figure {
        Figure::Known { runs: Some(runs), .. } => {
            Some(runs.by_repeat.iter().map(|(repeat, _)| *repeat).collect())
        }
        _ => None,
    }
}

/// What may be said of a ratio.
pub(crate) const fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Lower => "lower",
        Verdict::Higher => "higher",
        Verdict::TooNoisy { .. } => "machine too noisy",
        Verdict::CannotTell { .. } => "cannot tell",
    }
}

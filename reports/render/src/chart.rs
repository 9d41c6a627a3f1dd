//! What every chart has, whoever draws it.

use crate::backlog_chart::BacklogChart;
use crate::completeness_chart::CompletenessChart;
use crate::contest::Contest;
use crate::instant_rows::rows_at_most;
use crate::late_chart::LateChart;
use crate::ratio_chart::RatioChart;
use crate::spectrum_chart::SpectrumChart;
use crate::state_chart::StateChart;
use crate::throughput_chart::{Measure, ThroughputChart};
use crate::time_chart::TimeChart;
use crate::{RenderError, Summary};

/// One picture, with everything it says also in words and numbers.
pub trait Chart {
    /// Short name for file names and anchors: lower case letters, digits and dashes.
    fn id(&self) -> String;
    /// Heading.
    fn title(&self) -> String;
    /// What the picture shows and how to read it.
    fn caption(&self) -> String;
    /// The numbers that matter most, in words.
    fn in_words(&self) -> String;
    /// Caption and numbers: what those are told who do not see the picture.
    fn description(&self) -> String {
        format!("{} {}", self.caption(), self.in_words())
    }
    /// Every number drawn, but for what [`Chart::left_out`] names.
    fn table(&self) -> DataTable;
    /// What is drawn and stands in no table, and where it does stand, in sentences; `None` if the table has it all.
    fn left_out(&self) -> Option<String> {
        None
    }
    /// The picture.
    ///
    /// # Errors
    /// If the drawing library fails.
    fn svg(&self) -> Result<String, RenderError>;
}

/// The numbers behind a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataTable {
    /// Column names.
    pub head: Vec<String>,
    /// Rows; the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

impl DataTable {
    /// Leaves out a column.
    pub(crate) fn remove(&mut self, name: &str) {
        let Some(place) = self.head.iter().position(|head| head == name) else {
            return;
        };
        self.head.remove(place);
        for row in &mut self.rows {
            row.remove(place);
        }
    }
}

/// All charts that the record has data for, in the order in which they are shown.
#[must_use]
pub fn charts(summary: &Summary) -> Vec<Box<dyn Chart + '_>> {
    let mut charts = head_to_head(summary);
    charts.extend(catching_up(summary));
    charts.extend(course(summary));
    charts
}

/// Arm against arm, at a glance.
pub(crate) fn head_to_head(summary: &Summary) -> Vec<Box<dyn Chart + '_>> {
    let contests = Contest::ALL.into_iter();
    contests
        .filter_map(|contest| RatioChart::new(summary, contest).map(boxed))
        .collect()
}

/// How disturbances were got over.
pub(crate) fn catching_up(summary: &Summary) -> Vec<Box<dyn Chart + '_>> {
    let queries = summary.queries.iter();
    queries
        .filter_map(|query| BacklogChart::new(query, summary).map(boxed))
        .collect()
}

/// Everything else: latency, load, lateness, state.
pub(crate) fn course(summary: &Summary) -> Vec<Box<dyn Chart + '_>> {
    let mut charts: Vec<Box<dyn Chart + '_>> = Vec::new();
    for query in &summary.queries {
        charts.extend(SpectrumChart::new(query).map(boxed));
    }
    for query in &summary.queries {
        charts.extend(TimeChart::new(query, summary).map(boxed));
    }
    if !summary.simulated {
        charts.extend(ThroughputChart::new(summary, Measure::Rates).map(boxed));
        charts.extend(ThroughputChart::new(summary, Measure::Capacity).map(boxed));
    }
    charts.extend(LateChart::new(summary).map(boxed));
    charts.extend(CompletenessChart::new(summary).map(boxed));
    let rows = rows_at_most(summary.queries.len() * summary.arms.len());
    for query in &summary.queries {
        charts.extend(StateChart::new(query, summary.warm_up_ns, rows).map(boxed));
    }
    charts
}

fn boxed<'a>(chart: impl Chart + 'a) -> Box<dyn Chart + 'a> {
    Box::new(chart)
}

/// A name as part of an [`Chart::id`].
pub(crate) fn slug(name: &str) -> String {
    let slug: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    slug.trim_matches('-').to_string()
}

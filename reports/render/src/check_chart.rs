//! What each pair of runs of a check came to.

use streamgauge_record::{Block, CheckMetric, CheckRecord, CheckedScenario, MetricComparison, Side};

use crate::change_strip::{Strip, StripChart};
use crate::check_lines::{interval_text, label, percent, word};
use crate::query::plural;
use crate::{Chart, DataTable};

/// One picture: a row for each scenario and metric; none where nothing was measured in pairs.
#[must_use]
pub fn check_charts(record: &CheckRecord) -> Vec<Box<dyn Chart>> {
    let rows: Vec<Row<'_>> = record.scenarios.iter().flat_map(rows).collect();
    let chart = StripChart {
        id: "check-pairs",
        title: "Head against base, pair by pair".to_owned(),
        caption: format!(
            "Each dot is a pair of runs: by how much the head's figure is more or less than the base's. The bar is the \
             interval over all pairs, with the estimate between its ends. The shade reaches to the limit of {}, up to which \
             a change counts for nothing.",
            percent(record.policy.limit).trim_start_matches('+')
        ),
        left_out: "The figures of each pair stand in the tables of the pairs of runs.",
        limit: record.policy.limit,
        strips: rows.iter().map(Row::strip).collect(),
        table: table(&rows),
    };
    chart.boxed().into_iter().collect()
}

/// A metric of a scenario.
struct Row<'a> {
    scenario: &'a str,
    found: &'a MetricComparison,
    changes: Vec<f64>,
}

fn rows(checked: &CheckedScenario) -> Vec<Row<'_>> {
    let row = |found| Row {
        scenario: &checked.scenario,
        found,
        changes: changes(checked, found.metric),
    };
    checked.comparisons.iter().map(row).collect()
}

/// Head ÷ base − 1 of every pair that counts.
fn changes(checked: &CheckedScenario, metric: CheckMetric) -> Vec<f64> {
    let figure = |pair: u32, side: Side| {
        let counts = |block: &&Block| block.pair == pair && block.side == side && block.void.is_none();
        checked.blocks.iter().find(counts)?.figures.get(&metric)
    };
    let last = checked.blocks.iter().map(|block| block.pair).max().unwrap_or(0);
    let change = |pair| Some(figure(pair, Side::Head)? / figure(pair, Side::Base)? - 1.0);
    let changes = (1..=last).filter_map(change);
    changes.filter(|change: &f64| change.is_finite()).collect()
}

impl Row<'_> {
    fn strip(&self) -> Strip {
        let found = &self.found.comparison;
        let change = found.change.map_or("—".to_owned(), percent);
        Strip {
            name: format!("{}, {}", self.scenario, label(self.found.metric)),
            text: format!("{change}, {}", word(found.verdict)),
            dots: self.changes.clone(),
            estimate: found
                .change
                .zip(found.lower.zip(found.upper))
                .map(|(change, (low, high))| (change, low, high)),
            place: 0,
        }
    }
}

fn table(rows: &[Row<'_>]) -> DataTable {
    let head = [
        "scenario",
        "metric",
        "pairs",
        "least pair",
        "greatest pair",
        "change",
        "interval",
        "verdict",
    ];
    let row = |row: &Row<'_>| {
        let found = &row.found.comparison;
        let end = |end: Option<f64>| end.map_or("—".to_owned(), percent);
        vec![
            row.scenario.to_owned(),
            label(row.found.metric).to_owned(),
            plural(row.changes.len(), "pair"),
            end(row.changes.iter().copied().reduce(f64::min)),
            end(row.changes.iter().copied().reduce(f64::max)),
            end(found.change),
            interval_text(found),
            word(found.verdict).to_owned(),
        ]
    };
    DataTable {
        head: head.map(str::to_owned).to_vec(),
        rows: rows.iter().map(row).collect(),
    }
}

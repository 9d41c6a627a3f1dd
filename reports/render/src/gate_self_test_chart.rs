//! What the gate made of each comparison of its test of itself.

use streamgauge_record::{CheckMetric, CheckVerdict, CheckedScenario, GateSelfTest};

use crate::change_strip::{Strip, StripChart};
use crate::check_lines::{label, percent};
use crate::{Chart, DataTable};

/// One picture: a row for each scenario and metric of the build as it is, and of the build made slower.
#[must_use]
pub fn gate_self_test_charts(record: &GateSelfTest) -> Vec<Box<dyn Chart>> {
    let slowed = format!("slowed by {}", percent(record.drag).trim_start_matches('+'));
    let mut rows = rows(&record.equal, "equal builds", 0);
    rows.extend(self::rows(&record.slowed, &slowed, 1));
    let chart = StripChart {
        id: "gate-self-test",
        title: "What the gate measured between equal and unequal builds".to_owned(),
        caption: format!(
            "Each dot is a comparison: by how much the gate took the head's figure to be more or less than the base's. The \
             shade reaches to the limit of {}.",
            percent(record.policy.limit).trim_start_matches('+')
        ),
        left_out: "Each comparison of the build made slower, and each that was called worse or better, stands in the table \
                   of the comparisons; the document has all of them.",
        limit: record.policy.limit,
        strips: rows.iter().map(Row::strip).collect(),
        table: table(&rows),
    };
    chart.boxed().into_iter().collect()
}

/// All comparisons of a metric of a scenario.
struct Row {
    test: String,
    scenario: String,
    metric: CheckMetric,
    place: usize,
    changes: Vec<f64>,
    all: usize,
    worse: usize,
    better: usize,
    undecided: usize,
}

/// In the order in which scenarios first came.
fn rows(checked: &[CheckedScenario], test: &str, place: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (scenario, found) in checked.iter().flat_map(|checked| {
        checked
            .comparisons
            .iter()
            .map(move |found| (&checked.scenario, found))
    }) {
        let known = rows
            .iter()
            .position(|row| row.scenario == *scenario && row.metric == found.metric);
        let at = known.unwrap_or_else(|| {
            rows.push(Row {
                test: test.to_owned(),
                scenario: scenario.clone(),
                metric: found.metric,
                place,
                changes: Vec::new(),
                all: 0,
                worse: 0,
                better: 0,
                undecided: 0,
            });
            rows.len() - 1
        });
        let row = &mut rows[at];
        row.changes.extend(found.comparison.change);
        row.all += 1;
        match found.comparison.verdict {
            CheckVerdict::Worse => row.worse += 1,
            CheckVerdict::Better => row.better += 1,
            CheckVerdict::Undecided => row.undecided += 1,
            CheckVerdict::Same => {}
        }
    }
    rows
}

impl Row {
    fn strip(&self) -> Strip {
        Strip {
            name: format!("{}, {}: {}", self.scenario, label(self.metric), self.test),
            text: format!("{} of {} called worse", self.worse, self.all),
            dots: self.changes.clone(),
            estimate: None,
            place: self.place,
        }
    }
}

fn table(rows: &[Row]) -> DataTable {
    let head = [
        "scenario",
        "metric",
        "builds",
        "comparisons",
        "worse",
        "better",
        "undecided",
        "least",
        "greatest",
    ];
    let row = |row: &Row| {
        let end = |end: Option<f64>| end.map_or("—".to_owned(), percent);
        vec![
            row.scenario.clone(),
            label(row.metric).to_owned(),
            row.test.clone(),
            row.all.to_string(),
            row.worse.to_string(),
            row.better.to_string(),
            row.undecided.to_string(),
            end(row.changes.iter().copied().reduce(f64::min)),
            end(row.changes.iter().copied().reduce(f64::max)),
        ]
    };
    DataTable {
        head: head.map(str::to_owned).to_vec(),
        rows: rows.iter().map(row).collect(),
    }
}

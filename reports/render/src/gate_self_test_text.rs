//! What the gate made of builds whose difference is known, for people.

use std::fmt::Write as _;

use streamgauge_record::{CheckVerdict, CheckedScenario, Fitness, GateSelfTest};

use crate::DataTable;
use crate::check_lines::{label, percent, word};
use crate::markdown::{capital, escape};
use crate::query::plural;
use crate::text_table::{aligned, table_markdown};

/// False alarms, detections, and every case that is one of them or should have been.
#[must_use]
pub fn gate_self_test_text(record: &GateSelfTest) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} against itself: {} of {} called worse (false alarms), {} better, {} undecided",
        record.build.version,
        record.false_alarms,
        plural(record.comparisons as usize, "comparison"),
        record.false_praise,
        record.undecided
    );
    let _ = writeln!(
        text,
        "slowed by {} %: found in {} of {}",
        100.0 * record.drag,
        record.found,
        plural(record.planted as usize, "scenario")
    );
    let table = outstanding(record);
    if !table.rows.is_empty() {
        let _ = write!(text, "\n{}", aligned(&table, "  "));
    }
    let _ = writeln!(text, "\n{}", record.machine.line());
    let _ = writeln!(text, "{}", fitness(record));
    text
}

/// As [`gate_self_test_text`], for a pull request.
#[must_use]
pub fn gate_self_test_markdown(record: &GateSelfTest) -> String {
    format!(
        "### streamgauge: {}\n\n{}\n{} · {}\n",
        capital(&fitness(record)),
        table_markdown(&outstanding(record)),
        escape(&record.build.version),
        escape(&record.machine.line())
    )
}

/// The comparisons of equal builds that were called worse or better, and all of the build made slower.
pub(crate) fn outstanding(record: &GateSelfTest) -> DataTable {
    let mut table = DataTable {
        head: ["test", "metric", "change", "floor", "verdict"]
            .map(str::to_owned)
            .to_vec(),
        rows: Vec::new(),
    };
    for checked in &record.equal {
        let wrong = |verdict| matches!(verdict, CheckVerdict::Worse | CheckVerdict::Better);
        rows(&mut table, "equal", checked, wrong);
    }
    for checked in &record.slowed {
        rows(&mut table, "slowed", checked, |_| true);
    }
    table
}

/// `fit for this machine: 0 false alarms in 204 comparisons (at most 1 in 200), 10 of 10 slow-downs found (at least 9 in
/// 10), 3 % undecided`.
pub(crate) fn fitness(record: &GateSelfTest) -> String {
    let verdict = match record.fitness() {
        _ if !record.complete => "interrupted before everything was tried",
        Fitness::Fit => "the gate is fit for this machine",
        Fitness::Unfit => "the gate is NOT fit for this machine",
        Fitness::TooFew => {
            "too few to tell whether the gate is fit for this machine, which takes 200 comparisons and 10 slow-downs"
        }
    };
    format!(
        "{verdict}: {} in {} (at most 1 in 200), {} of {} found (at least 9 in 10), {:.1} % undecided",
        plural(record.false_alarms as usize, "false alarm"),
        plural(record.comparisons as usize, "comparison"),
        record.found,
        plural(record.planted as usize, "slow-down"),
        100.0 * record.undecided_share()
    )
}

fn rows(table: &mut DataTable, test: &str, checked: &CheckedScenario, shown: impl Fn(CheckVerdict) -> bool) {
    let share = |share: Option<f64>| share.map_or("—".to_owned(), percent);
    for found in checked
        .comparisons
        .iter()
        .filter(|found| shown(found.comparison.verdict))
    {
        table.rows.push(vec![
            format!("{test} · {}", checked.scenario),
            label(found.metric).to_owned(),
            share(found.comparison.change),
            share(found.comparison.floor).replace('+', "±"),
            word(found.comparison.verdict).to_owned(),
        ]);
    }
}

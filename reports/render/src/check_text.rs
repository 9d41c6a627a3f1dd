//! A check for people at a terminal.

use std::fmt::Write as _;

use streamgauge_record::{CheckRecord, CheckVerdict};

use crate::DataTable;
use crate::check_lines::{CHANGE, CheckLine, answer_problems, answers, lines, sentence, word};
use crate::check_notes::notes;
use crate::text_table::aligned;

/// The limits, what passed and what did not, the figures, the result.
#[must_use]
pub fn check_text(record: &CheckRecord) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "base  {}  {}\nhead  {}  {}\nGATE  {}",
        record.base.program,
        record.base.version,
        record.head.program,
        record.head.version,
        gate(record),
    );
    for note in notes(record) {
        let _ = writeln!(text, "note: {note}");
    }
    let problems = answer_problems(record);
    let sign = if problems.is_empty() { '✓' } else { '✗' };
    let _ = writeln!(text, "\n{sign} answers  {}", answers(record));
    for (scenario, why) in problems {
        let _ = writeln!(text, "    {scenario}: {why}");
    }
    let lines = lines(record);
    if !lines.is_empty() {
        let _ = write!(text, "\n{}{CHANGE}\n", aligned(&table(&lines), "  "));
    }
    for line in lines.iter().filter(|line| !line.why.is_empty()) {
        let _ = writeln!(text, "? {} · {}: {}", line.scenario, line.metric, line.why);
    }
    let count = |verdict| record.count(verdict);
    let _ = writeln!(
        text,
        "\n{} worse · {} better · {} same · {} undecided\nRESULT  {}",
        count(CheckVerdict::Worse),
        count(CheckVerdict::Better),
        count(CheckVerdict::Same),
        count(CheckVerdict::Undecided),
        sentence(record)
    );
    text
}

/// What the policy allows.
pub(crate) fn gate(record: &CheckRecord) -> String {
    let policy = &record.policy;
    format!(
        "a metric may get worse by less than {} %, instructions may grow by {} %; {} pairs, {} % interval{}",
        100.0 * policy.limit,
        100.0 * policy.instructions,
        policy.pairs,
        100.0 * policy.confidence,
        if policy.confirm { ", confirmed afresh" } else { "" },
    )
}

/// The verdicts as a table.
pub(crate) fn table(lines: &[CheckLine]) -> DataTable {
    let head = [
        "scenario", "metric", "base", "head", "change", "interval", "floor", "verdict",
    ];
    let row = |line: &CheckLine| {
        vec![
            line.scenario.clone(),
            line.metric.to_owned(),
            line.base.clone(),
            line.head.clone(),
            line.change.clone(),
            line.interval.clone(),
            line.floor.clone(),
            word(line.verdict).to_owned(),
        ]
    };
    DataTable {
        head: head.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
    }
}

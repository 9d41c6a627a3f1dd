//! The records of a history as a table.

use serde_json::{Value, json};
use streamgauge_record::{HistoryFile, HistoryRecord};

use crate::history_change::day;
use crate::text_table::aligned;
use crate::{DataTable, RenderError};

const COLUMNS: [&str; 8] = [
    "machines",
    "record",
    "date",
    "commit",
    "version",
    "valid runs",
    "note",
    "events",
];

/// One row for each record, class by class, in order of dates.
#[must_use]
pub fn history_records(files: &[HistoryFile]) -> DataTable {
    let rows = files
        .iter()
        .flat_map(|file| file.records.iter().map(move |record| row(file, record)));
    DataTable {
        head: COLUMNS.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// The same for people: a table for each class.
#[must_use]
pub fn history_records_terminal(files: &[HistoryFile]) -> String {
    let table = |file: &HistoryFile| {
        let rows = file.records.iter().map(|record| row(file, record).split_off(1));
        let table = DataTable {
            head: COLUMNS[1..].iter().map(|name| (*name).to_owned()).collect(),
            rows: rows.collect(),
        };
        format!("{}\n{}", file.class(), aligned(&table, "  "))
    };
    let files = files.iter().filter(|file| !file.records.is_empty());
    files.map(table).collect::<Vec<_>>().join("\n")
}

fn row(file: &HistoryFile, record: &HistoryRecord) -> Vec<String> {
    let said = file
        .annotations
        .iter()
        .filter(|said| record.is_named(&said.target));
    let said: Vec<&str> = said.map(|said| said.text.as_str()).collect();
    let runs: u32 = record.arms.iter().map(|arm| arm.valid_runs).sum();
    let dash = || "—".to_owned();
    vec![
        file.class(),
        record.id.clone(),
        day(record.date()).to_owned(),
        record.tool.commit.clone().unwrap_or_else(dash),
        record.tool.version.clone(),
        runs.to_string(),
        if said.is_empty() {
            dash()
        } else {
            said.join("; ").replace(['\n', '\r'], " ")
        },
        record.subject.clone(),
    ]
}

/// Everything that is kept, as one JSON object.
///
/// # Errors
/// If a value has no JSON form.
pub fn history_records_json(files: &[HistoryFile]) -> Result<String, RenderError> {
    let class = |file: &HistoryFile| json!({ "class": file.class(), "records": file.records, "annotations": file.annotations });
    let classes: Vec<Value> = files.iter().map(class).collect();
    Ok(serde_json::to_string_pretty(&json!({ "classes": classes }))? + "\n")
}

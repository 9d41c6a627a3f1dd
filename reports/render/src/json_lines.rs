//! One line of JSON for each run.

use serde_json::{Value, json};
use streamgauge_record::{Record, Run};

use crate::RenderError;

/// One JSON object per line, each with a `reason`: `record` first, then one `run` for each run, then `finished`.
///
/// # Errors
/// If a value has no JSON form.
pub fn jsonl(record: &Record) -> Result<String, RenderError> {
    let mut text = line(&json!({
        "reason": "record",
        "schema": record.schema,
        "version": record.version,
        "id": record.id,
        "fingerprint": record.scenario.fingerprint,
    }))?;
    for run in &record.runs {
        text.push_str(&line(&of_run(run)?)?);
    }
    let valid = record.runs.iter().filter(|run| run.status.valid).count();
    text.push_str(&line(&json!({
        "reason": "finished",
        "complete": record.complete,
        "runs": record.runs.len(),
        "valid_runs": valid,
    }))?);
    Ok(text)
}

/// The run itself, with `reason` added.
fn of_run(run: &Run) -> Result<Value, RenderError> {
    let mut value = serde_json::to_value(run)?;
    value["reason"] = "run".into();
    Ok(value)
}

fn line(value: &Value) -> Result<String, RenderError> {
    Ok(serde_json::to_string(value)? + "\n")
}

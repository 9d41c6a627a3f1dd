//! One line of JSON for each run.

use serde::Serialize;
use serde_json::{Value, json};
use streamgauge_record::Record;

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
        text.push_str(&line(&reasoned("run", run)?)?);
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

/// A document of points, one JSON object per line: its head, a `point` for each point, then `finished`.
///
/// # Errors
/// If a value has no JSON form.
pub(crate) fn document_lines(
    head: &Value,
    points: &[impl Serialize],
    complete: bool,
) -> Result<String, RenderError> {
    let mut text = line(head)?;
    for point in points {
        text.push_str(&line(&reasoned("point", point)?)?);
    }
    let foot = json!({ "reason": "finished", "complete": complete, "points": points.len() });
    Ok(text + &line(&foot)?)
}

/// The thing itself, with `reason` added.
fn reasoned(reason: &str, thing: &impl Serialize) -> Result<Value, RenderError> {
    let mut value = serde_json::to_value(thing)?;
    value["reason"] = reason.into();
    Ok(value)
}

fn line(value: &Value) -> Result<String, RenderError> {
    Ok(serde_json::to_string(value)? + "\n")
}

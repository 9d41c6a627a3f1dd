//! Instruction counts of kernels, as `gungraun` saves them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use streamgauge_record::{Document as _, KernelRecord};

use crate::failure::Failure;

/// The file that `gungraun` writes for each benchmark with `--save-summary=json`.
const SUMMARY: &str = "summary.json";

/// Instructions by kernel: from one summary, from all of a directory, or from what `import` made of them.
///
/// # Errors
/// Files that cannot be read or are no summaries, and directories without any.
pub(crate) fn kernel_counts(path: &Path) -> Result<BTreeMap<String, u64>, Failure> {
    let mut files = Vec::new();
    collect(path, &mut files).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
    if files.is_empty() {
        return Err(Failure::Usage(format!(
            "{}: there is no {SUMMARY} in it; `scripts/kernels` makes them",
            path.display()
        )));
    }
    if let [file] = files.as_slice()
        && let Ok(record) = KernelRecord::load(file)
    {
        let counted = record.kernels.into_iter();
        return Ok(counted
            .filter_map(|kernel| Some((kernel.name, kernel.instructions?)))
            .collect());
    }
    files.iter().map(|file| count(file)).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        fs::metadata(path)?;
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if entry.file_name() == SUMMARY {
            files.push(path);
        }
    }
    Ok(())
}

fn count(file: &Path) -> Result<(String, u64), Failure> {
    let fail = |what: String| Failure::Usage(format!("{}: {what}", file.display()));
    let bytes = fs::read(file).map_err(|error| fail(error.to_string()))?;
    let summary: Value = serde_json::from_slice(&bytes).map_err(|error| fail(error.to_string()))?;
    kernel(&summary).ok_or_else(|| fail("is no summary of gungraun with instructions (Ir)".to_owned()))
}

/// Name and instructions of a summary.
fn kernel(summary: &Value) -> Option<(String, u64)> {
    let part = |key: &str| summary.get(key).and_then(Value::as_str);
    let name = [part("function_name"), part("id")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("::");
    (!name.is_empty()).then_some((name, instructions(summary)?))
}

/// The instructions that callgrind counted, of all parts together (format 7).
fn instructions(summary: &Value) -> Option<u64> {
    let profiles = summary.get("profiles")?.as_array()?;
    let callgrind = profiles
        .iter()
        .find(|profile| profile.get("tool").and_then(Value::as_str) == Some("Callgrind"))?;
    callgrind.pointer("/data/total/metrics/Ir/values/new")?.as_u64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn summary(id: &str, instructions: u64) -> Value {
        json!({
            "version": "7",
            "function_name": "operator",
            "id": id,
            "profiles": [
                {"tool": "DHAT", "data": {}},
                {"tool": "Callgrind", "data": {"total": {"metrics": {"Ir": {"values": {"new": instructions, "old": 1}}}}}},
            ],
        })
    }

    #[test]
    fn all_summaries_of_a_directory_are_read() {
        let place = tempfile::tempdir().unwrap();
        for (id, instructions) in [("tumbling", 100), ("sliding", 300)] {
            let below = place.path().join("kernels").join(id);
            fs::create_dir_all(&below).unwrap();
            fs::write(below.join(SUMMARY), summary(id, instructions).to_string()).unwrap();
            fs::write(below.join("callgrind.out"), "no JSON").unwrap();
        }
        let counts = kernel_counts(place.path()).unwrap();
        let expected = [("operator::sliding", 300), ("operator::tumbling", 100)];
        assert_eq!(
            counts,
            expected.map(|(name, count)| (name.to_owned(), count)).into()
        );
    }

    #[test]
    fn what_is_no_summary_is_named() {
        let place = tempfile::tempdir().unwrap();
        let told = |path: &Path| format!("{:?}", kernel_counts(path).unwrap_err());
        assert!(told(place.path()).contains("scripts/kernels"));
        let file = place.path().join("other.json");
        fs::write(&file, "{}").unwrap();
        assert!(told(&file).contains("no summary of gungraun"));
        assert!(told(&place.path().join("none")).contains("none"));
    }
}

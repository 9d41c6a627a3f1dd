//! The lines that a case expects.

use serde_json::{Map, Value};

use super::faults::Faults;

/// A line that a case expects. Only the fields that it has are compared.
pub type ExpectedLine = Map<String, Value>;

/// Checks that all rows of the lines name the same fields.
pub fn check(lines: &[ExpectedLine], faults: &mut Faults) {
    let mut names: Option<Vec<&String>> = None;
    for (index, line) in lines.iter().enumerate() {
        for (at, row) in rows(line).enumerate() {
            let keys: Vec<_> = row.keys().collect();
            if *names.get_or_insert_with(|| keys.clone()) != keys {
                faults.add(
                    format!("expected[{index}].results[{at}]"),
                    "its fields differ from those of the first row; all expected rows name the same fields",
                );
            }
        }
    }
}

/// The expected rows of a line.
fn rows(line: &ExpectedLine) -> impl Iterator<Item = &Map<String, Value>> {
    let rows = line.get("results").and_then(Value::as_array);
    rows.into_iter().flatten().filter_map(Value::as_object)
}

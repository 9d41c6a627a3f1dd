//! The JSON Schema of a record.

use crate::Record;

/// The JSON Schema (2020-12) of [`Record`], indented, ending with a newline.
///
/// # Panics
/// Never: a schema is plain JSON.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Record);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
    text.push('\n');
    text
}

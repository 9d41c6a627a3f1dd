//! The JSON Schema of a record.

use crate::{Document as _, Record};

/// The JSON Schema (2020-12) of [`Record`], indented, ending with a newline.
#[must_use]
pub fn schema() -> String {
    Record::json_schema_text()
}

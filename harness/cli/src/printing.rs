//! Which text of a record goes to the standard output.

use streamgauge_record::{Document as _, Record};
use streamgauge_render::{Summary, csv, jsonl, markdown, terminal};

use crate::failure::Failure;
use crate::output_args::Format;
use crate::stdout;

/// The record in the format asked for.
///
/// # Errors
/// If it cannot be rendered.
pub(crate) fn text(record: &Record, format: Format) -> Result<String, Failure> {
    Ok(match format {
        Format::Human => terminal(&Summary::new(record)?, stdout::is_coloured(), stdout::width()),
        Format::Json => record
            .to_json()
            .map_err(|error| Failure::Unexpected(error.to_string()))?,
        Format::Jsonl => jsonl(record)?,
        Format::Csv => csv(record)?,
        Format::Markdown => markdown(&Summary::new(record)?),
    })
}

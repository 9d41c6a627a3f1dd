//! Which text of a record goes to the standard output.

use streamgauge_record::Record;
use streamgauge_render::{Summary, csv, jsonl, markdown, terminal};

use crate::conclusion::json;
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
        Format::Json => json(record)?,
        Format::Jsonl => jsonl(record)?,
        Format::Csv => csv(record)?,
        Format::Markdown => markdown(&Summary::new(record)?),
    })
}

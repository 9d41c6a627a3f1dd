//! Rows of cells as CSV.

use crate::RenderError;

/// The head and the rows as CSV.
///
/// # Errors
/// If a row cannot be written, which is so if it has more or fewer cells than the head.
pub(crate) fn csv_text<Row, Cell>(
    head: &[impl AsRef<[u8]>],
    rows: impl IntoIterator<Item = Row>,
) -> Result<String, RenderError>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<[u8]>,
{
    let wrong = |error: &dyn std::fmt::Display| RenderError::Csv(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).map_err(|error| wrong(&error))?;
    for row in rows {
        writer.write_record(row).map_err(|error| wrong(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| wrong(&error))?;
    String::from_utf8(bytes).map_err(|error| wrong(&error))
}

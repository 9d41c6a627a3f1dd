//! A table as aligned text, Markdown and CSV.

use crate::markdown::escape;
use crate::{DataTable, RenderError};

/// The table with its columns aligned, the first to the left and all others to the right, two spaces apart. Ends with a
/// newline.
pub(crate) fn aligned(table: &DataTable, indent: &str) -> String {
    let lines = || std::iter::once(&table.head).chain(&table.rows);
    let width = |column: usize| {
        lines()
            .filter_map(|line| line.get(column))
            .map(|cell| cell.chars().count())
            .max()
    };
    let widths: Vec<usize> = (0..table.head.len())
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = String::new();
    for line in lines() {
        let cells = line
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, width))| {
                if column == 0 {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
        let row = cells.collect::<Vec<_>>().join("  ");
        text.push_str(indent);
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

/// The table as GitHub-flavoured Markdown, the first column to the left and all others to the right.
#[must_use]
pub fn table_markdown(table: &DataTable) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escape(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = format!("|:--|{}\n", "--:|".repeat(table.head.len().saturating_sub(1)));
    let rows: String = table.rows.iter().map(|cells| row(cells)).collect();
    row(&table.head) + &rule + &rows
}

/// The table as CSV, its head first.
///
/// # Errors
/// If a row cannot be written.
pub fn table_csv(table: &DataTable) -> Result<String, RenderError> {
    let wrong = |error: &dyn std::fmt::Display| RenderError::Csv(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(&table.head).chain(&table.rows) {
        writer.write_record(row).map_err(|error| wrong(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| wrong(&error))?;
    String::from_utf8(bytes).map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_column_stands_left_and_the_others_right() {
        let table = DataTable {
            head: vec!["name".into(), "µs".into()],
            rows: vec![
                vec!["a".into(), "1000".into()],
                vec!["long name".into(), "7".into()],
            ],
        };
        assert_eq!(
            aligned(&table, " "),
            " name         µs\n a          1000\n long name     7\n"
        );
    }
}

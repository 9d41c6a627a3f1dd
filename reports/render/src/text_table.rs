//! A table as aligned text, Markdown and CSV.

use crate::csv_text::csv_text;
use crate::markdown::escape;
use crate::wrapping::columns;
use crate::{DataTable, RenderError};

/// Spaces between columns.
const GAP: usize = 2;

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

/// The table in as many blocks of columns as fit into `width`, one below the other, each with the first `keys`
/// columns; `text` makes text of a block. Where one column does not fit beside these, it stands there all the same.
pub(crate) fn folded(
    table: &DataTable,
    keys: usize,
    width: usize,
    text: impl Fn(&DataTable) -> String,
) -> String {
    let lines = || std::iter::once(&table.head).chain(&table.rows);
    let needed = |column: usize| {
        lines()
            .filter_map(|line| line.get(column))
            .map(|cell| columns(cell))
            .max()
    };
    let widths: Vec<usize> = (0..table.head.len())
        .map(|column| needed(column).unwrap_or(0))
        .collect();
    let blocks = blocks(&widths, keys, width);
    let blocks = blocks.iter().map(|block| {
        let line = |cells: &Vec<String>| {
            block
                .iter()
                .filter_map(|&column| cells.get(column).cloned())
                .collect()
        };
        text(&DataTable {
            head: line(&table.head),
            rows: table.rows.iter().map(line).collect(),
        })
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// Which columns stand side by side, two spaces apart.
fn blocks(widths: &[usize], keys: usize, width: usize) -> Vec<Vec<usize>> {
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    let mut used = usize::MAX;
    for (column, needed) in widths.iter().enumerate().skip(keys) {
        if used.saturating_add(GAP + needed) > width {
            blocks.push((0..keys).collect());
            used = widths[..keys].iter().sum::<usize>() + GAP * (keys - 1);
        }
        used += GAP + needed;
        if let Some(block) = blocks.last_mut() {
            block.push(column);
        }
    }
    if blocks.is_empty() {
        vec![(0..widths.len()).collect()]
    } else {
        blocks
    }
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
    csv_text(&table.head, &table.rows)
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

    #[test]
    fn columns_that_do_not_fit_stand_below_with_the_first() {
        let text = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let table = DataTable {
            head: text(&["name", "one", "two", "three"]),
            rows: vec![text(&["a", "1", "2", "3"])],
        };
        let folded = |width| folded(&table, 1, width, |block| aligned(block, ""));
        assert_eq!(folded(21), aligned(&table, ""));
        assert_eq!(
            folded(14),
            "name  one  two\na       1    2\n\nname  three\na         3\n"
        );
        assert_eq!(folded(1).matches("name").count(), 3);
        assert_eq!(blocks(&[1, 1, 4, 4], 2, 9), [[0, 1, 2], [0, 1, 3]]);
        assert_eq!(blocks(&[4], 1, 1), [[0]]);
    }
}

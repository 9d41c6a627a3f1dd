//! A table as aligned text.

use crate::DataTable;

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

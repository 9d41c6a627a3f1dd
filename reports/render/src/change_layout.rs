//! How the cells of a table of changes stand in its lines.

use crate::wrapping::columns;

/// Name, base, new, change, interval and verdict.
pub(crate) type Cells = [String; 6];

/// So many cells stand in the first line where there is no room for all.
const ABOVE: usize = 4;
/// Room that the verdict has at least; one that is longer than the room stands below.
const VERDICT: usize = 8;
/// Spaces before what stands below.
const INDENT: usize = 6;

/// Widths of columns, and whether interval and verdict stand below the figures.
pub(crate) struct ChangeLayout {
    widths: [usize; 6],
    gap: usize,
    is_folded: bool,
    /// Columns of a line.
    width: usize,
}

impl ChangeLayout {
    /// The widest layout of these rows that fits into `width` columns: three or two spaces between columns, or two lines a
    /// row.
    pub(crate) fn of(rows: &[&Cells], width: usize) -> Self {
        let widths: [usize; 6] = std::array::from_fn(|column| {
            let cells = rows.iter().map(|cells| columns(&cells[column]));
            cells.max().unwrap_or(0)
        });
        let verdict = widths[5].min(VERDICT);
        let fits = |gap: &usize| widths[..5].iter().sum::<usize>() + 5 * gap + verdict <= width;
        let gap = [3, 2].into_iter().find(fits);
        Self {
            widths,
            gap: gap.unwrap_or(2),
            is_folded: gap.is_none(),
            width,
        }
    }

    /// The lines of a row, the figures to the right, name and verdict to the left.
    pub(crate) fn lines(&self, cells: &Cells) -> Vec<String> {
        let indented = |column: usize| {
            let text = self.padded(cells, column);
            " ".repeat(self.gap) + &text
        };
        let above = |last: usize| self.padded(cells, 0) + &(1..last).map(indented).collect::<String>();
        let (interval, verdict) = (&cells[ABOVE], &cells[ABOVE + 1]);
        let (first, below) = if self.is_folded {
            (above(ABOVE), vec![interval, verdict])
        } else if columns(above(cells.len()).trim_end()) <= self.width {
            (above(cells.len()), vec![])
        } else {
            (above(ABOVE + 1), vec![verdict])
        };
        let below: Vec<&str> = below
            .into_iter()
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
            .collect();
        let mut lines = vec![first.trim_end().to_owned()];
        if !below.is_empty() {
            lines.push(" ".repeat(INDENT) + &below.join("  "));
        }
        lines
    }

    fn padded(&self, cells: &Cells, column: usize) -> String {
        let (cell, width) = (&cells[column], self.widths[column]);
        if column == 0 || column == 5 {
            format!("{cell:<width$}")
        } else {
            format!("{cell:>width$}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interval_and_verdict_go_below_where_there_is_no_room() {
        let cells = ["  cpu", "1 µs", "2 µs", "+100 %", "+90 … +110 %", "▲ worse"].map(str::to_owned);
        let lines = |width| ChangeLayout::of(&[&cells], width).lines(&cells);
        assert_eq!(
            lines(60),
            ["  cpu   1 µs   2 µs   +100 %   +90 … +110 %   ▲ worse"]
        );
        assert_eq!(lines(50), ["  cpu  1 µs  2 µs  +100 %  +90 … +110 %  ▲ worse"]);
        assert_eq!(
            lines(40),
            ["  cpu  1 µs  2 µs  +100 %", "      +90 … +110 %  ▲ worse"]
        );
    }
}

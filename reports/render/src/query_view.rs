//! A query's table as a page shows it.

use crate::markdown::capital;
use crate::{DataTable, Figure, QuerySummary, Row};

/// Figures, arm against arm, and what is said below them.
pub(crate) struct QueryView {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) headline: String,
    pub(crate) arms: Vec<String>,
    pub(crate) ratio: String,
    pub(crate) rows: Vec<RowView>,
    pub(crate) notes: Vec<String>,
    pub(crate) latencies: DataTable,
    pub(crate) details: DataTable,
    pub(crate) faults: DataTable,
}

/// A row; the first of a group names it.
pub(crate) struct RowView {
    pub(crate) group: &'static str,
    pub(crate) starts_group: bool,
    pub(crate) label: String,
    pub(crate) cells: Vec<CellView>,
}

/// A figure with what stands beside it.
pub(crate) struct CellView {
    pub(crate) arm: String,
    pub(crate) value: String,
    pub(crate) spread: String,
    pub(crate) ratio: String,
}

impl QueryView {
    pub(crate) fn of(query: &QuerySummary) -> Self {
        let arms: Vec<String> = query.arms.iter().map(|arm| arm.arm.clone()).collect();
        let mut group = None;
        let view = |row: &Row| RowView::of(row, &arms, group.replace(row.group) != Some(row.group));
        let rows: Vec<RowView> = query.rows().iter().map(view).collect();
        Self {
            rows,
            latencies: query.latency_table(),
            details: query.detail_table(),
            faults: query.fault_table(),
            name: query.name.clone(),
            summary: query.summary.clone(),
            headline: query.headline_text(),
            ratio: query.ratio_note().unwrap_or_default(),
            notes: [capital(&query.agreement.text())]
                .into_iter()
                .chain(query.why_answers_differ().as_deref().map(capital))
                .chain(query.detection_notes().iter().map(|note| capital(note)))
                .chain(query.notes())
                .collect(),
            arms,
        }
    }
}

impl RowView {
    fn of(row: &Row, arms: &[String], starts_group: bool) -> Self {
        let cell = |(arm, figure): (&String, &Figure)| CellView {
            arm: arm.clone(),
            value: figure.text(row.unit),
            spread: figure.spread_text(row.unit),
            ratio: figure.against_text(),
        };
        Self {
            group: row.group.title(),
            starts_group,
            label: row.label.clone(),
            cells: arms.iter().zip(&row.figures).map(cell).collect(),
        }
    }
}

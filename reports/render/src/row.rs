//! One line of a table: a figure for each arm.

use crate::{Figure, Group, QuerySummary, Unit};

/// One line of a table, the same for terminal, Markdown and page.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Heading under which it stands.
    pub group: Group,
    /// Its name.
    pub label: String,
    /// Unit of its figures.
    pub unit: Unit,
    /// One figure for each arm of the query, in order.
    pub figures: Vec<Figure>,
}

impl Row {
    /// A row in which every figure but the reference's carries its ratio to the reference, or of shares its difference.
    /// Counts of attacks and what the schedule asks for are not compared.
    pub(crate) fn new(
        group: Group,
        label: &str,
        unit: Unit,
        figures: Vec<Figure>,
        query: &QuerySummary,
    ) -> Self {
        let reference = query.reference;
        let is_share = matches!(unit, Unit::Share | Unit::Completeness);
        let is_counted = matches!(group, Group::Results | Group::Detection) && !is_share;
        if is_counted || label == "offered" {
            return Self {
                group,
                label: label.into(),
                unit,
                figures,
            };
        }
        let base = figures.get(reference).cloned().unwrap_or(Figure::Absent);
        let figures = figures
            .into_iter()
            .enumerate()
            .map(|(arm, figure)| {
                if arm == reference {
                    figure
                } else if is_share {
                    figure.apart_from(&base, query.rule)
                } else {
                    figure.against(&base, query.rule)
                }
            })
            .collect();
        Self {
            group,
            label: label.into(),
            unit,
            figures,
        }
    }

    /// Whether no arm has anything to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.figures.iter().all(|figure| *figure == Figure::Absent)
    }
}

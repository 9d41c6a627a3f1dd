//! Which emission the rows about completeness are of, in their labels.

use crate::{ArmSummary, Emission, Figure, Row};

const MISSING: &str = "missing";
const MISSING_AT_LAST: &str = "missing at last";

/// Where an arm emits windows before they are complete, all arms are shown by their last emission and the labels say so;
/// what is missing at first stands beside it only where updates made it differ.
pub(crate) fn name_emissions(rows: &mut Vec<Row>, arms: &[ArmSummary]) {
    let is_late = |arm: &ArmSummary| arm.emission == Emission::Last && arm.valid > 0;
    let is_repaired = values(rows, MISSING) != values(rows, MISSING_AT_LAST);
    if !is_repaired {
        rows.retain(|row| row.label != MISSING_AT_LAST);
    }
    if !arms.iter().any(is_late) {
        return;
    }
    for row in rows.iter_mut().filter(|row| is_of_an_emission(&row.label)) {
        if is_repaired {
            hide(row, arms);
            row.label.push_str(" at first");
        } else {
            row.label.push_str(" at last");
        }
    }
}

fn is_of_an_emission(label: &str) -> bool {
    [MISSING, "complete"].contains(&label)
}

/// A row of first emissions has nothing to say of arms whose last one counts.
fn hide(row: &mut Row, arms: &[ArmSummary]) {
    for (figure, arm) in row.figures.iter_mut().zip(arms) {
        if arm.emission == Emission::Last {
            *figure = Figure::Absent;
        }
    }
}

fn values(rows: &[Row], label: &str) -> Option<Vec<Option<f64>>> {
    let row = rows.iter().find(|row| row.label == label)?;
    Some(row.figures.iter().map(Figure::value).collect())
}

//! Every point with its figures.

use crate::frontier_summary::millis;
use crate::{DataTable, FrontierLine, FrontierPlace, FrontierSummary, Unit};

/// All points of all lines.
pub(crate) fn points(summary: &FrontierSummary) -> DataTable {
    let rows = summary.lines.iter().flat_map(|line| {
        line.points.iter().map(move |place| {
            let mut row = vec![line.label.clone()];
            row.extend(cells(place, summary.simulated));
            row
        })
    });
    let mut head = vec!["engine".to_owned()];
    head.extend(columns(summary.simulated));
    DataTable {
        head,
        rows: rows.collect(),
    }
}

/// The points of one line.
pub(crate) fn points_of(line: &FrontierLine, simulated: bool) -> DataTable {
    DataTable {
        head: columns(simulated),
        rows: line.points.iter().map(|place| cells(place, simulated)).collect(),
    }
}

fn columns(simulated: bool) -> Vec<String> {
    let mut names = vec![
        "delay",
        "missing at first",
        "missing at last",
        "late dropped",
        "updates/window",
        "from_end p50",
        "from_end p99",
        "from_trigger p99",
        "n",
        "state peak",
    ];
    if !simulated {
        names.push("valid runs");
    }
    names.into_iter().map(Into::into).collect()
}

#[allow(clippy::cast_precision_loss)]
fn cells(place: &FrontierPlace, simulated: bool) -> Vec<String> {
    let mut cells = vec![
        millis(place.watermark_delay_ms),
        place.missing_first.text(Unit::Share),
        place.missing_last.text(Unit::Share),
        place.late_drop_rate.text(Unit::Share),
        place.updates_per_window.text(Unit::Count),
        place.from_end_p50.text(Unit::Nanoseconds),
        place.from_end_p99.text(Unit::Nanoseconds),
        place.from_trigger_p99.text(Unit::Nanoseconds),
        Unit::Count.text(place.samples as f64),
        place.peak_state.text(Unit::Bytes),
    ];
    if !simulated {
        let (valid, void) = place.live_runs;
        cells.push(format!("{valid} of {}", valid + void));
    }
    cells
}

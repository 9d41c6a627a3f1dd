//! What a degree of completeness costs.

use crate::figure::Figure;
use crate::frontier_summary::millis;
use crate::{DataTable, FrontierLine, FrontierPlace, FrontierSummary, Unit};

/// The degrees that are asked for.
const TARGETS: [f64; 4] = [0.9, 0.95, 0.99, 0.999];

/// For each degree of completeness the fastest point of each line that reaches it.
pub(crate) fn targets(summary: &FrontierSummary) -> DataTable {
    let head = std::iter::once("complete at first".to_owned());
    let row = |target: &f64| {
        let cells = summary.lines.iter().map(|line| cell(line, *target));
        std::iter::once(format!("at least {}", Unit::Share.text(*target)))
            .chain(cells)
            .collect()
    };
    DataTable {
        head: head
            .chain(summary.lines.iter().map(|line| line.label.clone()))
            .collect(),
        rows: TARGETS.iter().map(row).collect(),
    }
}

/// The sentence that such a table begins with: which point gives the greatest of two degrees at the lowest price.
pub(crate) fn verdict(summary: &FrontierSummary) -> String {
    let best = |target: f64| {
        let reached = summary
            .lines
            .iter()
            .filter_map(|line| Some((line, fastest(line, target)?)));
        reached.min_by(|a, b| price(a.1).total_cmp(&price(b.1)))
    };
    let found = [0.999, 0.99]
        .into_iter()
        .find_map(|target| Some((target, best(target)?)));
    let Some((target, (line, place))) = found else {
        return "No point reaches 99 % of the truth in the first answer with samples enough for a 99th percentile."
            .to_owned();
    };
    format!(
        "For {} of the truth in the first answer, {} with a watermark delay of {} waits least: 99 % of its answers come \
         within {} of the end of their window.",
        Unit::Share.text(target),
        line.label,
        millis(place.watermark_delay_ms),
        Unit::Nanoseconds.text(price(place)),
    )
}

fn cell(line: &FrontierLine, target: f64) -> String {
    fastest(line, target).map_or("not reached".to_owned(), |place| {
        let at = Unit::Nanoseconds.text(price(place));
        format!("{at} (delay {})", millis(place.watermark_delay_ms))
    })
}

/// The point of least latency among those that are complete enough.
fn fastest(line: &FrontierLine, target: f64) -> Option<&FrontierPlace> {
    let enough = |place: &&FrontierPlace| {
        place
            .missing_first
            .value()
            .is_some_and(|missing| 1.0 - missing >= target)
    };
    let timed = line
        .points
        .iter()
        .filter(enough)
        .filter(|place| place.from_end_p99.value().is_some());
    timed.min_by(|a, b| price(a).total_cmp(&price(b)))
}

fn price(place: &FrontierPlace) -> f64 {
    match place.from_end_p99 {
        Figure::Known { value, .. } => value,
        _ => f64::INFINITY,
    }
}

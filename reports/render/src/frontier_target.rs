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

/// The sentence that such a table begins with: the lowest price of each degree, if any line reaches it.
pub(crate) fn verdict(summary: &FrontierSummary) -> String {
    let sentence = |target: f64| {
        let reached = summary
            .lines
            .iter()
            .filter_map(|line| Some((line, fastest(line, target)?)));
        let best = reached.min_by(|a, b| price(a.1).total_cmp(&price(b.1)))?;
        Some(format!(
            "For {} of the truth in the first answer, {} with a watermark delay of {} is fastest: 99 % of the answers \
             within {} of the end of their window.",
            Unit::Share.text(target),
            best.0.label,
            millis(best.1.watermark_delay_ms),
            Unit::Nanoseconds.text(price(best.1)),
        ))
    };
    let reached: Vec<String> = [0.99, 0.999].into_iter().filter_map(sentence).collect();
    if reached.is_empty() {
        "No point reaches 99 % of the truth in the first answer with samples enough for a 99th percentile."
            .to_owned()
    } else {
        reached.join(" ")
    }
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

//! Every point of an axis with its figures.

use crate::growth_axis::{value_text, words};
use crate::growth_summary::GrowthPlace;
use crate::quantity::three;
use crate::{DataTable, Figure, GrowthCurves, Unit};

/// The points of an axis, value by value, in each engine by engine.
pub(crate) fn table(curves: &GrowthCurves) -> DataTable {
    let longest = curves
        .lines
        .iter()
        .map(|line| line.places.len())
        .max()
        .unwrap_or(0);
    let rows = (0..longest).flat_map(|index| {
        let lines = curves.lines.iter();
        lines.filter_map(move |line| {
            let place = line.places.get(index)?;
            let value = value_text(curves.axis, place.value);
            Some(
                [value, line.label.clone()]
                    .into_iter()
                    .chain(cells(place))
                    .collect(),
            )
        })
    });
    let head = [
        words(curves.axis).name,
        "engine",
        "n",
        "cost/event",
        "least … greatest",
        "vs first",
        "events/s",
        "rows/event",
        "entries",
        "state",
    ];
    DataTable {
        head: head.map(Into::into).into(),
        rows: rows.collect(),
    }
}

fn cells(place: &GrowthPlace) -> [String; 8] {
    let range = place.spread().map_or_else(String::new, |spread| {
        Unit::Nanoseconds.range(spread.min, spread.max)
    });
    let rate = place
        .cost
        .value()
        .filter(|cost| *cost > 0.0)
        .map(|cost| 1e9 / cost);
    [
        place.trials.0.to_string(),
        place.cost.text(Unit::Nanoseconds),
        known(range),
        place.relative.map_or_else(|| "—".to_owned(), times),
        rate.map_or_else(|| "—".to_owned(), |rate| Unit::PerSecond.text(rate)),
        plain(&place.results_per_event),
        plain(&place.entries),
        place.bytes.text(Unit::Bytes),
    ]
}

/// A ratio of two figures: `×3.10`.
pub(crate) fn times(ratio: f64) -> String {
    format!("×{}", three(ratio))
}

fn known(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
}

fn plain(figure: &Figure) -> String {
    figure.text(Unit::Count)
}

//! Changes of level in words and as a table.

use std::fmt::Write as _;

use serde_json::{Value, json};
use streamgauge_record::Direction;
use streamgauge_statistics::{CHANGE_ERROR, LEAST_LEVEL, LevelChange};

use crate::direction::direction;
use crate::history_series::HistoryPoint;
use crate::{DataTable, HistorySeries, RenderError, Unit};

/// A change with the records on both sides of it.
struct Place<'a> {
    series: &'a HistorySeries,
    change: &'a LevelChange,
    last: &'a HistoryPoint,
    first: &'a HistoryPoint,
}

/// `+11.7 % p<0.001, worse`.
pub(crate) fn change_text(series: &HistorySeries, change: &LevelChange) -> String {
    let size = change_size(change);
    let word = meaning(series, change);
    let word = if word.is_empty() {
        String::new()
    } else {
        format!(", {word}")
    };
    format!("{size} p<{CHANGE_ERROR}{word}")
}

/// `+11.7 %`, or `from 0`.
pub(crate) fn change_size(change: &LevelChange) -> String {
    let signed = |share: f64| {
        let sign = if share < 0.0 { "−" } else { "+" };
        format!("{sign}{}", Unit::Share.text(share.abs()))
    };
    change.relative().map_or_else(|| "from 0".to_owned(), signed)
}

/// `worse`, `better`, or nothing where neither can be said.
fn meaning(series: &HistorySeries, change: &LevelChange) -> &'static str {
    // Whatever is no metric of its own is a latency.
    match (
        direction(&series.metric).unwrap_or(Direction::Lower),
        change.after > change.before,
    ) {
        (Direction::Lower, true) | (Direction::Higher, false) => "worse",
        (Direction::Lower, false) | (Direction::Higher, true) => "better",
        (Direction::Equal | Direction::Neutral, _) => "",
    }
}

/// How many changes nobody has annotated: those whose first record bears no note.
#[must_use]
pub fn unexplained_changes(series: &[HistorySeries]) -> usize {
    places(series)
        .filter(|place| place.first.notes.is_empty())
        .count()
}

fn places(series: &[HistorySeries]) -> impl Iterator<Item = Place<'_>> {
    series.iter().flat_map(|series| {
        series.changes.iter().filter_map(|change| {
            Some(Place {
                series,
                change,
                last: series.points.get(change.index.checked_sub(1)?)?,
                first: series.points.get(change.index)?,
            })
        })
    })
}

/// One row for each change of level, in the order of the series.
#[must_use]
pub fn history_changes(series: &[HistorySeries]) -> DataTable {
    let row = |place: Place<'_>| {
        let Place {
            series,
            change,
            last,
            first,
        } = place;
        vec![
            series.name(),
            series.unit.text(change.before),
            series.unit.text(change.after),
            change_text(series, change),
            format!("{} ({})", last.commit, day(&last.date)),
            format!("{} ({})", first.commit, day(&first.date)),
            if first.notes.is_empty() {
                "—".to_owned()
            } else {
                first.notes.join("; ")
            },
            series.class.clone(),
        ]
    };
    let head = [
        "series",
        "before",
        "after",
        "change",
        "last before",
        "first after",
        "note",
        "machines",
    ];
    DataTable {
        head: head.map(str::to_owned).to_vec(),
        rows: places(series).map(row).collect(),
    }
}

/// The same for people, a few lines for each change.
#[must_use]
pub fn history_changes_terminal(series: &[HistorySeries]) -> String {
    let mut text = String::new();
    let mut class = "";
    for Place {
        series,
        change,
        last,
        first,
    } in places(series)
    {
        if class != series.class {
            let _ = writeln!(
                text,
                "{}{}",
                if class.is_empty() { "" } else { "\n" },
                series.class
            );
            class = &series.class;
        }
        let (before, after) = (series.unit.text(change.before), series.unit.text(change.after));
        let _ = writeln!(text, "\n{}", series.name());
        let _ = writeln!(text, "  {before} → {after}: {}", change_text(series, change));
        let _ = writeln!(
            text,
            "  after {} ({}), with {} ({})",
            last.commit,
            day(&last.date),
            first.commit,
            day(&first.date)
        );
        for said in &first.notes {
            let _ = writeln!(text, "  note: {}", said.replace(['\n', '\r'], " "));
        }
    }
    if series.is_empty() {
        "no record\n".to_owned()
    } else if text.is_empty() {
        "no change of level\n".to_owned()
    } else {
        text
    }
}

/// The changes of level as one JSON object with units in the keys' neighbours.
///
/// # Errors
/// If a value has no JSON form.
pub fn history_changes_json(series: &[HistorySeries]) -> Result<String, RenderError> {
    let of = |place: Place<'_>| -> Value {
        let Place {
            series,
            change,
            last,
            first,
        } = place;
        json!({
            "class": series.class,
            "query": series.query,
            "arm": series.arm,
            "metric": series.metric,
            "unit": series.unit.key(),
            "settings": series.settings,
            "before": change.before,
            "after": change.after,
            "relative": change.relative(),
            "p": change.p,
            "meaning": meaning(series, change),
            "last_before": { "id": last.id, "commit": last.commit, "date": last.date },
            "first_after": { "id": first.id, "commit": first.commit, "date": first.date },
            "notes": first.notes,
        })
    };
    let changes: Vec<Value> = places(series).map(of).collect();
    Ok(serde_json::to_string_pretty(&json!({ "changes": changes }))? + "\n")
}

/// What counts as a change, in a sentence.
pub(crate) fn change_rule(least_change: f64) -> String {
    format!(
        "a break is a change of level: at least {LEAST_LEVEL} records on each side, medians that differ by {} or more, p<{CHANGE_ERROR} \
         by Student's t at a split of E-divisive",
        Unit::Share.tick(least_change)
    )
}

/// `2026-09-01` of an instant.
pub(crate) fn day(instant: &str) -> &str {
    instant.get(..10).unwrap_or(instant)
}

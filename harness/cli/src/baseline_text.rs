//! Baselines for people.

use streamgauge_record::{BaselineEntry, SavedBaseline};

/// A line for each baseline, aligned, below a line of heads; a hint if there are none.
pub(crate) fn table(baselines: &[SavedBaseline]) -> String {
    if baselines.is_empty() {
        return "no baselines; `streamgauge baseline save NAME RECORD` makes one\n".to_owned();
    }
    let head = [
        "name", "commit", "saved", "record", "scenario", "earlier", "reason",
    ]
    .map(str::to_owned);
    let rows: Vec<[String; 7]> = std::iter::once(head).chain(baselines.iter().map(row)).collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; 7] = std::array::from_fn(width);
    let line = |row: &[String; 7]| {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}

/// The baseline and what it took the place of, a line each.
pub(crate) fn heads(baseline: &SavedBaseline) -> String {
    let mut text = format!("{}  {}\n", baseline.name, line(&baseline.current));
    for entry in &baseline.history {
        text.push_str(&format!("  before  {}\n", line(entry)));
    }
    text
}

fn row(baseline: &SavedBaseline) -> [String; 7] {
    let entry = &baseline.current;
    [
        baseline.name.clone(),
        commit(entry).to_owned(),
        entry.saved_at.clone(),
        entry.record.id.clone(),
        entry.record.scenario.name.clone(),
        baseline.history.len().to_string(),
        entry.reason.clone().unwrap_or_default(),
    ]
}

/// `4f1c2ab · saved 2026-09-01T10:15:02Z · record ID · "release 0.1"`.
fn line(entry: &BaselineEntry) -> String {
    let reason = entry
        .reason
        .as_ref()
        .map_or_else(String::new, |reason| format!(" · “{reason}”"));
    format!(
        "{} · saved {} · record {}{reason}",
        commit(entry),
        entry.saved_at,
        entry.record.id
    )
}

fn commit(entry: &BaselineEntry) -> &str {
    entry.commit.as_deref().unwrap_or("unknown")
}

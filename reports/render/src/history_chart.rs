//! A history drawn: a panel for each series.

use crate::canvas::{Key, draw, legend_height};
use crate::history_change::{change_rule, change_text, day};
use crate::history_panel::{AROUND, CHANGE, PANEL, RECORD};
use crate::palette::{MUTED, NOTICE};
use crate::{Chart, DataTable, HistorySeries, RenderError};

/// Records as dots in order of time, each with a line from its least to its greatest run, levels as steps, changes of level
/// as marks with the commit that begins the new level, and upright rules where build or machine changed.
struct HistoryChart<'a> {
    series: &'a [HistorySeries],
    least_change: f64,
}

/// All series in one picture; `None` without any.
#[must_use]
pub fn history_chart(series: &[HistorySeries], least_change: f64) -> Option<Box<dyn Chart + '_>> {
    (!series.is_empty()).then(|| Box::new(HistoryChart { series, least_change }) as Box<dyn Chart + '_>)
}

impl HistoryChart<'_> {
    fn legend() -> [(Key, String); 4] {
        [
            (Key::Arm(RECORD), "record: median of its runs".to_owned()),
            (Key::Box(NOTICE), "level: median of its records".to_owned()),
            (Key::Arm(CHANGE), "change of level".to_owned()),
            (Key::Tick(MUTED), "build or machine changed".to_owned()),
        ]
    }

    #[allow(clippy::cast_precision_loss)]
    fn top(place: usize) -> f64 {
        legend_height(&Self::legend()) + place as f64 * (PANEL + AROUND) + 30.0
    }
}

impl HistorySeries {
    fn in_words(&self) -> String {
        let value = |place: Option<&crate::HistoryPoint>| {
            place.map_or_else(String::new, |point| self.unit.text(point.figure.median))
        };
        let (first, last) = (self.points.first(), self.points.last());
        let changes = self.changes.iter().map(|change| {
            let commit = self.points.get(change.index).map_or("", |point| &point.commit);
            format!("{} with {commit}", change_text(self, change))
        });
        let changes: Vec<String> = changes.collect();
        let changes = if changes.is_empty() {
            "no change of level".to_owned()
        } else {
            changes.join("; ")
        };
        format!(
            "{}: {}, from {} to {}; {changes}.",
            self.name(),
            crate::query::plural(self.points.len(), "record"),
            value(first),
            value(last)
        )
    }
}

impl Chart for HistoryChart<'_> {
    fn id(&self) -> String {
        "history".into()
    }

    fn title(&self) -> String {
        match self.series {
            [one] => format!("History: {}", one.name()),
            [first, others @ ..] if others.iter().all(|other| first.is_beside(other)) => {
                format!("History: {} · {}", first.query, first.label)
            }
            all => format!("History: {} series", all.len()),
        }
    }

    fn caption(&self) -> String {
        format!(
            "Medians of records as dots in order of time, each with a line from its least to its greatest run, which \
             ends in an arrow where it goes on beyond the panel; levels as steps; each panel has its own scale, which does not begin at 0. {}.",
            crate::markdown::capital(&change_rule(self.least_change))
        )
    }

    fn in_words(&self) -> String {
        self.series
            .iter()
            .map(HistorySeries::in_words)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn table(&self) -> DataTable {
        let head = [
            "series",
            "commit",
            "date",
            "value",
            "least",
            "greatest",
            "runs",
            "what happened before",
        ];
        let rows = self.series.iter().flat_map(|series| {
            series.points.iter().enumerate().map(move |(place, point)| {
                let change = series.change_at(place).map(|change| change_text(series, change));
                let events: Vec<String> = point.environment.iter().cloned().chain(change).collect();
                vec![
                    series.name(),
                    point.commit.clone(),
                    day(&point.date).to_owned(),
                    series.unit.text(point.figure.median),
                    series.unit.text(point.figure.least),
                    series.unit.text(point.figure.greatest),
                    point.figure.runs.to_string(),
                    if events.is_empty() {
                        "—".to_owned()
                    } else {
                        events.join("; ")
                    },
                ]
            })
        });
        DataTable {
            head: head.map(str::to_owned).to_vec(),
            rows: rows.collect(),
        }
    }

    fn svg(&self) -> Result<String, RenderError> {
        let height = Self::top(self.series.len()) - 20.0;
        draw(self, height, |canvas| {
            canvas.legend(&Self::legend())?;
            let mut panels = self.series.iter().enumerate();
            panels.try_for_each(|(place, series)| series.paint(canvas, Self::top(place)))
        })
    }
}

//! A history drawn: a panel for each series.

use streamgauge_statistics::{LevelChange, median};

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height, text_width};
use crate::history_change::{change_rule, change_size, change_text, day};
use crate::palette::{self, GRID, MUTED, NOTICE, TEXT};
use crate::{Chart, DataTable, HistorySeries, RenderError};

const LEFT: f64 = 76.0;
const RIGHT: f64 = WIDTH - 16.0;
/// Height of the picture in a panel.
const PANEL: f64 = 108.0;
/// Room for a panel's name above and its first and last record below.
const AROUND: f64 = 58.0;
/// Height of a line of names of changes, of which there are two above the figures of a panel.
const NAMES: f64 = 15.0;
/// The mark of a record, and of a change.
const RECORD: usize = 0;
const CHANGE: usize = 3;

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
    fn axes(&self, top: f64) -> (Axis, Axis) {
        let medians = || self.points.iter().map(|point| point.figure.median);
        let (low, high) = (
            medians().fold(f64::INFINITY, f64::min),
            medians().fold(f64::NEG_INFINITY, f64::max),
        );
        let room = ((high - low) * 0.12).max(high.abs() * 0.02);
        let last = self.points.len().saturating_sub(1);
        #[allow(clippy::cast_precision_loss)]
        let x = Axis::linear(-0.5, last as f64 + 0.5, LEFT, RIGHT);
        (
            x,
            Axis::linear(low - room, high + room, top + PANEL, top + 2.0 * NAMES),
        )
    }

    /// First and last point of each level, and its median.
    fn levels(&self) -> Vec<(usize, usize, f64)> {
        let starts = std::iter::once(0).chain(self.changes.iter().map(|change| change.index));
        let ends = self
            .changes
            .iter()
            .map(|change| change.index)
            .chain([self.points.len()]);
        let medians: Vec<f64> = self.points.iter().map(|point| point.figure.median).collect();
        let level = |(start, end): (usize, usize)| Some((start, end - 1, median(&medians[start..end])?));
        starts.zip(ends).filter_map(level).collect()
    }

    #[allow(clippy::cast_precision_loss)]
    fn paint(&self, canvas: &Canvas<'_>, top: f64) -> Result<(), Box<dyn std::error::Error>> {
        let (x, y) = self.axes(top);
        canvas.text(&self.name(), (6.0, top - 12.0), Side::Right, TEXT)?;
        for tick in y.ticks(3) {
            canvas.rule((LEFT, y.place(tick)), (RIGHT, y.place(tick)), GRID, 1)?;
            canvas.text(
                &self.unit.tick(tick),
                (LEFT - 8.0, y.place(tick)),
                Side::Left,
                MUTED,
            )?;
        }
        for (place, point) in self.points.iter().enumerate() {
            let at = x.place(place as f64);
            let (least, greatest) = (y.place(point.figure.least), y.place(point.figure.greatest));
            if !point.environment.is_empty() {
                let between = x.place(place as f64 - 0.5);
                canvas.rule((between, top), (between, top + PANEL), MUTED, 2)?;
            }
            canvas.bar((at - 0.5, greatest), (at + 0.5, least), palette::arm(RECORD), 0.4)?;
        }
        for (first, last, median) in self.levels() {
            let (from, to) = (x.place(first as f64 - 0.4), x.place(last as f64 + 0.4));
            canvas.rule((from, y.place(median)), (to, y.place(median)), NOTICE, 4)?;
        }
        for (place, point) in self.points.iter().enumerate() {
            let at = (x.place(place as f64), y.place(point.figure.median));
            canvas.mark(RECORD, at, 3.5)?;
        }
        self.paint_changes(canvas, x, y, top)?;
        self.paint_ends(canvas, top + PANEL + 14.0)
    }

    #[allow(clippy::cast_precision_loss)]
    fn paint_changes(
        &self,
        canvas: &Canvas<'_>,
        x: Axis,
        y: Axis,
        top: f64,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let mut taken = [LEFT; 2];
        for change in &self.changes {
            let at = x.place(change.index as f64 - 0.5);
            let ink = palette::arm(CHANGE);
            canvas.rule((at, y.place(change.before)), (at, y.place(change.after)), ink, 2)?;
            canvas.mark(
                CHANGE,
                (at, f64::midpoint(y.place(change.before), y.place(change.after))),
                5.0,
            )?;
            let name = self.change_name(change);
            let width = text_width(&name);
            let from = (at - width / 2.0).clamp(LEFT, (RIGHT - width).max(LEFT));
            // Where both lines are taken, marks and table say it alone.
            if let Some(line) = taken.iter().position(|end| from >= *end) {
                taken[line] = from + width + 6.0;
                canvas.text(&name, (from, top + 6.0 + NAMES * line as f64), Side::Right, ink)?;
            }
        }
        Ok(())
    }

    /// `4f1c2ab +11.7 %`.
    fn change_name(&self, change: &LevelChange) -> String {
        let commit = self.points.get(change.index).map_or("", |point| &point.commit);
        format!("{commit} {}", change_size(change))
    }

    /// The first and the last record.
    fn paint_ends(&self, canvas: &Canvas<'_>, height: f64) -> Result<(), Box<dyn std::error::Error>> {
        let text = |place: usize| {
            let point = self.points.get(place);
            point.map_or_else(String::new, |point| {
                format!("{} · {}", day(&point.date), point.commit)
            })
        };
        canvas.text(&text(0), (LEFT, height), Side::Right, MUTED)?;
        if self.points.len() > 1 {
            canvas.text(&text(self.points.len() - 1), (RIGHT, height), Side::Left, MUTED)?;
        }
        Ok(())
    }

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
            all => format!("History: {} series", all.len()),
        }
    }

    fn caption(&self) -> String {
        format!(
            "Medians of records as dots in order of time, each with a line from its least to its greatest run as far as the \
             panel reaches; levels as steps; each panel has its own scale, which does not begin at 0. {}.",
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

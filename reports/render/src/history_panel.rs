//! A series of a history, drawn.

use streamgauge_statistics::{LevelChange, median};

use crate::HistorySeries;
use crate::axis::Axis;
use crate::canvas::{Canvas, Side, WIDTH, text_width};
use crate::history_change::{change_size, day};
use crate::palette::{self, GRID, MUTED, NOTICE, TEXT};

const LEFT: f64 = 76.0;
const RIGHT: f64 = WIDTH - 16.0;
/// Height of the picture in a panel.
pub(crate) const PANEL: f64 = 108.0;
/// Room for a panel's name above and its first and last record below.
pub(crate) const AROUND: f64 = 58.0;
/// Height of a line of names of changes, of which there are two above the figures of a panel.
const NAMES: f64 = 15.0;
/// How far a panel reaches beyond its medians for the sake of single runs, in multiples of their range.
const FURTHEST: f64 = 1.5;
/// The mark of a record, and of a change.
pub(crate) const RECORD: usize = 0;
pub(crate) const CHANGE: usize = 3;

impl HistorySeries {
    /// Least and greatest number of the panel.
    fn axis_ends(&self) -> (f64, f64) {
        let medians = || self.points.iter().map(|point| point.figure.median);
        let (low, high) = (
            medians().fold(f64::INFINITY, f64::min),
            medians().fold(f64::NEG_INFINITY, f64::max),
        );
        let (low, high) = (self.reach(low, high, f64::min), self.reach(low, high, f64::max));
        // A constant stands in the middle, also one of 0.
        let room = if high > low || high != 0.0 {
            ((high - low) * 0.12).max(high.abs() * 0.02)
        } else {
            1.0
        };
        (low - room, high + room)
    }

    fn axes(&self, top: f64) -> (Axis, Axis) {
        let last = self.points.len().saturating_sub(1);
        #[allow(clippy::cast_precision_loss)]
        let x = Axis::linear(-0.5, last as f64 + 0.5, LEFT, RIGHT);
        let (low, high) = self.axis_ends();
        (x, Axis::linear(low, high, top + PANEL, top + 2.0 * NAMES))
    }

    /// As far as the runs of the records go from `low..=high`, the medians, but not so far that these would be squeezed
    /// into a corner.
    fn reach(&self, low: f64, high: f64, further: fn(f64, f64) -> f64) -> f64 {
        let most = FURTHEST * (high - low).max(high.abs() * 0.05);
        let runs = self.points.iter();
        let ends = runs.flat_map(|point| [point.figure.least, point.figure.greatest]);
        ends.chain([low, high])
            .reduce(further)
            .unwrap_or(high)
            .clamp(low - most, high + most)
    }

    /// Round numbers, two at least where there are two; of a constant that one.
    fn ticks(&self, y: Axis) -> Vec<f64> {
        let medians = || self.points.iter().map(|point| point.figure.median);
        let first = medians().next().unwrap_or(0.0);
        let is_flat = self
            .points
            .iter()
            .all(|point| [point.figure.median, point.figure.least, point.figure.greatest] == [first; 3]);
        if is_flat {
            return vec![first];
        }
        let several = [3, 5, 8].map(|count| y.ticks(count));
        several
            .into_iter()
            .find(|ticks| ticks.len() > 1)
            .unwrap_or_default()
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

    /// Draws the series below `top`.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn paint(&self, canvas: &Canvas<'_>, top: f64) -> Result<(), Box<dyn std::error::Error>> {
        let (x, y) = self.axes(top);
        canvas.text(&self.name(), (6.0, top - 12.0), Side::Right, TEXT)?;
        for tick in self.ticks(y) {
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
                canvas.rule((between, top + 2.0 * NAMES), (between, top + PANEL), MUTED, 2)?;
            }
            canvas.bar((at - 0.5, greatest), (at + 0.5, least), palette::arm(RECORD), 0.4)?;
            // What goes on beyond the panel ends in an arrow.
            let (low, high) = self.axis_ends();
            if point.figure.greatest > high {
                arrow(canvas, (at, greatest), 4.0)?;
            }
            if point.figure.least < low {
                arrow(canvas, (at, least), -4.0)?;
            }
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
                canvas.text(&name, (from, top + 6.0 + NAMES * line as f64), Side::Right, TEXT)?;
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
}

/// The head of an arrow at a point, so many pixels high; downwards if negative.
fn arrow(canvas: &Canvas<'_>, (x, y): (f64, f64), height: f64) -> Result<(), Box<dyn std::error::Error>> {
    let head = [(x - 3.0, y + height), (x, y), (x + 3.0, y + height)];
    canvas.line(&head, palette::arm(RECORD), 2)
}

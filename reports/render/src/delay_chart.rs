//! What a watermark delay buys and what it costs: completeness above, latency below, over the same delays.

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height};
use crate::frontier_chart::missing;
use crate::frontier_summary::millis;
use crate::palette::{self, GRID, MUTED};
use crate::{Chart, DataTable, FrontierLine, FrontierPlace, FrontierSummary, RenderError, Unit};

const LEFT: f64 = 76.0;
const RIGHT: f64 = WIDTH - 24.0;
const PANEL: f64 = 150.0;
/// Room above a panel for its name.
const NAME: f64 = 38.0;
const BOTTOM: f64 = 52.0;

/// One line per engine and allowed lateness in two panels over the watermark delay.
pub(crate) struct DelayChart<'a> {
    summary: &'a FrontierSummary,
}

/// A panel: what it shows, its unit, and the figure of a point.
type Panel = (
    &'static str,
    Unit,
    fn(&FrontierLine, &FrontierPlace) -> Option<f64>,
);

const PANELS: [Panel; 2] = [
    ("missing from the answers, logarithmic", Unit::Share, missing),
    (
        "99th percentile of from_end, logarithmic",
        Unit::Nanoseconds,
        |_, place| place.from_end_p99.value(),
    ),
];

impl<'a> DelayChart<'a> {
    /// `None` unless several delays have a completeness.
    pub(crate) fn new(summary: &'a FrontierSummary) -> Option<Self> {
        let chart = Self { summary };
        let mut delays: Vec<i64> = chart
            .points(missing)
            .map(|(_, place, _)| place.watermark_delay_ms)
            .collect();
        delays.sort_unstable();
        delays.dedup();
        (delays.len() > 1).then_some(chart)
    }

    /// Every point that has the figure, as (line, point, figure).
    fn points(
        &self,
        figure: fn(&FrontierLine, &FrontierPlace) -> Option<f64>,
    ) -> impl Iterator<Item = (usize, &'a FrontierPlace, f64)> + Clone {
        self.summary
            .lines
            .iter()
            .enumerate()
            .flat_map(move |(number, line)| {
                let points = line.points.iter();
                points.filter_map(move |place| Some((number, place, figure(line, place)?)))
            })
    }

    fn legend(&self) -> Vec<(Key, String)> {
        let lines = self.summary.lines.iter().enumerate();
        lines
            .map(|(number, line)| (Key::Arm(number), line.label.clone()))
            .collect()
    }

    fn height(&self) -> f64 {
        legend_height(&self.legend()) + 2.0 * (NAME + PANEL) + BOTTOM
    }

    fn delays(&self) -> Axis {
        let delays = || self.points(missing).map(|(_, place, _)| delay_s(place));
        let (low, high) = (
            delays().fold(f64::INFINITY, f64::min),
            delays().fold(f64::NEG_INFINITY, f64::max),
        );
        let room = (high - low) * 0.03;
        Axis::linear(low - room, high + room, LEFT, RIGHT)
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        canvas.legend(&self.legend())?;
        let x = self.delays();
        let mut top = legend_height(&self.legend());
        for panel in PANELS {
            top += NAME;
            self.paint_panel(canvas, x, top, panel)?;
            top += PANEL;
        }
        for tick in x.ticks(6).into_iter().filter(|tick| *tick >= 0.0) {
            let text = crate::quantity::plain(tick);
            canvas.text(&text, (x.place(tick), top + 14.0), Side::Middle, MUTED)?;
        }
        canvas.text(
            "watermark delay, seconds of event time",
            (f64::midpoint(LEFT, WIDTH), top + 38.0),
            Side::Middle,
            MUTED,
        )
    }

    fn paint_panel(
        &self,
        canvas: &Canvas<'_>,
        x: Axis,
        top: f64,
        (name, unit, figure): Panel,
    ) -> Result<(), Box<dyn std::error::Error>> {
        canvas.text(name, (6.0, top - 12.0), Side::Right, MUTED)?;
        if self.points(figure).next().is_none() {
            let middle = (f64::midpoint(LEFT, RIGHT), top + PANEL / 2.0);
            return canvas.text("no point has samples enough", middle, Side::Middle, MUTED);
        }
        let y = Axis::around(
            &self.points(figure).map(|(_, _, value)| value),
            1.5,
            top + PANEL,
            top,
        );
        for tick in y.ticks(5) {
            let at = y.place(tick);
            canvas.rule((LEFT, at), (RIGHT, at), GRID, 1)?;
            canvas.text(&unit.tick(tick), (LEFT - 8.0, at), Side::Left, MUTED)?;
        }
        if let Some(zero) = y.zero() {
            canvas.rule((LEFT, zero), (RIGHT, zero), GRID, 1)?;
            canvas.text("0", (LEFT - 8.0, zero), Side::Left, MUTED)?;
        }
        for number in 0..self.summary.lines.len() {
            let of_line = self.points(figure).filter(|(of, ..)| *of == number);
            let path: Vec<(f64, f64)> = of_line
                .map(|(_, place, value)| (x.place(delay_s(place)), y.place(value)))
                .collect();
            canvas.line(&path, palette::arm(number), 3)?;
            path.iter()
                .try_for_each(|point| canvas.mark(number, *point, 4.0))?;
        }
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss)]
fn delay_s(place: &FrontierPlace) -> f64 {
    place.watermark_delay_ms as f64 / 1e3
}

/// What a point lacks and what it takes, in words.
fn at_delay(line: &FrontierLine, place: &FrontierPlace) -> Option<String> {
    let lacks = Unit::Share.text(missing(line, place)?);
    let p99 = place.from_end_p99.text(Unit::Nanoseconds);
    Some(format!(
        "{lacks} missing and p99 {p99} at {}",
        millis(place.watermark_delay_ms)
    ))
}

impl Chart for DelayChart<'_> {
    fn id(&self) -> String {
        "delay".into()
    }

    fn title(&self) -> String {
        "Completeness and latency over the watermark delay".into()
    }

    fn caption(&self) -> String {
        "Above, what the answers lack: of lines with an allowed lateness after the last update, of the others in the first \
         answer. Below, how long 99 % of the first answers take after the end of their window. Both lower is better."
            .into()
    }

    fn in_words(&self) -> String {
        let words = |line: &FrontierLine| {
            let ends = [line.points.first(), line.points.last()].into_iter().flatten();
            let ends: Vec<String> = ends.filter_map(|place| at_delay(line, place)).collect();
            format!("{}: {}.", line.label, ends.join(", "))
        };
        let lines: Vec<String> = self.summary.lines.iter().map(words).collect();
        lines.join(" ")
    }

    fn table(&self) -> DataTable {
        let rows = self.summary.lines.iter().flat_map(|line| {
            line.points.iter().map(move |place| {
                let lacks =
                    missing(line, place).map_or_else(|| "—".to_owned(), |value| Unit::Share.text(value));
                vec![
                    line.label.clone(),
                    millis(place.watermark_delay_ms),
                    lacks,
                    place.from_end_p99.text(Unit::Nanoseconds),
                ]
            })
        });
        DataTable {
            head: ["engine", "delay", "missing", "from_end p99"]
                .map(Into::into)
                .into(),
            rows: rows.collect(),
        }
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, self.height(), |canvas| self.paint(canvas))
    }
}

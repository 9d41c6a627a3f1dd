//! Memory of keyed state over time.

use streamgauge_record::{Interval, Series};

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height};
use crate::chart::slug;
use crate::instant_rows::{InstantRow, end_ns, instant_rows, rows_left_out, thinned};
use crate::palette::{self, GRID, MUTED, SHADE};
use crate::time_panel::duration;
use crate::{Chart, DataTable, QuerySummary, RenderError, Unit};

const LEFT: f64 = 92.0;
const RIGHT: f64 = WIDTH - 16.0;
const TALL: f64 = 220.0;
/// Marks on a line.
const MARKS: usize = 12;

/// One line per arm: the bytes that its operators say they hold, at the end of each interval, from 0 up.
pub(crate) struct StateChart<'a> {
    query: &'a QuerySummary,
    lines: Vec<Line<'a>>,
    warm_up_ns: u64,
    /// Rows that the table may have.
    rows: usize,
}

struct Line<'a> {
    place: usize,
    arm: &'a str,
    series: &'a Series,
}

impl<'a> StateChart<'a> {
    /// `None` if nothing was held by anybody.
    pub(crate) fn new(query: &'a QuerySummary, warm_up_ns: u64, rows: usize) -> Option<Self> {
        let lines: Vec<_> = (0..)
            .zip(&query.arms)
            .filter_map(|(place, arm)| {
                let series = arm.over_time()?.series.as_ref()?;
                let holds = series
                    .intervals
                    .iter()
                    .any(|interval| interval.state_bytes.is_some());
                holds.then_some(Line {
                    place,
                    arm: &arm.arm,
                    series,
                })
            })
            .collect();
        let is_any = lines.iter().any(|line| line.greatest() > 0);
        is_any.then_some(Self {
            query,
            lines,
            warm_up_ns,
            rows,
        })
    }

    fn legend(&self) -> Vec<(Key, String)> {
        let lines = self.lines.iter();
        lines
            .map(|line| (Key::Arm(line.place), line.arm.to_owned()))
            .collect()
    }

    fn top(&self) -> f64 {
        legend_height(&self.legend()) + 24.0
    }

    fn height(&self) -> f64 {
        self.top() + TALL + 54.0
    }

    #[allow(clippy::cast_precision_loss)]
    fn axes(&self) -> (Axis, Axis) {
        let seconds = self.lines.iter().map(Line::end_s).fold(0.0, f64::max);
        let bytes = self.lines.iter().map(Line::greatest).max().unwrap_or(0) as f64;
        let (top, bottom) = (self.top(), self.top() + TALL);
        (
            Axis::linear(0.0, seconds, LEFT, RIGHT),
            Axis::linear(0.0, bytes * 1.05, bottom, top),
        )
    }

    #[allow(clippy::cast_precision_loss)]
    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        canvas.legend(&self.legend())?;
        let (x, y) = self.axes();
        let (top, bottom) = (self.top(), self.top() + TALL);
        canvas.text("bytes of keyed state", (6.0, top - 14.0), Side::Right, MUTED)?;
        let warm = x.place(self.warm_up_ns as f64 / 1e9);
        canvas.bar((LEFT, top), (warm, bottom), SHADE, 1.0)?;
        for tick in y.byte_ticks(5) {
            let at = y.place(tick);
            canvas.rule((LEFT, at), (RIGHT, at), GRID, 1)?;
            canvas.text(&Unit::Bytes.tick(tick), (LEFT - 8.0, at), Side::Left, MUTED)?;
        }
        for tick in x.ticks(8) {
            let text = crate::quantity::plain(tick);
            canvas.text(&text, (x.place(tick), bottom + 14.0), Side::Middle, MUTED)?;
        }
        for line in &self.lines {
            line.paint(canvas, x, y)?;
        }
        canvas.text(
            "seconds since the start (warm-up shaded)",
            (f64::midpoint(LEFT, WIDTH), bottom + 36.0),
            Side::Middle,
            MUTED,
        )
    }
}

impl Line<'_> {
    fn greatest(&self) -> u64 {
        let intervals = self.series.intervals.iter();
        intervals
            .filter_map(|interval| interval.state_bytes)
            .max()
            .unwrap_or(0)
    }

    #[allow(clippy::cast_precision_loss)]
    fn end_s(&self) -> f64 {
        self.series.interval_ns as f64 * self.series.intervals.len() as f64 / 1e9
    }

    #[allow(clippy::cast_precision_loss)]
    fn paint(&self, canvas: &Canvas<'_>, x: Axis, y: Axis) -> Result<(), Box<dyn std::error::Error>> {
        let end_s = |interval: &Interval| (interval.start_ns + self.series.interval_ns) as f64 / 1e9;
        let intervals = self.series.intervals.iter();
        let points: Vec<(f64, f64)> = intervals
            .filter_map(|interval| Some((x.place(end_s(interval)), y.place(interval.state_bytes? as f64))))
            .collect();
        canvas.line(&points, palette::arm(self.place), 4)?;
        let stride = points.len().div_ceil(MARKS).max(1);
        points
            .iter()
            .skip(self.place)
            .step_by(stride)
            .try_for_each(|point| canvas.mark(self.place, *point, 4.0))
    }

    fn in_words(&self) -> String {
        let last = self
            .series
            .intervals
            .iter()
            .rev()
            .find_map(|interval| interval.state_bytes);
        format!(
            "{}: at most {}, {} at the end.",
            self.arm,
            bytes(Some(self.greatest())),
            bytes(last)
        )
    }
}

#[allow(clippy::cast_precision_loss)]
fn bytes(value: Option<u64>) -> String {
    value.map_or("—".into(), |value| Unit::Bytes.text(value as f64))
}

impl Chart for StateChart<'_> {
    fn id(&self) -> String {
        format!("state-{}", slug(&self.query.name))
    }

    fn title(&self) -> String {
        format!("State over time: {}", self.query.name)
    }

    fn caption(&self) -> String {
        format!(
            "Memory that the operators of {} take up by their own account (tables, windows, timers, with the room they \
             keep for more), at the end of each interval; one valid run of each arm.",
            self.query.name
        )
    }

    fn in_words(&self) -> String {
        self.lines
            .iter()
            .map(Line::in_words)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// A row for each instant at which an interval of an arm ends; an arm without one there has nothing to say.
    fn table(&self) -> DataTable {
        let mut head = vec!["until".to_string()];
        head.extend(self.lines.iter().map(|line| line.arm.to_owned()));
        let series: Vec<&Series> = self.lines.iter().map(|line| line.series).collect();
        let row = |(at, intervals): InstantRow<'_>| {
            let held = |interval: Option<&Interval>| {
                interval.map_or_else(String::new, |interval| bytes(interval.state_bytes))
            };
            let mut cells = vec![duration(at)];
            cells.extend(intervals.into_iter().map(held));
            cells
        };
        DataTable {
            head,
            rows: thinned(instant_rows(&series, end_ns), self.rows)
                .map(row)
                .collect(),
        }
    }

    fn left_out(&self) -> Option<String> {
        let series: Vec<&Series> = self.lines.iter().map(|line| line.series).collect();
        rows_left_out(&series, self.rows)
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, self.height(), |canvas| self.paint(canvas))
    }
}

//! Memory of keyed state over time.

use streamgauge_record::{Interval, Series};

use crate::canvas::{Canvas, Drawn, Key, draw, legend_height};
use crate::chart::slug;
use crate::instant_rows::{InstantRow, end_ns, instant_rows, rows_left_out, thinned};
use crate::time_frame::TimeFrame;
use crate::time_panel::duration;
use crate::{Chart, DataTable, QuerySummary, RenderError, Unit};

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

    #[allow(clippy::cast_precision_loss)]
    fn frame(&self) -> TimeFrame {
        let seconds = self.lines.iter().map(Line::end_s).fold(0.0, f64::max);
        let bytes = self.lines.iter().map(Line::greatest).max().unwrap_or(0) as f64;
        TimeFrame::below(legend_height(&self.legend()), seconds, bytes)
    }

    #[allow(clippy::cast_precision_loss)]
    fn paint(&self, canvas: &Canvas<'_>) -> Drawn {
        canvas.legend(&self.legend())?;
        let frame = self.frame();
        frame.begin(canvas, "bytes of keyed state", self.warm_up_ns as f64 / 1e9)?;
        frame.grid(canvas, frame.y.byte_ticks(5), Unit::Bytes)?;
        for line in &self.lines {
            TimeFrame::line(canvas, line.place, &line.points(frame))?;
        }
        frame.end(canvas, "seconds since the start (warm-up shaded)")
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
    fn points(&self, TimeFrame { x, y, .. }: TimeFrame) -> Vec<(f64, f64)> {
        let end_s = |interval: &Interval| (interval.start_ns + self.series.interval_ns) as f64 / 1e9;
        let intervals = self.series.intervals.iter();
        intervals
            .filter_map(|interval| Some((x.place(end_s(interval)), y.place(interval.state_bytes? as f64))))
            .collect()
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
        draw(self, self.frame().height(), |canvas| self.paint(canvas))
    }
}

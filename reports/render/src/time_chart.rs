//! Latency over time: saw-teeth, stalls and warm-up, which percentiles hide.

use streamgauge_record::{Disturbance, Interval, Series};

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height};
use crate::chart::slug;
use crate::palette::{self, GRID, MUTED, NOTICE, SHADE};
use crate::recovery::disturbance_text;
use crate::{Chart, DataTable, QuerySummary, RenderError, Summary, Unit};

const LEFT: f64 = 76.0;
const RIGHT: f64 = WIDTH - 16.0;
const PANEL: f64 = 104.0;
const BETWEEN: f64 = 14.0;
/// Strokes in a panel at most; a longer series has several intervals in one stroke.
const STROKES: usize = 100;
/// Rows of the data table at most; a longer series is shown at every so many intervals.
const TABLE_ROWS: usize = 120;

/// One panel per arm with common time and a scale of its own, or saw-teeth would vanish beside the distance between
/// the arms: a stroke from the least to the greatest latency of each interval, thick up to
/// its 99th percentile, and the arm's mark at its median. Intervals in which nothing left stay empty.
pub(crate) struct TimeChart<'a> {
    query: &'a QuerySummary,
    panels: Vec<Panel<'a>>,
    warm_up_ns: u64,
    disturbances: &'a [Disturbance],
}

struct Panel<'a> {
    place: usize,
    arm: String,
    repeat: u32,
    series: &'a Series,
}

impl<'a> TimeChart<'a> {
    /// `None` without a series in which something left.
    pub(crate) fn new(query: &'a QuerySummary, summary: &'a Summary) -> Option<Self> {
        let panels: Vec<_> = (0..)
            .zip(&query.arms)
            .filter_map(|(place, arm)| {
                let run = arm.representative()?;
                let series = run.series.as_ref()?;
                let speaks = series.intervals.iter().any(|interval| interval.p50_ns.is_some());
                speaks.then_some(Panel {
                    place,
                    arm: query.latency_label(arm),
                    repeat: run.repeat,
                    series,
                })
            })
            .collect();
        (!panels.is_empty()).then_some(Self {
            query,
            panels,
            warm_up_ns: summary.warm_up_ns,
            disturbances: &summary.disturbances,
        })
    }

    fn legend(&self) -> Vec<(Key, String)> {
        self.panels
            .iter()
            .map(|panel| (Key::Arm(panel.place), panel.arm.clone()))
            .collect()
    }

    fn top(&self) -> f64 {
        legend_height(&self.legend()) + 24.0
    }

    #[allow(clippy::cast_precision_loss)]
    fn height(&self) -> f64 {
        self.top() + self.panels.len() as f64 * (PANEL + BETWEEN) + 40.0
    }

    #[allow(clippy::cast_precision_loss)]
    fn seconds(&self) -> Axis {
        let end =
            |panel: &Panel<'_>| panel.series.interval_ns as f64 * panel.series.intervals.len() as f64 / 1e9;
        Axis::linear(0.0, self.panels.iter().map(end).fold(0.0, f64::max), LEFT, RIGHT)
    }

    #[allow(clippy::cast_precision_loss)]
    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        canvas.legend(&self.legend())?;
        let x = self.seconds();
        let label = format!(
            "{}, logarithmic; each panel has its own scale",
            self.query.headline().unwrap_or("latency")
        );
        canvas.text(&label, (6.0, self.top() - 14.0), Side::Right, MUTED)?;
        for (row, panel) in self.panels.iter().enumerate() {
            let top = self.top() + row as f64 * (PANEL + BETWEEN);
            let y = panel.values(top);
            canvas.bar(
                (LEFT, top),
                (x.place(self.warm_up_ns as f64 / 1e9), top + PANEL),
                SHADE,
                1.0,
            )?;
            self.mark_disturbances(canvas, x, top)?;
            for tick in y.ticks(4) {
                canvas.rule((LEFT, y.place(tick)), (RIGHT, y.place(tick)), GRID, 1)?;
                canvas.text(
                    &Unit::Nanoseconds.tick(tick),
                    (LEFT - 8.0, y.place(tick)),
                    Side::Left,
                    MUTED,
                )?;
            }
            if let Some(zero) = y.zero() {
                canvas.text("0", (LEFT - 8.0, zero), Side::Left, MUTED)?;
            }
            panel.paint(canvas, x, y)?;
        }
        let bottom = self.height() - 40.0 - BETWEEN;
        for tick in x.ticks(8) {
            canvas.text(
                &crate::quantity::plain(tick),
                (x.place(tick), bottom + 14.0),
                Side::Middle,
                MUTED,
            )?;
        }
        let middle = f64::midpoint(LEFT, WIDTH);
        canvas.text(&self.shades(), (middle, bottom + 36.0), Side::Middle, MUTED)
    }
}

impl TimeChart<'_> {
    /// A band from start to end, at least as wide as can be seen, below the strokes.
    #[allow(clippy::cast_precision_loss)]
    fn mark_disturbances(
        &self,
        canvas: &Canvas<'_>,
        x: Axis,
        top: f64,
    ) -> Result<(), Box<dyn std::error::Error>> {
        self.disturbances.iter().try_for_each(|it| {
            let place = |ns: u64| x.place(ns as f64 / 1e9).clamp(LEFT, RIGHT);
            let (from, to) = (place(it.start_ns), place(it.end_ns));
            canvas.bar((from, top), (to.max(from + 2.0), top + PANEL), NOTICE, 0.16)
        })
    }

    /// What is marked, in a sentence; empty without disturbances.
    fn disturbed(&self) -> String {
        let marked: Vec<String> = self.disturbances.iter().map(disturbance_text).collect();
        if marked.is_empty() {
            return String::new();
        }
        format!(" Marked: {}.", marked.join("; "))
    }

    fn shades(&self) -> String {
        let marked: Vec<String> = self.disturbances.iter().map(disturbance_text).collect();
        match marked.as_slice() {
            [] => "seconds since the start (warm-up shaded)".into(),
            [one] => format!("seconds since the start (warm-up shaded; marked: {one})"),
            _ => "seconds since the start (warm-up shaded; disturbances marked)".into(),
        }
    }
}

/// How many intervals share a stroke.
fn together(series: &Series) -> usize {
    series.intervals.len().div_ceil(STROKES).max(1)
}

impl Panel<'_> {
    #[allow(clippy::cast_precision_loss)]
    fn values(&self, top: f64) -> Axis {
        let figures = |interval: &Interval| [interval.min_ns, interval.p50_ns, interval.max_ns];
        let values = self.series.intervals.iter().flat_map(figures).flatten();
        Axis::around(&values.map(|value| value as f64), 1.25, top + PANEL, top)
    }

    fn paint(&self, canvas: &Canvas<'_>, x: Axis, y: Axis) -> Result<(), Box<dyn std::error::Error>> {
        let together = together(self.series);
        self.series
            .intervals
            .chunks(together)
            .try_for_each(|chunk| self.stroke(canvas, x, y, chunk))
    }

    /// One interval, or several where there is no room for each.
    #[allow(clippy::cast_precision_loss)]
    fn stroke(
        &self,
        canvas: &Canvas<'_>,
        x: Axis,
        y: Axis,
        chunk: &[Interval],
    ) -> Result<(), Box<dyn std::error::Error>> {
        let ink = palette::arm(self.place);
        let medians = || chunk.iter().filter_map(|interval| interval.p50_ns);
        let (Some(first), Some(low), Some(high)) = (chunk.first(), medians().min(), medians().max()) else {
            return Ok(());
        };
        let middle = first.start_ns as f64 + self.series.interval_ns as f64 * chunk.len() as f64 / 2.0;
        let at = x.place(middle / 1e9);
        let place = |value: u64| y.place(value as f64);
        let least = chunk
            .iter()
            .filter_map(|interval| interval.min_ns)
            .min()
            .unwrap_or(low);
        let most = chunk
            .iter()
            .filter_map(|interval| interval.max_ns)
            .max()
            .unwrap_or(high);
        canvas.bar((at - 0.5, place(most)), (at + 0.5, place(least)), ink, 0.55)?;
        if chunk.len() > 1 {
            return canvas.bar(
                (at - 1.5, place(high) - 1.0),
                (at + 1.5, place(low) + 1.0),
                ink,
                1.0,
            );
        }
        let tail = chunk
            .iter()
            .filter_map(|interval| interval.p99_ns)
            .max()
            .unwrap_or(high);
        canvas.bar((at - 2.0, place(tail)), (at + 2.0, place(least)), ink, 0.35)?;
        canvas.mark(self.place, (at, place(high)), 3.0)
    }

    fn extremes(&self) -> String {
        let all = || self.series.intervals.iter();
        let text = |value: Option<u64>| value.map_or("—".into(), duration);
        let low = all().filter_map(|interval| interval.p50_ns).min();
        let high = all().filter_map(|interval| interval.p50_ns).max();
        let most = all().filter_map(|interval| interval.max_ns).max();
        format!(
            "{}, repeat {}: medians between {} and {}, greatest {}.",
            self.arm,
            self.repeat + 1,
            text(low),
            text(high),
            text(most)
        )
    }
}

#[allow(clippy::cast_precision_loss)]
fn duration(value: u64) -> String {
    Unit::Nanoseconds.text(value as f64)
}

impl Chart for TimeChart<'_> {
    fn id(&self) -> String {
        format!("time-{}", slug(&self.query.name))
    }

    fn title(&self) -> String {
        format!("Latency over time: {}", self.query.name)
    }

    fn caption(&self) -> String {
        let together = self
            .panels
            .iter()
            .map(|panel| together(panel.series))
            .max()
            .unwrap_or(1);
        let strokes = if together == 1 {
            "For each interval: a stroke from least to greatest, thick up to p99, a mark at the median"
                .to_string()
        } else {
            format!(
                "For every {together} intervals: a stroke from least to greatest, thick from the least to the greatest \
                 of their medians"
            )
        };
        format!(
            "{} of {}, one valid run of each arm. {strokes}; nothing where no result left.{}",
            self.query.headline_text(),
            self.query.name,
            self.disturbed()
        )
    }

    fn in_words(&self) -> String {
        self.panels
            .iter()
            .map(Panel::extremes)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn table(&self) -> DataTable {
        let mut head = vec!["from".to_string()];
        for panel in &self.panels {
            head.extend(["p50", "p99", "max"].map(|figure| format!("{}, {figure}", panel.arm)));
        }
        let rows = self
            .panels
            .iter()
            .map(|panel| panel.series.intervals.len())
            .max()
            .unwrap_or(0);
        let stride = rows.div_ceil(TABLE_ROWS).max(1);
        DataTable {
            head,
            rows: (0..rows).step_by(stride).map(|row| self.table_row(row)).collect(),
        }
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, self.height(), |canvas| self.paint(canvas))
    }
}

impl TimeChart<'_> {
    fn table_row(&self, row: usize) -> Vec<String> {
        let intervals: Vec<Option<&Interval>> = self
            .panels
            .iter()
            .map(|panel| panel.series.intervals.get(row))
            .collect();
        let start = intervals
            .iter()
            .flatten()
            .next()
            .map_or(0, |interval| interval.start_ns);
        let mut cells = vec![duration(start)];
        for interval in intervals {
            let figures = interval.map_or([None; 3], |interval| {
                [interval.p50_ns, interval.p99_ns, interval.max_ns]
            });
            cells.extend(figures.map(|value| value.map_or("—".into(), duration)));
        }
        cells
    }
}

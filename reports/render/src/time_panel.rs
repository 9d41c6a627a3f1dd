//! One arm's course over time: its latencies above, its load below.

use streamgauge_record::{Interval, LatencyGrid, Series};

use crate::axis::Axis;
use crate::canvas::{Canvas, Side, WIDTH};
use crate::palette::{GRID, MUTED};
use crate::time_heat::paint_heat;
use crate::time_strip::{STRIPS, paint_load};
use crate::time_strokes::{paint_strokes, together};
use crate::{ArmSummary, QuerySummary, Unit};

/// Room for what is written at the left.
pub(crate) const LEFT: f64 = 144.0;
pub(crate) const RIGHT: f64 = WIDTH - 16.0;
/// Height of the latencies.
const LATENCIES: f64 = 112.0;
/// Height of a panel.
pub(crate) const PANEL: f64 = LATENCIES + STRIPS;

/// One run of an arm, interval by interval.
pub(crate) struct Panel<'a> {
    pub(crate) place: usize,
    pub(crate) arm: String,
    pub(crate) series: &'a Series,
    repeat: u32,
}

impl<'a> Panel<'a> {
    /// `None` without a series in which something left.
    pub(crate) fn of(query: &QuerySummary, place: usize, arm: &'a ArmSummary) -> Option<Self> {
        let run = arm.over_time()?;
        let series = run.series.as_ref()?;
        let speaks = series.intervals.iter().any(|interval| interval.p50_ns.is_some());
        speaks.then_some(Self {
            place,
            arm: query.latency_label(arm),
            series,
            repeat: run.repeat,
        })
    }

    /// The counts of a heat map, if the record has them.
    pub(crate) fn grid(&self) -> Option<&'a LatencyGrid> {
        self.series.latency_grid.as_ref()
    }

    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn end_s(&self) -> f64 {
        self.series.interval_ns as f64 * self.series.intervals.len() as f64 / 1e9
    }

    /// Where an interval begins, seconds; the end of the run for the one after the last.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn begin_s(&self, interval: usize) -> f64 {
        self.series.interval_ns as f64 * interval as f64 / 1e9
    }

    pub(crate) fn paint(
        &self,
        canvas: &Canvas<'_>,
        x: Axis,
        top: f64,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let y = self.values(top);
        for tick in y.ticks(4) {
            let at = y.place(tick);
            canvas.rule((LEFT, at), (RIGHT, at), GRID, 1)?;
            canvas.text(&Unit::Nanoseconds.tick(tick), (LEFT - 8.0, at), Side::Left, MUTED)?;
        }
        if let Some(zero) = y.zero() {
            canvas.text("0", (LEFT - 8.0, zero), Side::Left, MUTED)?;
        }
        match self.grid() {
            Some(grid) => paint_heat(self, grid, canvas, x, y)?,
            None => paint_strokes(self, canvas, x, y)?,
        }
        paint_load(self, canvas, x, top + LATENCIES)
    }

    #[allow(clippy::cast_precision_loss)]
    fn values(&self, top: f64) -> Axis {
        let figures = |interval: &Interval| [interval.min_ns, interval.p50_ns, interval.max_ns];
        let values = self.series.intervals.iter().flat_map(figures).flatten();
        Axis::around(&values.map(|value| value as f64), 1.25, top + LATENCIES, top)
    }

    /// How its latencies are drawn.
    pub(crate) fn drawn(&self) -> String {
        if self.grid().is_some() {
            return "The darker a cell, the more results left in that interval with that latency (logarithmic); lines at \
                    the median and, thinner, at p99 (the greatest below 100 results)."
                .into();
        }
        match together(self.series) {
            1 => "For each interval: a stroke from least to greatest, thick up to p99, a mark at the median."
                .into(),
            several => format!(
                "For every {several} intervals: a stroke from least to greatest, thick from the least to the greatest \
                 of their medians."
            ),
        }
    }

    pub(crate) fn extremes(&self) -> String {
        let all = || self.series.intervals.iter();
        let text = |value: Option<u64>| value.map_or("—".into(), duration);
        let low = all().filter_map(|interval| interval.p50_ns).min();
        let high = all().filter_map(|interval| interval.p50_ns).max();
        let most = all().filter_map(|interval| interval.max_ns).max();
        let backlog = all().map(|interval| interval.backlog).max().unwrap_or(0);
        let fullest = self
            .grid()
            .and_then(|grid| grid.cells().map(|(_, _, count)| count).max());
        let cell = fullest.map_or_else(String::new, |count| {
            format!(", at most {count} results in a cell")
        });
        format!(
            "{}, repeat {}: medians between {} and {}, greatest {}, at most {backlog} events waiting{cell}.",
            self.arm,
            self.repeat + 1,
            text(low),
            text(high),
            text(most)
        )
    }
}

#[allow(clippy::cast_precision_loss)]
pub(crate) fn duration(value: u64) -> String {
    Unit::Nanoseconds.text(value as f64)
}

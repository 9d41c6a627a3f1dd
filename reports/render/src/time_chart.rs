//! Latency over time: saw-teeth, stalls and warm-up, which percentiles hide.

use streamgauge_record::{Disturbance, Series};

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height};
use crate::chart::slug;
use crate::instant_rows::{InstantRow, begin_ns, instant_rows, rows_at_most, rows_left_out, thinned};
use crate::palette::{MUTED, NOTICE, SHADE, TEXT};
use crate::recovery::disturbance_text;
use crate::time_panel::{LEFT, PANEL, Panel, RIGHT, duration};
use crate::time_strip::load_cells;
use crate::{Chart, DataTable, QuerySummary, RenderError, Summary};

const BETWEEN: f64 = 20.0;
const BOTTOM: f64 = 40.0;
/// What the table has of each arm and interval.
const FIGURES: [&str; 5] = ["p50", "p99", "max", "taken", "backlog"];

/// One panel per arm with common time and a scale of its own, or saw-teeth would vanish beside the distance between
/// the arms: the latencies of what left in each interval, and below them what was taken and what waited.
pub(crate) struct TimeChart<'a> {
    query: &'a QuerySummary,
    panels: Vec<Panel<'a>>,
    warm_up_ns: u64,
    disturbances: &'a [Disturbance],
    /// Rows that the table may have.
    rows: usize,
}

impl<'a> TimeChart<'a> {
    /// `None` without a series in which something left.
    pub(crate) fn new(query: &'a QuerySummary, summary: &'a Summary) -> Option<Self> {
        let panels: Vec<_> = query
            .arms
            .iter()
            .enumerate()
            .filter_map(|(place, arm)| Panel::of(query, place, arm))
            .collect();
        (!panels.is_empty()).then_some(Self {
            query,
            panels,
            warm_up_ns: summary.warm_up_ns,
            disturbances: &summary.disturbances,
            rows: rows_at_most(summary.queries.len() * summary.arms.len()),
        })
    }

    fn legend(&self) -> Vec<(Key, String)> {
        let arms = self
            .panels
            .iter()
            .map(|panel| (Key::Arm(panel.place), panel.arm.clone()));
        let lines = [
            (Key::Level(TEXT, 6), "median".to_owned()),
            (Key::Level(TEXT, 2), "p99".to_owned()),
        ];
        let has_heat = self.panels.iter().any(|panel| panel.grid().is_some());
        arms.chain(lines.into_iter().filter(|_| has_heat)).collect()
    }

    fn top(&self) -> f64 {
        legend_height(&self.legend()) + 24.0
    }

    #[allow(clippy::cast_precision_loss)]
    fn height(&self) -> f64 {
        self.top() + self.panels.len() as f64 * (PANEL + BETWEEN) + BOTTOM
    }

    fn seconds(&self) -> Axis {
        Axis::linear(
            0.0,
            self.panels.iter().map(Panel::end_s).fold(0.0, f64::max),
            LEFT,
            RIGHT,
        )
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
            let warm = x.place(self.warm_up_ns as f64 / 1e9);
            canvas.bar((LEFT, top), (warm, top + PANEL), SHADE, 1.0)?;
            self.mark_disturbances(canvas, x, top)?;
            panel.paint(canvas, x, top)?;
        }
        let bottom = self.height() - BOTTOM - BETWEEN;
        for tick in x.ticks(8) {
            let text = crate::quantity::plain(tick);
            canvas.text(&text, (x.place(tick), bottom + 14.0), Side::Middle, MUTED)?;
        }
        let middle = f64::midpoint(LEFT, WIDTH);
        canvas.text(&self.shades(), (middle, bottom + 36.0), Side::Middle, MUTED)
    }

    /// A band from start to end, at least as wide as can be seen, below everything else.
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

    /// How the latencies are drawn, in a sentence.
    fn drawn(&self) -> String {
        let mut ways: Vec<String> = Vec::new();
        for way in self.panels.iter().map(Panel::drawn) {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        ways.join(" ")
    }

    fn cells(&self, (at, intervals): InstantRow<'_>) -> Vec<String> {
        let mut cells = vec![duration(at)];
        for (interval, panel) in intervals.into_iter().zip(&self.panels) {
            match interval {
                None => cells.extend(FIGURES.map(|_| String::new())),
                Some(interval) => {
                    let figures = [interval.p50_ns, interval.p99_ns, interval.max_ns];
                    cells.extend(figures.map(|value| value.map_or("—".into(), duration)));
                    cells.extend(load_cells(interval, panel.series.interval_ns));
                }
            }
        }
        cells
    }
}

impl Chart for TimeChart<'_> {
    fn id(&self) -> String {
        format!("time-{}", slug(&self.query.name))
    }

    fn title(&self) -> String {
        format!("Latency over time: {}", self.query.name)
    }

    fn caption(&self) -> String {
        format!(
            "{} of {}, one valid run of each arm. {} Nothing where no result left. Below each: events taken, and events \
             waiting at the end of each interval, each up to the number at the left.{}",
            self.query.headline_text(),
            self.query.name,
            self.drawn(),
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

    /// A row for each instant at which an interval of an arm begins, or in a record of many arms and queries for some of them; an
    /// arm without one there has nothing to say.
    fn table(&self) -> DataTable {
        let mut head = vec!["from".to_string()];
        for panel in &self.panels {
            head.extend(FIGURES.map(|figure| format!("{}, {figure}", panel.arm)));
        }
        let series: Vec<&Series> = self.panels.iter().map(|panel| panel.series).collect();
        let rows = thinned(instant_rows(&series, begin_ns), self.rows);
        DataTable {
            head,
            rows: rows.map(|row| self.cells(row)).collect(),
        }
    }

    fn left_out(&self) -> Option<String> {
        let has_heat = self.panels.iter().any(|panel| panel.grid().is_some());
        let heat = has_heat.then(|| {
            "The counts of results in the cells are not in this table; the record has them, in the latency_grid of each \
             run's series."
                .to_owned()
        });
        let series: Vec<&Series> = self.panels.iter().map(|panel| panel.series).collect();
        let parts: Vec<String> = heat
            .into_iter()
            .chain(rows_left_out(&series, self.rows))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, self.height(), |canvas| self.paint(canvas))
    }
}

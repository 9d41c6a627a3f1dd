//! What waited in front of the engines while they were disturbed and afterwards.

use streamgauge_record::{Disturbance, Interval, Series};

use crate::canvas::{Canvas, Drawn, Key, draw, legend_height};
use crate::chart::slug;
use crate::metric::as_float;
use crate::palette::{self, NOTICE};
use crate::recovery::{disturbance_text, outcomes};
use crate::time_frame::TimeFrame;
use crate::time_panel::duration;
use crate::{ArmSummary, Chart, DataTable, QuerySummary, RenderError, Summary, Unit};

/// Points on a line at most: each is the greatest backlog of the intervals that begin in its part of the run.
const POINTS: u64 = 100;

/// One line per arm: the events that wait, with the disturbances shaded and a mark where an arm has caught up.
pub(crate) struct BacklogChart<'a> {
    query: &'a QuerySummary,
    disturbances: &'a [Disturbance],
    warm_up_ns: u64,
    lines: Vec<Line<'a>>,
    /// Length of a part of the run that is one point.
    part_ns: u64,
}

struct Line<'a> {
    place: usize,
    arm: &'a ArmSummary,
    series: &'a Series,
    /// When the drawn run had caught up with each disturbance that it did catch up with.
    caught_ns: Vec<u64>,
}

impl<'a> BacklogChart<'a> {
    /// `None` if nothing disturbed the runs, or nothing was seen of it.
    pub(crate) fn new(query: &'a QuerySummary, summary: &'a Summary) -> Option<Self> {
        let lines: Vec<Line<'a>> = query.arms.iter().enumerate().filter_map(Line::of).collect();
        let end_ns = lines.iter().map(Line::end_ns).max()?;
        let longest = lines.iter().map(|line| line.series.interval_ns).max()?.max(1);
        let is_disturbed = !summary.disturbances.is_empty();
        is_disturbed.then_some(Self {
            query,
            disturbances: &summary.disturbances,
            warm_up_ns: summary.warm_up_ns,
            lines,
            part_ns: end_ns.div_ceil(POINTS).div_ceil(longest).max(1) * longest,
        })
    }

    fn legend(&self) -> Vec<(Key, String)> {
        let lines = self.lines.iter();
        lines
            .map(|line| (Key::Arm(line.place), line.arm.arm.clone()))
            .collect()
    }

    fn frame(&self) -> TimeFrame {
        let end_s = self.lines.iter().map(Line::end_ns).max().map_or(0.0, seconds);
        let most = self.lines.iter().map(Line::greatest).max().map_or(0.0, as_float);
        TimeFrame::below(legend_height(&self.legend()), end_s, most)
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Drawn {
        canvas.legend(&self.legend())?;
        let frame = self.frame();
        frame.begin(canvas, "events that wait", seconds(self.warm_up_ns))?;
        for it in self.disturbances {
            let [from, to] = [it.start_ns, it.end_ns].map(|at| frame.x.place(seconds(at)));
            canvas.bar(
                (from, frame.top),
                (to.max(from + 2.0), frame.bottom),
                NOTICE,
                0.16,
            )?;
        }
        frame.grid(canvas, frame.y.ticks(5), Unit::Count)?;
        for line in &self.lines {
            line.paint(canvas, frame, self.part_ns)?;
        }
        frame.end(
            canvas,
            "seconds since the start (warm-up shaded; disturbances marked)",
        )
    }
}

impl<'a> Line<'a> {
    fn of((place, arm): (usize, &'a ArmSummary)) -> Option<Self> {
        let run = arm.over_time()?;
        let caught = run.recoveries.iter();
        let caught = caught.filter_map(|it| Some(it.disturbance.end_ns + it.catch_up_ns?));
        Some(Self {
            place,
            arm,
            series: run.series.as_ref()?,
            caught_ns: caught.collect(),
        })
    }

    fn end_ns(&self) -> u64 {
        self.series.interval_ns * self.series.intervals.len() as u64
    }

    fn greatest(&self) -> u64 {
        let intervals = self.series.intervals.iter();
        intervals.map(|interval| interval.backlog).max().unwrap_or(0)
    }

    /// The greatest backlog of the intervals that begin in each part of the run.
    fn points(&self, part_ns: u64) -> Vec<(u64, u64)> {
        let part = |start_ns: u64| start_ns / part_ns;
        let parts = self
            .series
            .intervals
            .chunk_by(|one, other| part(one.start_ns) == part(other.start_ns));
        let point = |intervals: &[Interval]| {
            let until_ns = (part(intervals.first()?.start_ns) + 1) * part_ns;
            let most = intervals.iter().map(|interval| interval.backlog).max()?;
            Some((until_ns.min(self.end_ns()), most))
        };
        parts.filter_map(point).collect()
    }

    /// The line, and an upright mark where the run had caught up.
    fn paint(&self, canvas: &Canvas<'_>, frame: TimeFrame, part_ns: u64) -> Drawn {
        let TimeFrame { x, y, top, bottom } = frame;
        let points: Vec<(f64, f64)> = self
            .points(part_ns)
            .into_iter()
            .map(|(until_ns, backlog)| (x.place(seconds(until_ns)), y.place(as_float(backlog))))
            .collect();
        TimeFrame::line(canvas, self.place, &points)?;
        for caught_ns in &self.caught_ns {
            let at = x.place(seconds(*caught_ns));
            canvas.rule((at, top), (at, bottom), palette::arm(self.place), 2)?;
            canvas.mark(self.place, (at, top), 6.0)?;
        }
        Ok(())
    }
}

fn seconds(nanos: u64) -> f64 {
    as_float(nanos) / 1e9
}

impl Chart for BacklogChart<'_> {
    fn id(&self) -> String {
        format!("catching-up-{}", slug(&self.query.name))
    }

    fn title(&self) -> String {
        format!("Backlog around disturbances: {}", self.query.name)
    }

    fn caption(&self) -> String {
        let planted: Vec<String> = self.disturbances.iter().map(disturbance_text).collect();
        format!(
            "Events that wait in front of the engine on {}, the most in each part of {}; one valid run of each arm. Planted: \
             {}. An upright line with an arm's mark on top stands where that run had caught up.",
            self.query.name,
            duration(self.part_ns),
            planted.join("; ")
        )
    }

    fn in_words(&self) -> String {
        let texts = self.lines.iter().map(|line| {
            let outcomes = outcomes(line.arm).join(". ");
            format!("{}: {outcomes}.", line.arm.arm)
        });
        texts.collect::<Vec<_>>().join(" ")
    }

    /// A row for each part of the run.
    fn table(&self) -> DataTable {
        let mut head = vec!["until".to_owned()];
        head.extend(self.lines.iter().map(|line| line.arm.arm.clone()));
        let points: Vec<Vec<(u64, u64)>> = self.lines.iter().map(|line| line.points(self.part_ns)).collect();
        let longest = points.iter().max_by_key(|points| points.len());
        let row = |(place, (until_ns, _)): (usize, &(u64, u64))| {
            let cell = |points: &Vec<(u64, u64)>| {
                let backlog = points.get(place).map(|(_, backlog)| *backlog);
                backlog.map_or_else(String::new, |backlog| Unit::Count.text(as_float(backlog)))
            };
            let mut cells = vec![duration(*until_ns)];
            cells.extend(points.iter().map(cell));
            cells
        };
        DataTable {
            head,
            rows: longest.into_iter().flatten().enumerate().map(row).collect(),
        }
    }

    fn left_out(&self) -> Option<String> {
        Some("When a run had caught up stands in the table of disturbances.".to_owned())
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, self.frame().height(), |canvas| self.paint(canvas))
    }
}

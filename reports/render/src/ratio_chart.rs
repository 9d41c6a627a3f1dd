//! Head to head: how many times the reference arm's figure each arm's figure is, and how sure that is.

use crate::axis::Axis;
use crate::canvas::{Canvas, Side, WIDTH, draw};
use crate::contest::{Contest, Line};
use crate::palette::{self, GRID, MUTED, TEXT};
use crate::ratio_ticks::{SHORT, ratio_ticks};
use crate::{Chart, DataTable, QuerySummary, RenderError, Summary, Unit};

const LEFT: f64 = 30.0;
const RIGHT: f64 = WIDTH - 30.0;
const TOP: f64 = 8.0;
/// Height of a query's name, and of the texts and the scale of a row.
const HEADING: f64 = 28.0;
const TEXTS: f64 = 18.0;
const SCALE: f64 = 22.0;
const BOTTOM: f64 = 52.0;
/// Room left and right of the extremes, as a factor.
const ROOM: f64 = 1.4;
/// Pixels that a tick's label needs.
const TICK_ROOM: f64 = 40.0;

/// A mark for each query and arm on a logarithmic scale with a line at 1, and its interval as a whisker. What has too
/// few pairs for an interval is hollow.
pub(crate) struct RatioChart<'a> {
    summary: &'a Summary,
    contest: Contest,
    groups: Vec<(&'a QuerySummary, Vec<Line>)>,
}

impl<'a> RatioChart<'a> {
    /// `None` if nothing can be divided.
    pub(crate) fn new(summary: &'a Summary, contest: Contest) -> Option<Self> {
        let queries = summary.queries.iter().map(|query| (query, contest.lines(query)));
        let groups: Vec<_> = queries.filter(|(_, lines)| !lines.is_empty()).collect();
        let chart = Self {
            summary,
            contest,
            groups,
        };
        let any = chart.lines().any(|(_, line)| line.ratio().is_some());
        any.then_some(chart)
    }

    fn lines(&self) -> impl Iterator<Item = (&'a QuerySummary, &Line)> {
        self.groups
            .iter()
            .flat_map(|(query, lines)| lines.iter().map(move |line| (*query, line)))
    }

    #[allow(clippy::cast_precision_loss)]
    fn height(&self) -> f64 {
        let rows = self.lines().count() as f64;
        TOP + HEADING * self.groups.len() as f64 + (TEXTS + SCALE) * rows + BOTTOM
    }

    /// From the least to the greatest ratio, with room; on a long axis there is a number on both sides of 1.
    fn ends(&self) -> (f64, f64) {
        let ends = self
            .lines()
            .filter_map(|(_, line)| line.ratio())
            .flat_map(|ratio| {
                let (low, high) = ratio.interval.unwrap_or((ratio.value, ratio.value));
                [low, ratio.value, high]
            });
        let (low, high) = ends
            .filter(|end| end.is_finite() && *end > 0.0)
            .fold((1.0, 1.0), |(low, high): (f64, f64), end| {
                (low.min(end), high.max(end))
            });
        let (low, high) = (low / ROOM, high * ROOM);
        if high / low < SHORT {
            (low, high)
        } else {
            (low.min(0.5), high.max(2.0))
        }
    }

    fn axis(&self) -> Axis {
        let (low, high) = self.ends();
        Axis::logarithmic(low, high, LEFT, RIGHT)
    }

    fn ticks(&self, axis: Axis) -> Vec<f64> {
        ratio_ticks(axis, self.ends(), TICK_ROOM)
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        let axis = self.axis();
        let mut y = TOP;
        for (query, lines) in &self.groups {
            let name = format!("{}, ÷ {}", query.name, query.reference_arm());
            canvas.text(&name, (6.0, y + HEADING / 2.0 + 3.0), Side::Right, TEXT)?;
            y += HEADING;
            for line in lines {
                self.paint_line(canvas, axis, line, y)?;
                y += TEXTS + SCALE;
            }
        }
        for tick in self.ticks(axis) {
            let label = format!("×{}", ratio_text(tick));
            canvas.text(&label, (axis.place(tick), y + 12.0), Side::Middle, MUTED)?;
        }
        let (less, more) = self.contest.directions();
        let bottom = y + 36.0;
        canvas.text(&format!("← {less}"), (6.0, bottom), Side::Right, MUTED)?;
        canvas.text(&format!("{more} →"), (WIDTH - 6.0, bottom), Side::Left, MUTED)?;
        canvas.text("logarithmic", (WIDTH / 2.0, bottom), Side::Middle, MUTED)
    }

    fn paint_line(
        &self,
        canvas: &Canvas<'_>,
        axis: Axis,
        line: &Line,
        y: f64,
    ) -> Result<(), Box<dyn std::error::Error>> {
        canvas.text(&line.arm, (LEFT, y + TEXTS / 2.0), Side::Right, MUTED)?;
        canvas.text(&line.text(), (RIGHT, y + TEXTS / 2.0), Side::Left, TEXT)?;
        let (top, bottom) = (y + TEXTS, y + TEXTS + SCALE - 4.0);
        let middle = f64::midpoint(top, bottom);
        canvas.rule((LEFT, middle), (RIGHT, middle), GRID, 1)?;
        for tick in self.ticks(axis) {
            let at = axis.place(tick);
            canvas.rule((at, top + 4.0), (at, bottom - 4.0), GRID, 1)?;
        }
        let one = axis.place(1.0);
        canvas.rule((one, top), (one, bottom), TEXT, 3)?;
        let Some(ratio) = line.ratio() else { return Ok(()) };
        let ink = palette::arm(line.place);
        if let Some((low, high)) = ratio.interval {
            let (low, high) = (axis.place(low), axis.place(high));
            canvas.bar((low, middle - 1.5), (high, middle + 1.5), ink, 1.0)?;
            for end in [low, high] {
                canvas.bar((end - 1.0, middle - 6.0), (end + 1.0, middle + 6.0), ink, 1.0)?;
            }
        }
        let at = (axis.place(ratio.value), middle);
        if ratio.interval.is_some() || self.summary.simulated {
            canvas.mark(line.place, at, 5.5)
        } else {
            canvas.hollow_mark(line.place, at, 5.5)
        }
    }
}

/// A round ratio without idle zeros.
fn ratio_text(ratio: f64) -> String {
    if ratio < 1_000.0 {
        crate::quantity::plain(ratio)
    } else {
        Unit::Count.tick(ratio)
    }
}

impl Chart for RatioChart<'_> {
    fn id(&self) -> String {
        self.contest.id().into()
    }

    fn title(&self) -> String {
        format!("Head to head: {}", self.contest.title())
    }

    fn caption(&self) -> String {
        let (less, more) = self.contest.directions();
        let certainty = if self.summary.simulated {
            "Simulated runs are exact, so there are no intervals.".to_owned()
        } else {
            let confidence = self.groups.iter().find_map(|(query, _)| query.confidence_text());
            format!(
                "Whiskers are {} % intervals over pairs of repeats; a hollow mark has fewer than 8 pairs, and such a \
                 difference is not told from noise.",
                confidence.unwrap_or_else(|| "99".into())
            )
        };
        format!(
            "{}, ÷ that of the reference arm; left of the line at 1 is {less}, right of it {more}. {certainty}",
            self.contest.what()
        )
    }

    fn in_words(&self) -> String {
        let text =
            |(query, line): (&QuerySummary, &Line)| format!("{}, {}: {}.", query.name, line.arm, line.text());
        self.lines().map(text).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> DataTable {
        let head = [
            "query",
            "arm",
            "figure",
            "reference",
            "its figure",
            "ratio",
            "interval",
            "pairs",
            "verdict",
        ];
        let row = |(query, line): (&QuerySummary, &Line)| {
            let mut cells = vec![query.name.clone()];
            cells.extend(line.cells(query.reference_arm()));
            cells
        };
        DataTable {
            head: head.map(Into::into).into(),
            rows: self.lines().map(row).collect(),
        }
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, self.height(), |canvas| self.paint(canvas))
    }
}

//! Changes in rows: a dot for each, on one axis around no change.

use crate::axis::Axis;
use crate::canvas::{Canvas, LARGER, Side, WIDTH, draw, text_width};
use crate::check_lines::percent;
use crate::palette::{GRID, MUTED, TEXT};
use crate::{Chart, DataTable, RenderError};

const LEFT: f64 = 30.0;
const RIGHT: f64 = WIDTH - 30.0;
const TOP: f64 = 8.0;
/// Height of a line of text and of the dots of a row.
const LINE: f64 = 20.0;
const DOTS: f64 = 30.0;
const BOTTOM: f64 = 48.0;
/// Room beyond the greatest change, as a factor.
const ROOM: f64 = 1.12;
/// Dots stand in so many lanes, so that equal ones are seen.
const LANES: usize = 5;

/// One row.
pub(crate) struct Strip {
    /// What changed.
    pub(crate) name: String,
    /// What it came to, in a few words.
    pub(crate) text: String,
    /// The changes, as shares.
    pub(crate) dots: Vec<f64>,
    /// Estimate, lower and upper bound over all of them.
    pub(crate) estimate: Option<(f64, f64, f64)>,
    /// Which colour and mark.
    pub(crate) place: usize,
}

/// Rows of changes, with the limit up to which a change does not count.
pub(crate) struct StripChart {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) caption: String,
    pub(crate) left_out: &'static str,
    pub(crate) limit: f64,
    pub(crate) strips: Vec<Strip>,
    pub(crate) table: DataTable,
}

impl StripChart {
    /// The chart, if there is a dot in it.
    pub(crate) fn boxed(self) -> Option<Box<dyn Chart>> {
        let any = self.strips.iter().any(|strip| !strip.dots.is_empty());
        any.then(|| Box::new(self) as Box<dyn Chart>)
    }

    #[allow(clippy::cast_precision_loss)]
    fn height(&self) -> f64 {
        TOP + (self.texts() + DOTS) * self.strips.len() as f64 + BOTTOM
    }

    /// Height of the texts of a row: both in a line if there is room in every row, also for the larger letters of small
    /// screens, else one below the other.
    fn texts(&self) -> f64 {
        let width = |strip: &Strip| LARGER * (text_width(&strip.name) + text_width(&strip.text)) + 30.0;
        if self.strips.iter().all(|strip| width(strip) <= WIDTH) {
            LINE
        } else {
            2.0 * LINE - 3.0
        }
    }

    /// As far to one side as to the other.
    fn axis(&self) -> Axis {
        let reach = self.strips.iter().flat_map(|strip| {
            let ends = strip.estimate.map(|(_, low, high)| [low, high]);
            strip.dots.iter().copied().chain(ends.into_iter().flatten())
        });
        let reach = reach.map(f64::abs).fold(self.limit, f64::max) * ROOM;
        Axis::linear(-reach, reach, LEFT, RIGHT)
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        let (axis, texts) = (self.axis(), self.texts());
        let mut y = TOP;
        for strip in &self.strips {
            canvas.text(&strip.name, (6.0, y + LINE / 2.0), Side::Right, TEXT)?;
            let (at, side) = if texts > LINE {
                ((6.0, y + texts - LINE / 2.0), Side::Right)
            } else {
                ((WIDTH - 6.0, y + LINE / 2.0), Side::Left)
            };
            canvas.text(&strip.text, at, side, MUTED)?;
            self.paint_strip(canvas, axis, strip, y + texts)?;
            y += texts + DOTS;
        }
        for tick in axis.ticks(6) {
            let text = percent(tick).replace(".0 %", " %");
            canvas.text(&text, (axis.place(tick), y + 10.0), Side::Middle, MUTED)?;
        }
        canvas.text("less", (6.0, y + 32.0), Side::Right, MUTED)?;
        let middle = f64::midpoint(LEFT, RIGHT);
        canvas.text("change of the figure", (middle, y + 32.0), Side::Middle, MUTED)?;
        canvas.text("more", (WIDTH - 6.0, y + 32.0), Side::Left, MUTED)
    }

    fn paint_strip(
        &self,
        canvas: &Canvas<'_>,
        axis: Axis,
        strip: &Strip,
        top: f64,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let (top, bottom) = (top + 2.0, top + DOTS - 4.0);
        let middle = f64::midpoint(top, bottom);
        let (from, to) = (axis.place(-self.limit), axis.place(self.limit));
        canvas.bar((from, top), (to, bottom), GRID, 0.5)?;
        for tick in axis.ticks(6) {
            let at = axis.place(tick);
            canvas.rule((at, top), (at, bottom), GRID, 1)?;
        }
        let none = axis.place(0.0);
        canvas.rule((none, top), (none, bottom), TEXT, 2)?;
        for (number, change) in strip.dots.iter().enumerate() {
            let y = middle + lane(number);
            canvas.mark(strip.place, (axis.place(*change), y), 2.6)?;
        }
        let Some((estimate, low, high)) = strip.estimate else {
            return Ok(());
        };
        let (low, high) = (axis.place(low), axis.place(high));
        canvas.rule((low, middle), (high, middle), TEXT, 3)?;
        for end in [low, high, axis.place(estimate)] {
            canvas.rule((end, middle - 7.0), (end, middle + 7.0), TEXT, 3)?;
        }
        Ok(())
    }
}

/// How far from the middle of its row a dot stands.
#[allow(clippy::cast_precision_loss)]
fn lane(number: usize) -> f64 {
    ((number % LANES) as f64 - (LANES / 2) as f64) * 3.6
}

impl Chart for StripChart {
    fn id(&self) -> String {
        self.id.to_owned()
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn caption(&self) -> String {
        self.caption.clone()
    }

    fn in_words(&self) -> String {
        let text = |strip: &Strip| format!("{}: {}.", strip.name, strip.text);
        self.strips.iter().map(text).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> DataTable {
        self.table.clone()
    }

    fn left_out(&self) -> Option<String> {
        Some(self.left_out.to_owned())
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, self.height(), |canvas| self.paint(canvas))
    }
}

//! Completeness against latency, with state as size.

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height};
use crate::frontier_summary::millis;
use crate::frontier_table::points;
use crate::palette::{self, GRID, MUTED};
use crate::{Chart, DataTable, FrontierLine, FrontierPlace, FrontierSummary, RenderError, Unit};

const HEIGHT: f64 = 460.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 28.0;
/// Half the width of the smallest and of the greatest mark, pixels.
const MARKS: (f64, f64) = (3.5, 11.0);
/// What a name needs for itself, to the side and upwards, pixels.
const NAME_ROOM: (f64, f64) = (46.0, 18.0);

/// The frontier: what the answers lack over how long they take. Down and to the left is better.
pub(crate) struct FrontierChart<'a> {
    summary: &'a FrontierSummary,
}

impl<'a> FrontierChart<'a> {
    /// `None` if no point has both figures.
    pub(crate) fn new(summary: &'a FrontierSummary) -> Option<Self> {
        let chart = Self { summary };
        let any = chart.places().next().is_some();
        any.then_some(chart)
    }

    /// Every point that can be drawn, as (line, place, latency, missing).
    fn places(&self) -> impl Iterator<Item = (usize, &'a FrontierPlace, f64, f64)> + Clone {
        self.summary.lines.iter().enumerate().flat_map(|(number, line)| {
            let place = move |place: &'a FrontierPlace| {
                Some((number, place, place.from_end_p99.value()?, missing(line, place)?))
            };
            line.points.iter().filter_map(place)
        })
    }

    fn legend(&self) -> Vec<(Key, String)> {
        let lines = self.summary.lines.iter().enumerate();
        lines
            .map(|(number, line)| {
                let open = if line.lenient { ", after updates" } else { "" };
                (Key::Arm(number), format!("{}{open}", line.label))
            })
            .collect()
    }

    fn axes(&self) -> (Axis, Axis) {
        let top = legend_height(&self.legend()) + 22.0;
        let x = Axis::around(&self.places().map(|(_, _, x, _)| x), 1.5, LEFT, WIDTH - RIGHT);
        (
            x,
            Axis::around(&self.places().map(|(_, _, _, y)| y), 1.5, HEIGHT - 56.0, top),
        )
    }

    /// The area of a mark is proportional to the state.
    fn size(&self, place: &FrontierPlace) -> f64 {
        let states = self
            .places()
            .filter_map(|(_, place, _, _)| place.peak_state.value());
        let most = states.fold(1.0, f64::max);
        let share = place
            .peak_state
            .value()
            .map_or(0.0, |state| (state / most).sqrt());
        MARKS.0 + (MARKS.1 - MARKS.0) * share
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        canvas.legend(&self.legend())?;
        let (x, y) = self.axes();
        grid(canvas, x, y)?;
        for number in 0..self.summary.lines.len() {
            let of_line = self.places().filter(|(of, ..)| *of == number);
            let at = |(_, _, latency, missing): (usize, &FrontierPlace, f64, f64)| {
                (x.place(latency), y.place(missing))
            };
            let path: Vec<_> = of_line.clone().map(at).collect();
            let lenient = self.summary.lines.get(number).is_some_and(|line| line.lenient);
            canvas.line(&path, palette::arm(number), if lenient { 1 } else { 3 })?;
            for ((_, place, ..), at) in of_line.zip(path) {
                if lenient {
                    canvas.hollow_mark(number, at, self.size(place))?;
                } else {
                    canvas.mark(number, at, self.size(place))?;
                }
            }
        }
        for (text, at) in self.names(x, y) {
            canvas.text(&text, at, Side::Middle, MUTED)?;
        }
        Ok(())
    }

    /// The watermark delay above the first and the last point of each line, where no other name stands already.
    fn names(&self, x: Axis, y: Axis) -> Vec<(String, (f64, f64))> {
        let mut names: Vec<(String, (f64, f64))> = Vec::new();
        for (number, _) in self
            .summary
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.lenient)
        {
            let of_line: Vec<_> = self.places().filter(|(of, ..)| *of == number).collect();
            for (_, place, latency, missing) in [of_line.first(), of_line.last()].into_iter().flatten() {
                let (at, size) = ((x.place(*latency), y.place(*missing)), self.size(place));
                let above = at.1 - size - 10.0;
                // At the upper edge there is room below only.
                let beside = if above < y.place(f64::MAX) {
                    at.1 + size + 12.0
                } else {
                    above
                };
                let at = (at.0, beside);
                let is_free = |other: &(String, (f64, f64))| {
                    (other.1.0 - at.0).abs() > NAME_ROOM.0 || (other.1.1 - at.1).abs() > NAME_ROOM.1
                };
                if names.iter().all(is_free) {
                    names.push((millis(place.watermark_delay_ms), at));
                }
            }
        }
        names
    }
}

fn grid(canvas: &Canvas<'_>, x: Axis, y: Axis) -> Result<(), Box<dyn std::error::Error>> {
    let (top, bottom) = (y.place(f64::MAX), HEIGHT - 56.0);
    let name = "missing from the answers, logarithmic";
    canvas.levels(name, (y, Unit::Share), (LEFT, WIDTH - RIGHT))?;
    if let Some(zero) = y.zero() {
        canvas.rule((LEFT, zero), (WIDTH - RIGHT, zero), GRID, 1)?;
        canvas.text(&Unit::Share.tick(0.0), (LEFT - 8.0, zero), Side::Left, MUTED)?;
    }
    for tick in x.ticks(5) {
        let at = x.place(tick);
        canvas.rule((at, top), (at, bottom), GRID, 1)?;
        canvas.text(
            &Unit::Nanoseconds.tick(tick),
            (at, bottom + 16.0),
            Side::Middle,
            MUTED,
        )?;
    }
    let middle = f64::midpoint(LEFT, WIDTH);
    canvas.text(
        "99th percentile of from_end, logarithmic",
        (middle, bottom + 40.0),
        Side::Middle,
        MUTED,
    )
}

/// What a line is drawn by: a line of allowed lateness by what is left when its updates are done.
pub(crate) fn missing(line: &FrontierLine, place: &FrontierPlace) -> Option<f64> {
    if line.lenient {
        place.missing_last.value()
    } else {
        place.missing_first.value()
    }
}

impl Chart for FrontierChart<'_> {
    fn id(&self) -> String {
        "frontier".into()
    }

    fn title(&self) -> String {
        "The frontier: completeness against latency".into()
    }

    fn caption(&self) -> String {
        let mut caption = "Each point is one watermark delay (named at the ends of each line): to the right what a user \
                           waits after the end of a window, upwards what the answers lack. Down and to the left is \
                           better; the area of a mark is the most bytes of state seen at once."
            .to_owned();
        if self.summary.lines.iter().any(|line| line.lenient) {
            caption.push_str(
                " Hollow marks are no points of the frontier: what they lack is lacking after the last update, which comes \
                 later than the first answer, whose latency this is; the first answer lacks as much as without an \
                 allowed lateness.",
            );
        }
        caption
    }

    fn in_words(&self) -> String {
        crate::frontier_target::verdict(self.summary)
    }

    fn table(&self) -> DataTable {
        points(self.summary)
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, HEIGHT, |canvas| self.paint(canvas))
    }
}

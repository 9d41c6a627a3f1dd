//! What stands around lines over time: the quantity, the warm-up, a grid and seconds.

use crate::Unit;
use crate::axis::Axis;
use crate::canvas::{Canvas, Drawn, Side, WIDTH};
use crate::palette::{self, GRID, MUTED, SHADE};

const LEFT: f64 = 92.0;
const RIGHT: f64 = WIDTH - 16.0;
const TALL: f64 = 220.0;
/// Marks on a line.
const MARKS: usize = 12;

/// Where a picture of lines over time has its axes.
#[derive(Clone, Copy)]
pub(crate) struct TimeFrame {
    /// Seconds since the start.
    pub(crate) x: Axis,
    /// The quantity, from 0 up.
    pub(crate) y: Axis,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl TimeFrame {
    /// Below a legend of this height, for so many seconds and values up to `greatest`.
    pub(crate) fn below(legend: f64, seconds: f64, greatest: f64) -> Self {
        let top = legend + 24.0;
        let bottom = top + TALL;
        Self {
            x: Axis::linear(0.0, seconds, LEFT, RIGHT),
            y: Axis::linear(0.0, greatest * 1.05, bottom, top),
            top,
            bottom,
        }
    }

    /// Of the whole picture.
    pub(crate) const fn height(&self) -> f64 {
        self.bottom + 54.0
    }

    /// Names the quantity and shades the warm-up.
    pub(crate) fn begin(&self, canvas: &Canvas<'_>, quantity: &str, warm_up_s: f64) -> Drawn {
        canvas.text(quantity, (6.0, self.top - 14.0), Side::Right, MUTED)?;
        canvas.bar(
            (LEFT, self.top),
            (self.x.place(warm_up_s), self.bottom),
            SHADE,
            1.0,
        )
    }

    /// Rules for these values, and seconds below.
    pub(crate) fn grid(&self, canvas: &Canvas<'_>, values: Vec<f64>, unit: Unit) -> Drawn {
        for tick in values {
            let at = self.y.place(tick);
            canvas.rule((LEFT, at), (RIGHT, at), GRID, 1)?;
            canvas.text(&unit.tick(tick), (LEFT - 8.0, at), Side::Left, MUTED)?;
        }
        for tick in self.x.ticks(8) {
            let text = crate::quantity::plain(tick);
            canvas.text(
                &text,
                (self.x.place(tick), self.bottom + 14.0),
                Side::Middle,
                MUTED,
            )?;
        }
        Ok(())
    }

    /// The line of the arm in this place, with its marks.
    pub(crate) fn line(canvas: &Canvas<'_>, place: usize, points: &[(f64, f64)]) -> Drawn {
        canvas.line(points, palette::arm(place), 4)?;
        let stride = points.len().div_ceil(MARKS).max(1);
        let mut marked = points.iter().skip(place).step_by(stride);
        marked.try_for_each(|point| canvas.mark(place, *point, 4.0))
    }

    /// Says what is below the axis.
    pub(crate) fn end(&self, canvas: &Canvas<'_>, text: &str) -> Drawn {
        let middle = (f64::midpoint(LEFT, WIDTH), self.bottom + 36.0);
        canvas.text(text, middle, Side::Middle, MUTED)
    }
}

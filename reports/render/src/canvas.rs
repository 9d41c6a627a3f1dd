//! The drawing library, behind the few things that our charts need from it.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::axis::Axis;
use crate::palette::{self, Ink};
use crate::{Chart, RenderError, Unit, svg};

/// The drawing library rounds to whole pixels, so pictures are drawn at twice their size.
const FINE: f64 = 2.0;
/// Width of every picture, before it is scaled to the page.
pub(crate) const WIDTH: f64 = 600.0;
/// Size of letters.
pub(crate) const LETTER: f64 = 13.0;
/// How much larger letters become on small screens; names beside each other have room for that.
pub(crate) const LARGER: f64 = 1.2;
/// Height of a line of the legend.
const LEGEND_LINE: f64 = 22.0;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(crate) type Drawn = Result<(), Box<dyn std::error::Error>>;

/// Where a text stands against its point.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Left,
    Middle,
    Right,
}

/// How an arm is told from the others without colour.
#[derive(Clone, Copy)]
pub(crate) enum Key {
    /// A line with the arm's mark.
    Arm(usize),
    /// A filled box.
    Box(Ink),
    /// An upright tick.
    Tick(Ink),
    /// A level line of such a width.
    Level(Ink, u32),
}

/// A picture being drawn; all lengths in pixels of a picture [`WIDTH`] wide.
pub(crate) struct Canvas<'a> {
    area: Area<'a>,
}

/// Draws a chart's picture.
pub(crate) fn draw(
    chart: &dyn Chart,
    height: f64,
    paint: impl Fn(&Canvas<'_>) -> Drawn,
) -> Result<String, RenderError> {
    let mut raw = String::new();
    let size = (fine(WIDTH).unsigned_abs(), fine(height).unsigned_abs());
    let painted = || -> Drawn {
        let area = SVGBackend::with_string(&mut raw, size).into_drawing_area();
        area.fill(&palette::GROUND.rgb())?;
        let canvas = Canvas { area };
        paint(&canvas)?;
        canvas.area.present()?;
        Ok(())
    };
    let mut painted = painted;
    painted().map_err(|cause| RenderError::Chart {
        chart: chart.title(),
        cause: cause.to_string(),
    })?;
    Ok(svg::finish(
        &raw,
        &chart.id(),
        &chart.title(),
        &chart.description(),
    ))
}

#[allow(clippy::cast_possible_truncation)]
fn fine(length: f64) -> i32 {
    (length * FINE).round() as i32
}

fn at((x, y): (f64, f64)) -> (i32, i32) {
    (fine(x), fine(y))
}

impl Canvas<'_> {
    pub(crate) fn text(&self, text: &str, point: (f64, f64), side: Side, ink: Ink) -> Drawn {
        let side = match side {
            Side::Left => HPos::Right,
            Side::Middle => HPos::Center,
            Side::Right => HPos::Left,
        };
        let colour = ink.rgb();
        // The backend divides sizes by 1.24; undo it, so that sizes are those of SVG.
        let style = TextStyle::from(("sans-serif", LETTER * FINE * 1.24).into_font())
            .color(&colour)
            .pos(Pos::new(side, VPos::Center));
        self.area.draw(&Text::new(text.to_string(), at(point), style))?;
        Ok(())
    }

    pub(crate) fn line(&self, points: &[(f64, f64)], ink: Ink, width: u32) -> Drawn {
        let points: Vec<_> = points.iter().copied().map(at).collect();
        self.area
            .draw(&PathElement::new(points, ink.rgb().stroke_width(width)))?;
        Ok(())
    }

    /// A straight line without a dash.
    pub(crate) fn rule(&self, from: (f64, f64), to: (f64, f64), ink: Ink, width: u32) -> Drawn {
        let half = f64::from(width) / FINE / 2.0;
        let (left, right) = (from.0.min(to.0) - half, from.0.max(to.0) + half);
        let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
        let flat = (bottom - top).abs() < 0.01;
        let (left, right) = if flat {
            (from.0.min(to.0), from.0.max(to.0))
        } else {
            (left, right)
        };
        let (top, bottom) = if flat {
            (top - half, bottom + half)
        } else {
            (top, bottom)
        };
        self.bar((left, top), (right, bottom), ink, 1.0)
    }

    pub(crate) fn bar(&self, from: (f64, f64), to: (f64, f64), ink: Ink, opacity: f64) -> Drawn {
        let (from, mut to) = (at(from), at(to));
        to.0 = to.0.max(from.0 + 1);
        to.1 = to.1.max(from.1 + 1);
        self.area
            .draw(&Rectangle::new([from, to], ink.rgb().mix(opacity).filled()))?;
        Ok(())
    }

    /// The mark of an arm: disc, square, triangle, diamond or ring.
    pub(crate) fn mark(&self, arm: usize, (x, y): (f64, f64), size: f64) -> Drawn {
        let ink = palette::arm(arm);
        let corners = |points: &[(f64, f64)]| -> Drawn {
            let points: Vec<_> = points
                .iter()
                .map(|(dx, dy)| at((x + dx * size, y + dy * size)))
                .collect();
            self.area.draw(&Polygon::new(points, ink.rgb().filled()))?;
            Ok(())
        };
        match arm % 5 {
            0 => self.disc((x, y), size, ink.rgb().filled()),
            1 => corners(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
            2 => corners(&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)]),
            3 => corners(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
            _ => self.disc((x, y), size, ink.rgb().stroke_width(3)),
        }
    }

    /// As [`Canvas::mark`], hollow.
    pub(crate) fn hollow_mark(&self, arm: usize, point: (f64, f64), size: f64) -> Drawn {
        self.mark(arm, point, size)?;
        self.disc(point, size * 0.5, palette::GROUND.rgb().filled())
    }

    fn disc(&self, point: (f64, f64), size: f64, style: ShapeStyle) -> Drawn {
        self.area.draw(&Circle::new(at(point), fine(size), style))?;
        Ok(())
    }

    /// The name of an upright axis above it, and a level line with its number at each tick, from left to right.
    pub(crate) fn levels(&self, name: &str, (y, unit): (Axis, Unit), (left, right): (f64, f64)) -> Drawn {
        let above = y.place(f64::MAX) - 14.0;
        self.text(name, (6.0, above), Side::Right, palette::MUTED)?;
        for tick in y.ticks(6) {
            let at = y.place(tick);
            self.rule((left, at), (right, at), palette::GRID, 1)?;
            self.text(&unit.tick(tick), (left - 8.0, at), Side::Left, palette::MUTED)?;
        }
        Ok(())
    }

    /// Keys and names in rows from the left; gives back where the picture may begin below.
    pub(crate) fn legend(&self, entries: &[(Key, String)]) -> Result<f64, Box<dyn std::error::Error>> {
        for ((key, name), (x, y)) in entries.iter().zip(legend_places(entries)) {
            match *key {
                Key::Arm(arm) => {
                    self.line(&[(x, y), (x + 26.0, y)], palette::arm(arm), 4)?;
                    self.mark(arm, (x + 13.0, y), 4.5)?;
                }
                Key::Box(ink) => self.bar((x + 8.0, y - 6.0), (x + 26.0, y + 6.0), ink, 1.0)?,
                Key::Level(ink, width) => self.rule((x + 4.0, y), (x + 26.0, y), ink, width)?,
                Key::Tick(ink) => self.rule((x + 18.0, y - 8.0), (x + 18.0, y + 8.0), ink, 5)?,
            }
            self.text(name, (x + 33.0, y), Side::Right, palette::TEXT)?;
        }
        Ok(legend_height(entries))
    }
}

/// Height that a legend takes.
pub(crate) fn legend_height(entries: &[(Key, String)]) -> f64 {
    legend_places(entries)
        .last()
        .map_or(8.0, |(_, y)| y + LEGEND_LINE)
}

fn legend_places(entries: &[(Key, String)]) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (6.0, 16.0);
    let place = |(_, name): &(Key, String)| {
        let width = 33.0 + LARGER * text_width(name) + 18.0;
        if x > 6.0 && x + width > WIDTH {
            (x, y) = (6.0, y + LEGEND_LINE);
        }
        let place = (x, y);
        x += width;
        place
    };
    entries.iter().map(place).collect()
}

/// Room for a text in the widest of the usual fonts.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn text_width(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER * 0.6
}

//! What an event costs, over what grows.

use streamgauge_record::GrowthAxis;

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height, text_width};
use crate::growth_axis::{value_text, words};
use crate::growth_knee::verdict;
use crate::growth_summary::GrowthPlace;
use crate::growth_table::table;
use crate::palette::{self, GRID, MUTED};
use crate::{Chart, DataTable, GrowthCurves, GrowthSummary, RenderError, Unit};

const HEIGHT: f64 = 360.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = WIDTH - 28.0;

/// Cost of an event over the values of one axis, one line for each engine, each mark with its least and greatest trial.
struct GrowthChart<'a> {
    curves: &'a GrowthCurves,
}

/// One chart for each axis with a cost at more than one value.
#[must_use]
pub fn growth_charts(summary: &GrowthSummary) -> Vec<Box<dyn Chart + '_>> {
    let charts = summary.axes.iter().filter_map(GrowthChart::new);
    charts
        .map(|chart| Box::new(chart) as Box<dyn Chart + '_>)
        .collect()
}

impl<'a> GrowthChart<'a> {
    fn new(curves: &'a GrowthCurves) -> Option<Self> {
        let chart = Self { curves };
        (chart.values().len() > 1).then_some(chart)
    }

    /// Every point that has a cost, as (line, point, least, median, greatest).
    fn points(&self) -> impl Iterator<Item = (usize, &'a GrowthPlace, f64, f64, f64)> + Clone {
        let lines = self.curves.lines.iter().enumerate();
        lines.flat_map(|(number, line)| {
            line.places.iter().filter_map(move |place| {
                let spread = place.spread()?;
                Some((number, place, spread.min, spread.median, spread.max))
            })
        })
    }

    /// The values that are drawn, each once, in order.
    fn values(&self) -> Vec<f64> {
        let mut values: Vec<f64> = self.points().map(|(_, place, ..)| place.value).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    }

    fn legend(&self) -> Vec<(Key, String)> {
        let lines = self.curves.lines.iter().enumerate();
        lines
            .map(|(number, line)| (Key::Arm(number), line.label.clone()))
            .collect()
    }

    /// Shares stand at equal distances, everything else at equal ratios.
    fn axes(&self) -> (Axis, Axis) {
        let values = self.values();
        let (low, high) = (values[0], values[values.len() - 1]);
        let (from, to) = (LEFT + 14.0, RIGHT - 14.0);
        let x = match self.curves.axis {
            GrowthAxis::Late => Axis::linear(low, high, from, to),
            _ => Axis::logarithmic(low, high, from, to),
        };
        let top = legend_height(&self.legend()) + 22.0;
        let costs = self
            .points()
            .flat_map(|(_, _, least, _, greatest)| [least, greatest]);
        (x, Axis::around(&costs, 1.5, HEIGHT - 52.0, top))
    }

    /// The values that have room for their names, from the left.
    fn named(&self, x: Axis) -> Vec<(String, f64)> {
        let mut named: Vec<(String, f64)> = Vec::new();
        for value in self.values() {
            let (text, at) = (value_text(self.curves.axis, value), x.place(value));
            let is_free = named.last().is_none_or(|(before, place): &(String, f64)| {
                at - place > f64::midpoint(text_width(before), text_width(&text)) + 8.0
            });
            if is_free {
                named.push((text, at));
            }
        }
        named
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        canvas.legend(&self.legend())?;
        let (x, y) = self.axes();
        let (top, bottom) = (y.place(f64::MAX), HEIGHT - 52.0);
        let name = "busy time of the busiest task per event, logarithmic";
        canvas.levels(name, (y, Unit::Nanoseconds), (LEFT, RIGHT))?;
        for (text, at) in self.named(x) {
            canvas.rule((at, top), (at, bottom), GRID, 1)?;
            canvas.text(&text, (at, bottom + 16.0), Side::Middle, MUTED)?;
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        canvas.text(&self.below(), (middle, bottom + 38.0), Side::Middle, MUTED)?;
        (0..self.curves.lines.len()).try_for_each(|number| self.paint_line(canvas, x, y, number))
    }

    fn paint_line(
        &self,
        canvas: &Canvas<'_>,
        x: Axis,
        y: Axis,
        number: usize,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let ink = palette::arm(number);
        let of_line = self.points().filter(|(of, ..)| *of == number);
        let path: Vec<(f64, f64)> = of_line
            .clone()
            .map(|(_, place, _, median, _)| (x.place(place.value), y.place(median)))
            .collect();
        for (_, place, least, _, greatest) in of_line {
            let at = x.place(place.value);
            canvas.rule((at, y.place(greatest)), (at, y.place(least)), ink, 3)?;
        }
        canvas.line(&path, ink, 3)?;
        path.iter().try_for_each(|point| canvas.mark(number, *point, 4.5))
    }

    fn below(&self) -> String {
        let name = words(self.curves.axis).name;
        match self.curves.axis {
            GrowthAxis::Late => name.to_owned(),
            _ => format!("{name}, logarithmic"),
        }
    }
}

impl Chart for GrowthChart<'_> {
    fn id(&self) -> String {
        format!("growth-{}", self.curves.axis.name())
    }

    fn title(&self) -> String {
        format!("Cost of an event over {}", words(self.curves.axis).with)
    }

    fn caption(&self) -> String {
        format!(
            "The median of the trials of each point, with a bar from the least to the greatest; lower is better. Measured \
             on: {}.",
            words(self.curves.axis).method.replace('`', "")
        )
    }

    fn in_words(&self) -> String {
        verdict(self.curves)
    }

    fn table(&self) -> DataTable {
        table(self.curves)
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, HEIGHT, |canvas| self.paint(canvas))
    }
}

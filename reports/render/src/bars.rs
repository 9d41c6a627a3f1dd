//! Lying bars in groups: a group per query, a bar per arm.

use crate::Unit;
use crate::axis::Axis;
use crate::canvas::{Canvas, Key, LARGER, LETTER, Side, WIDTH, legend_height, text_width};
use crate::palette::{GRID, GROUND, Ink, MUTED, TEXT};

const BAR: f64 = 24.0;
/// Below a bar, for its tick.
const TICK: f64 = 18.0;
/// Numbers on the axis, about.
const TICKS: usize = 4;
/// A bar so little longer than a number on the axis, in steps of these, needs no other number.
const NEAR: f64 = 0.15;
const HEADING: f64 = 30.0;
const BOTTOM: f64 = 34.0;

/// The bars of one query.
pub(crate) struct BarGroup {
    pub(crate) name: String,
    pub(crate) bars: Vec<Bar>,
}

/// One bar: parts one after the other, and what is said of them.
#[derive(Default)]
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) parts: Vec<(f64, Ink)>,
    /// Least and greatest run.
    pub(crate) whisker: Option<(f64, f64)>,
    /// A second figure, shown as an upright tick below the bar, and what is written beside it.
    pub(crate) tick: Option<(f64, String)>,
    /// Written at its end.
    pub(crate) text: String,
}

impl Bar {
    /// Where the text begins: behind the bar and its whisker.
    fn end(&self) -> f64 {
        let sum: f64 = self.parts.iter().map(|(value, _)| value).sum();
        sum.max(self.whisker.map_or(0.0, |(_, high)| high))
    }

    fn greatest(&self) -> f64 {
        self.end().max(self.tick.as_ref().map_or(0.0, |(tick, _)| *tick))
    }

    fn height(&self) -> f64 {
        BAR + if self.tick.is_some() { TICK } else { 0.0 }
    }
}

/// The bars, their unit and legend.
pub(crate) struct Bars {
    pub(crate) groups: Vec<BarGroup>,
    pub(crate) unit: Unit,
    pub(crate) legend: Vec<(Key, String)>,
}

impl Bars {
    pub(crate) fn height(&self) -> f64 {
        let group = |group: &BarGroup| HEADING + group.bars.iter().map(Bar::height).sum::<f64>();
        legend_height(&self.legend) + self.groups.iter().map(group).sum::<f64>() + BOTTOM
    }

    fn all(&self) -> impl Iterator<Item = &Bar> {
        self.groups.iter().flat_map(|group| &group.bars)
    }

    /// Labels take what they need, the text at the bars' ends too; the bars have the rest.
    fn axis(&self) -> Axis {
        let widest = |text: fn(&Bar) -> &str| {
            self.all()
                .map(|bar| text_width(&short(text(bar))))
                .fold(0.0, f64::max)
        };
        let left = LARGER * widest(|bar| &bar.label) + 14.0;
        let tick = |bar: &'_ Bar| bar.tick.as_ref().map_or(0.0, |(_, text)| text_width(text));
        let texts = self.all().map(tick).fold(widest(|bar| &bar.text), f64::max);
        let right = (WIDTH - LARGER * texts - 16.0).max(left + 80.0);
        let most = self.all().map(Bar::greatest).fold(0.0, f64::max);
        let axis = |most| Axis::linear(0.0, most, left, right);
        let most = if most > 0.0 { most } else { 1.0 };
        // To the next round number, so that no bar ends far from where a number stands.
        let step = axis(most).ticks(TICKS).get(1).copied().unwrap_or(most);
        axis(most.max((most / step - NEAR).ceil() * step))
    }

    pub(crate) fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        canvas.legend(&self.legend)?;
        let axis = self.axis();
        let top = legend_height(&self.legend);
        let bottom = self.height() - BOTTOM;
        for tick in axis.ticks(TICKS) {
            canvas.rule((axis.place(tick), top), (axis.place(tick), bottom + 4.0), GRID, 1)?;
            canvas.text(
                &self.unit.tick(tick),
                (axis.place(tick), bottom + 18.0),
                Side::Middle,
                MUTED,
            )?;
        }
        let mut y = top;
        for group in &self.groups {
            let name = (6.0, y + HEADING / 2.0 + 3.0);
            // The grid must not run through the name.
            canvas.bar(
                (2.0, y + 4.0),
                (12.0 + text_width(&group.name), y + HEADING - 1.0),
                GROUND,
                1.0,
            )?;
            canvas.text(&group.name, name, Side::Right, TEXT)?;
            y += HEADING;
            for bar in &group.bars {
                bar.paint(canvas, axis, y)?;
                y += bar.height();
            }
        }
        Ok(())
    }
}

/// Letters of a label at most, so that bars keep half of the width.
const LABEL: usize = 30;

/// A label that is too long loses its middle: ends tell arms apart.
fn short(label: &str) -> String {
    let letters: Vec<char> = label.chars().collect();
    if letters.len() <= LABEL {
        return label.into();
    }
    let half = LABEL / 2;
    letters[..half]
        .iter()
        .chain(['…'].iter())
        .chain(&letters[letters.len() - half + 1..])
        .collect()
}

impl Bar {
    fn paint(&self, canvas: &Canvas<'_>, axis: Axis, y: f64) -> Result<(), Box<dyn std::error::Error>> {
        let middle = y + BAR / 2.0;
        canvas.text(
            &short(&self.label),
            (axis.place(0.0) - 8.0, middle),
            Side::Left,
            MUTED,
        )?;
        let mut sum = 0.0;
        for (value, ink) in self.parts.iter().filter(|(value, _)| *value > 0.0) {
            canvas.bar(
                (axis.place(sum), y + 5.0),
                (axis.place(sum + value), y + BAR - 5.0),
                *ink,
                1.0,
            )?;
            sum += value;
        }
        if let Some((low, high)) = self
            .whisker
            .filter(|(low, high)| axis.place(*high) - axis.place(*low) >= 2.0)
        {
            canvas.rule((axis.place(low), middle), (axis.place(high), middle), TEXT, 3)?;
            for end in [low, high] {
                canvas.rule(
                    (axis.place(end), middle - 4.0),
                    (axis.place(end), middle + 4.0),
                    TEXT,
                    3,
                )?;
            }
        }
        if let Some((tick, text)) = &self.tick {
            let (at, middle) = (axis.place(*tick), y + BAR + TICK / 2.0 - 3.0);
            canvas.rule((axis.place(0.0), middle), (at, middle), MUTED, 1)?;
            canvas.rule((at, middle - 6.0), (at, middle + 6.0), TEXT, 5)?;
            canvas.text(text, (at + LETTER / 2.0, middle), Side::Right, MUTED)?;
        }
        let end = axis.place(self.end()) + LETTER / 2.0;
        canvas.text(&self.text, (end, middle), Side::Right, TEXT)
    }
}

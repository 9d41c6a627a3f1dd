//! The load below the latencies: events taken, and events that wait.

use streamgauge_record::Interval;

use crate::Unit;
use crate::axis::Axis;
use crate::canvas::{Canvas, Side};
use crate::palette::{self, GRID, Ink, MUTED};
use crate::time_panel::{LEFT, Panel, RIGHT};

const STRIP: f64 = 22.0;
const GAP: f64 = 8.0;
/// Height of both strips with the room above each.
pub(crate) const STRIPS: f64 = 2.0 * (STRIP + GAP);

/// Its name, the unit and the colour of its values, and what they are.
type Strip<'a> = (&'static str, Unit, Ink, &'a dyn Fn(&Interval) -> f64);
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// Two strips from `top` down, each up to its own greatest value, which stands at the left.
pub(crate) fn paint_load(panel: &Panel<'_>, canvas: &Canvas<'_>, x: Axis, top: f64) -> Drawn {
    let interval_ns = panel.series.interval_ns;
    let taken = |interval: &Interval| taken_per_s(interval, interval_ns);
    let strips: [Strip<'_>; 2] = [
        ("taken", Unit::PerSecond, palette::arm(panel.place), &taken),
        ("backlog", Unit::Count, MUTED, &backlog),
    ];
    let mut bottom = top;
    for strip in strips {
        bottom += GAP + STRIP;
        paint_strip(panel, canvas, x, bottom, strip)?;
    }
    Ok(())
}

fn paint_strip(
    panel: &Panel<'_>,
    canvas: &Canvas<'_>,
    x: Axis,
    bottom: f64,
    (name, unit, ink, value): Strip<'_>,
) -> Drawn {
    let intervals = &panel.series.intervals;
    let most = intervals.iter().map(value).fold(0.0, f64::max);
    let label = format!("{name} {}", unit.text(most));
    canvas.text(&label, (LEFT - 8.0, bottom - STRIP / 2.0), Side::Left, MUTED)?;
    canvas.rule((LEFT, bottom), (RIGHT, bottom), GRID, 1)?;
    let y = Axis::linear(0.0, most, bottom, bottom - STRIP);
    for (place, interval) in intervals.iter().enumerate() {
        let value = value(interval);
        if value > 0.0 {
            let (left, right) = (x.place(panel.begin_s(place)), x.place(panel.begin_s(place + 1)));
            canvas.bar((left, y.place(value)), (right, bottom), ink, 0.7)?;
        }
    }
    Ok(())
}

/// The same in numbers.
pub(crate) fn load_cells(interval: &Interval, interval_ns: u64) -> [String; 2] {
    [
        Unit::PerSecond.text(taken_per_s(interval, interval_ns)),
        interval.backlog.to_string(),
    ]
}

#[allow(clippy::cast_precision_loss)]
fn taken_per_s(interval: &Interval, interval_ns: u64) -> f64 {
    interval.taken as f64 * 1e9 / interval_ns.max(1) as f64
}

#[allow(clippy::cast_precision_loss)]
fn backlog(interval: &Interval) -> f64 {
    interval.backlog as f64
}

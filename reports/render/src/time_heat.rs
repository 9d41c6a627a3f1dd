//! Latencies over time as shades: every result counts, not only percentiles.

use streamgauge_record::{Interval, LatencyGrid};

use crate::axis::Axis;
use crate::canvas::Canvas;
use crate::palette::{self, GROUND, TEXT};
use crate::time_panel::Panel;

/// Opacity from the fewest results in a cell to the most.
const SHADES: [f64; 5] = [0.16, 0.30, 0.45, 0.62, 0.82];
/// Height of a cell of results without latency, which have no place of their own on a logarithmic scale.
const ZERO: f64 = 5.0;

type Drawn = Result<(), Box<dyn std::error::Error>>;

/// The cells, then the lines of p99 and median above them.
pub(crate) fn paint_heat(
    panel: &Panel<'_>,
    grid: &LatencyGrid,
    canvas: &Canvas<'_>,
    x: Axis,
    y: Axis,
) -> Drawn {
    let most = grid.cells().map(|(_, _, count)| count).max().unwrap_or(1);
    // Shade by shade, so that the picture needs one path for each.
    for (level, opacity) in SHADES.into_iter().enumerate() {
        for (interval, class, _) in grid.cells().filter(|(_, _, count)| shade(*count, most) == level) {
            let (left, right) = (
                x.place(panel.begin_s(interval)),
                x.place(panel.begin_s(interval + 1)),
            );
            let (top, bottom) = ends(grid, class, y);
            canvas.bar((left, top), (right, bottom), palette::arm(panel.place), opacity)?;
        }
    }
    steps(panel, canvas, x, y, |interval| interval.p99_ns, 2)?;
    steps(panel, canvas, x, y, |interval| interval.p50_ns, 4)
}

/// Upper and lower edge of a class.
#[allow(clippy::cast_precision_loss)]
fn ends(grid: &LatencyGrid, class: u32, y: Axis) -> (f64, f64) {
    match (class, y.zero()) {
        (0, Some(zero)) => (zero - ZERO, zero),
        _ => {
            let (begin, end) = grid.bounds_ns(class);
            (y.place(end as f64), y.place(begin as f64))
        }
    }
}

/// Which shade a count has: by its logarithm, since counts differ by orders of magnitude.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
fn shade(count: u64, most: u64) -> usize {
    let darkest = SHADES.len() - 1;
    if most <= 1 {
        return darkest;
    }
    let share = (count.max(1) as f64).ln() / (most as f64).ln();
    ((share * darkest as f64).round() as usize).min(darkest)
}

/// A level line across each interval that has the figure, on a lighter ground so that it is seen on every shade.
#[allow(clippy::cast_precision_loss)]
fn steps(
    panel: &Panel<'_>,
    canvas: &Canvas<'_>,
    x: Axis,
    y: Axis,
    figure: fn(&Interval) -> Option<u64>,
    width: u32,
) -> Drawn {
    for (ink, width) in [(GROUND, width + 3), (TEXT, width)] {
        for (place, interval) in panel.series.intervals.iter().enumerate() {
            let Some(ns) = figure(interval) else { continue };
            let (left, right) = (x.place(panel.begin_s(place)), x.place(panel.begin_s(place + 1)));
            let at = y.place(ns as f64);
            canvas.rule((left, at), (right, at), ink, width)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_results_are_never_lighter_and_the_most_are_darkest() {
        for most in [1, 2, 7, 1_000_000, u64::MAX] {
            let shades = [1, 2, 5, 100, 90_000].map(|count| shade(count.min(most), most));
            assert!(shades.is_sorted(), "{shades:?}");
            assert_eq!(shade(most, most), SHADES.len() - 1);
        }
    }
}

//! Latencies over time as strokes, for records without counts of every latency.

use streamgauge_record::{Interval, Series};

use crate::axis::Axis;
use crate::canvas::Canvas;
use crate::palette;
use crate::time_panel::Panel;

/// Strokes in a panel at most; a longer series has several intervals in one stroke.
const STROKES: usize = 100;

type Drawn = Result<(), Box<dyn std::error::Error>>;

/// A stroke from the least to the greatest latency of each interval, thick up to its 99th percentile, and the arm's mark
/// at its median. Intervals in which nothing left stay empty.
pub(crate) fn paint_strokes(panel: &Panel<'_>, canvas: &Canvas<'_>, x: Axis, y: Axis) -> Drawn {
    let together = together(panel.series);
    panel
        .series
        .intervals
        .chunks(together)
        .try_for_each(|chunk| stroke(panel, canvas, x, y, chunk))
}

/// How many intervals share a stroke.
pub(crate) fn together(series: &Series) -> usize {
    series.intervals.len().div_ceil(STROKES).max(1)
}

/// One interval, or several where there is no room for each.
#[allow(clippy::cast_precision_loss)]
fn stroke(panel: &Panel<'_>, canvas: &Canvas<'_>, x: Axis, y: Axis, chunk: &[Interval]) -> Drawn {
    let ink = palette::arm(panel.place);
    let medians = || chunk.iter().filter_map(|interval| interval.p50_ns);
    let (Some(first), Some(low), Some(high)) = (chunk.first(), medians().min(), medians().max()) else {
        return Ok(());
    };
    let middle = first.start_ns as f64 + panel.series.interval_ns as f64 * chunk.len() as f64 / 2.0;
    let at = x.place(middle / 1e9);
    let place = |value: u64| y.place(value as f64);
    let least = chunk
        .iter()
        .filter_map(|interval| interval.min_ns)
        .min()
        .unwrap_or(low);
    let most = chunk
        .iter()
        .filter_map(|interval| interval.max_ns)
        .max()
        .unwrap_or(high);
    canvas.bar((at - 0.5, place(most)), (at + 0.5, place(least)), ink, 0.55)?;
    if chunk.len() > 1 {
        let (top, bottom) = (place(high) - 1.0, place(low) + 1.0);
        return canvas.bar((at - 1.5, top), (at + 1.5, bottom), ink, 1.0);
    }
    let tail = chunk
        .iter()
        .filter_map(|interval| interval.p99_ns)
        .max()
        .unwrap_or(high);
    canvas.bar((at - 2.0, place(tail)), (at + 2.0, place(least)), ink, 0.35)?;
    canvas.mark(panel.place, (at, place(high)), 3.0)
}

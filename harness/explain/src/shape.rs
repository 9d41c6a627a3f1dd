//! The windows of an instant, as the shared assigners say.

use streamgauge_model::{EventTime, Window};
use streamgauge_operators::{Assigner, Sliding, Tumbling};
use streamgauge_replay::WindowShape;

/// The windows that `t` belongs to, newest first; for sessions the span of the event alone; none where the query
/// has no windows.
pub fn windows_of(shape: WindowShape, t: EventTime) -> Vec<Window> {
    match shape {
        WindowShape::Tumbling {
            size_ms: size,
            offset_ms: offset,
        } => assigned(&Tumbling { size, offset }, t),
        WindowShape::Sliding {
            size_ms: size,
            slide_ms: slide,
            offset_ms: offset,
        } => assigned(&Sliding { size, slide, offset }, t),
        WindowShape::Session { gap_ms } => vec![Window {
            start: t,
            end: t.saturating_add(gap_ms),
        }],
        WindowShape::Global {} => vec![Window::ALL],
        WindowShape::None {} => Vec::new(),
    }
}

fn assigned(assigner: &impl Assigner, t: EventTime) -> Vec<Window> {
    let mut windows = Vec::new();
    assigner.each_window(t, |window| windows.push(window));
    windows
}

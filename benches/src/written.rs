//! What a recorder writes down.

use streamgauge_model::{Digest, Key, Output as _, ResultRow, Values, Watermark, Window};
use streamgauge_runner::{Expected, Recorder, RunClock};

use crate::START;

/// A recorder with room for so many rows, as a run prepares it.
#[must_use]
pub fn prepared_recorder(rows: usize, clock: &RunClock) -> Recorder {
    Recorder::new(
        "engine",
        Expected {
            results: rows,
            ..Expected::default()
        },
        clock.clone(),
        START,
    )
}

/// The recorder after so many rows.
#[must_use]
pub fn written(mut recorder: Recorder, rows: usize) -> Recorder {
    (0..u32::try_from(rows).unwrap_or(u32::MAX)).for_each(|key| recorder.result(&row(key)));
    recorder
}

fn row(key: u32) -> ResultRow {
    let digest = Digest {
        count: 7,
        ..Digest::default()
    };
    ResultRow {
        key: Key(key),
        window: Window::new(0, 15_000),
        pane: 0,
        rank: 0,
        watermark: Watermark::NONE,
        values: Values {
            digest,
            sum: 35,
            ..Values::default()
        },
    }
}

//! How long something took.

use std::time::{Duration, Instant};

/// What one thread did.
pub(crate) struct Part<O> {
    /// When it began.
    pub begun: Instant,
    /// When it had nothing more to do.
    pub ended: Instant,
    /// What it put out.
    pub out: O,
}

/// What all threads did, and how long it took, from when the first began until the last had ended.
pub(crate) struct Timed<O> {
    /// How long.
    pub elapsed: Duration,
    /// The output of each.
    pub outs: Vec<O>,
}

impl<O> Timed<O> {
    /// Of at least one thread.
    pub(crate) fn of(parts: impl Iterator<Item = Part<O>>) -> Self {
        let mut outs = Vec::new();
        let mut span: Option<(Instant, Instant)> = None;
        for Part { begun, ended, out } in parts {
            span = Some(span.map_or((begun, ended), |(first, last)| {
                (first.min(begun), last.max(ended))
            }));
            outs.push(out);
        }
        Self {
            elapsed: span.map_or(Duration::ZERO, |(first, last)| last - first),
            outs,
        }
    }

    /// Times what the calling thread does.
    pub(crate) fn here(work: impl FnOnce() -> O) -> Self {
        let begun = Instant::now();
        let out = work();
        Self::of(std::iter::once(Part {
            begun,
            ended: Instant::now(),
            out,
        }))
    }
}

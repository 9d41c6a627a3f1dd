//! Built-in examples.

use streamgauge_replay::WindowShape;

use crate::arrivals::{Arrivals, arrivals};
use crate::sketch::{BatchSize, Sketch};

/// The bound of the examples, and of events without one: 10 s.
pub const DELAY_MS: i64 = 10_000;
/// Events of a batch, unless told otherwise: enough that a late event may share its batch with the event that moved
/// the watermark.
pub const BATCH: usize = 3;
/// The windows of the examples, and of events without any: 6 s every 2 s.
pub const WINDOW: WindowShape = WindowShape::Sliding {
    size_ms: 6_000,
    slide_ms: 2_000,
    offset_ms: 0,
};

/// An example with a name.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its name.
    pub name: &'static str,
    /// What it shows, in one line.
    pub summary: &'static str,
    /// Its events.
    events: &'static str,
    window: WindowShape,
}

/// All examples; the first is shown when nothing else is asked for.
pub const EXAMPLES: [Example; 2] = [
    Example {
        name: "six-events",
        summary: "one event comes 15 s late: some of its windows refuse it and others take it",
        events: "14:00:01 14:00:03 14:00:02 14:00:05 13:59:50 14:00:06",
        window: WINDOW,
    },
    Example {
        name: "late-neighbour",
        summary: "a late event touches a session that is alive: event-at-a-time takes it, micro-batch does not",
        events: "14:00:00@1 14:00:08@1 | 14:00:20@2 | 13:59:58@1 13:59:40@1 | 14:00:40@2",
        window: WindowShape::Session { gap_ms: 10_000 },
    },
];

impl Example {
    /// The example with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        EXAMPLES.into_iter().find(|example| example.name == name)
    }

    /// The example as a sketch.
    #[must_use]
    pub fn sketch(&self) -> Sketch {
        let none = Arrivals {
            events: Vec::new(),
            bars: Vec::new(),
            remarks: Vec::new(),
        };
        Sketch {
            name: self.name.to_owned(),
            note: Some(self.summary.to_owned()),
            arrivals: arrivals(self.events).unwrap_or(none),
            window: self.window,
            delay_ms: DELAY_MS,
            lateness_ms: 0,
            batch: BatchSize::Of(BATCH),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_events() {
        for example in EXAMPLES {
            assert!(!example.sketch().arrivals.events.is_empty(), "{}", example.name);
            assert!(Example::named(example.name).is_some());
        }
        assert!(Example::named("seven-events").is_none());
    }
}

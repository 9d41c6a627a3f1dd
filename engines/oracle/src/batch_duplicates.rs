//! What a micro-batch query without aggregates lets pass, and what it remembers of it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use streamgauge_model::{Deduplicate, Event, Key, Query};

use crate::batch_state::{Figures, Turn};
use crate::group::key_of;

/// The fields that equal events agree in: key, value and time, as far as they count.
type Sameness = (Option<Key>, Option<i64>, Option<i64>);

/// The events that have passed and are remembered, with the watermark at which each is forgotten; `None`: never.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    held: BTreeMap<Sameness, Option<i64>>,
}

/// What became of the events of a batch.
#[derive(Debug, Default)]
pub(crate) struct Passing {
    /// Numbers of those that pass.
    pub(crate) passed: Vec<u64>,
    pub(crate) duplicates: u64,
    pub(crate) figures: Figures,
}

impl Passed {
    /// Without deduplication all events pass and nothing is kept.
    ///
    /// With it, an event is late if its time is at or before the late watermark; of the others, the first of equal ones
    /// passes and is remembered (Spark's `StreamingDeduplicateExec`): until the watermark reaches its time, if times
    /// are compared; or, within the watermark, until it reaches the time of the first one plus the delay.
    pub(crate) fn run(&mut self, query: &Query, turn: &Turn<'_>) -> Passing {
        let mut passing = Passing::default();
        let Some(by) = query.deduplicate else {
            passing.passed = turn.events.iter().map(|event| event.seq).collect();
            return passing;
        };
        let figures = &mut passing.figures;
        for event in turn.events {
            if turn.watermark.refuses(event.time.millis()) {
                figures.late_events += 1;
            } else if let Entry::Vacant(place) = self.held.entry(sameness(query, by, event)) {
                place.insert(end(query, by, event));
                figures.updated_rows += 1;
                passing.passed.push(event.seq);
            } else {
                passing.duplicates += 1;
            }
        }
        figures.dropped_rows = figures.late_events;
        let before = self.held.len();
        self.held
            .retain(|_, end| end.is_none_or(|end| !turn.watermark.closes(end)));
        figures.removed_rows = (before - self.held.len()) as u64;
        figures.state_rows = self.held.len() as u64;
        passing
    }
}

fn sameness(query: &Query, by: Deduplicate, event: &Event) -> Sameness {
    (
        by.by_key.then(|| key_of(query, event)),
        by.by_value.then_some(event.value),
        by.by_time.then_some(event.time.millis()),
    )
}

fn end(query: &Query, by: Deduplicate, event: &Event) -> Option<i64> {
    let time = event.time.millis();
    let delay = query.watermark.map_or(0, |rule| rule.delay_ms);
    if by.within_watermark {
        Some(time.saturating_add(delay))
    } else {
        by.by_time.then_some(time)
    }
}

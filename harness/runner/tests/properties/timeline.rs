//! What leaves after each event, however the engine works.

use streamgauge_model::{ResultRow, Step};
use streamgauge_oracle::Mark;

use crate::stream::Stream;
use crate::trial::Run;

/// The rows that leave after each event, in an order of their own, by the number of the event.
pub type Timeline = Vec<(u64, Vec<ResultRow>)>;

fn sorted(mut rows: Vec<ResultRow>) -> Vec<ResultRow> {
    rows.sort_unstable_by_key(|row| (row.window, row.key));
    rows
}

/// The rows of the event's batch and of the batch without data behind it.
pub fn of_batches(stream: &Stream, run: &Run) -> Timeline {
    let mut events = stream.events.iter();
    let mut timeline = Timeline::new();
    for (batch, rows) in run.batches() {
        if batch.no_data {
            let (_, of_event) = timeline.last_mut().expect("a batch with data came before");
            of_event.extend(rows);
        } else {
            let event = events.next().expect("an event for each batch");
            timeline.push((event.seq, rows));
        }
    }
    timeline
        .into_iter()
        .map(|(seq, rows)| (seq, sorted(rows)))
        .collect()
}

/// The rows behind the watermark of the event.
pub fn of_events(stream: &Stream, run: &Run) -> Timeline {
    let mut timeline: Timeline = stream
        .events
        .iter()
        .map(|event| (event.seq, Vec::new()))
        .collect();
    let trace = &run.tasks[0];
    let (mut place, mut at) = (0, 0);
    for mark in &trace.marks {
        match mark {
            Mark::Step(Step::Watermark { after_events, .. }) => place = *after_events as usize - 1,
            Mark::Results(run) => {
                let rows = &trace.results[at..at + *run as usize];
                at += rows.len();
                timeline[place].1.extend_from_slice(rows);
            }
            _ => {}
        }
    }
    timeline
        .into_iter()
        .map(|(seq, rows)| (seq, sorted(rows)))
        .collect()
}

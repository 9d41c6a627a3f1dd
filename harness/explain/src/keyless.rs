//! Sessions of events without keys.

use streamgauge_replay::{CaseEvent, KeyBy, Row, Step};

use crate::explanation::Explanation;
use crate::timeline::{Batch, Cause, Content, Moment, Verdict};

/// The explanation without the one key that all events were given: nobody has written it.
pub fn keyless(mut explanation: Explanation) -> Explanation {
    explanation.case.query.key = KeyBy::None;
    explanation.batch_query.key = KeyBy::None;
    for step in &mut explanation.case.steps {
        match step {
            Step::Batch(events) => events.iter_mut().for_each(strip),
            Step::Event(event) => strip(event),
            _ => {}
        }
    }
    explanation.moments.iter_mut().flatten().for_each(of_moment);
    explanation.batches.iter_mut().flatten().for_each(of_batch);
    let text = "Sessions of micro-batch need a key, and these events have none: all are under one key.";
    explanation.remarks.push(text.to_owned());
    explanation
}

fn of_moment(moment: &mut Moment) {
    if let Cause::Event(event) = &mut moment.cause {
        strip(event);
    }
    moment.rows.iter_mut().for_each(of_row);
    moment.contents.iter_mut().for_each(of_content);
    moment.verdicts.iter_mut().for_each(of_verdict);
}

fn of_batch(batch: &mut Batch) {
    for event in &mut batch.events {
        strip(&mut event.event);
        event.verdicts.iter_mut().for_each(of_verdict);
    }
    batch.line.results.iter_mut().for_each(of_row);
    batch.contents.iter_mut().for_each(of_content);
    batch.removed.iter_mut().for_each(|(_, key)| *key = None);
}

fn of_verdict(verdict: &mut Verdict) {
    verdict.now.iter_mut().for_each(of_content);
}

const fn of_content(content: &mut Content) {
    of_row(&mut content.row);
}

const fn of_row(row: &mut Row) {
    row.key = None;
}

const fn strip(event: &mut CaseEvent) {
    event.key = None;
}

//! What the events of a case must be: numbered, whole, and with the fields that the query needs.

use super::faults::Faults;
use super::{Aggregate, Case, CaseEvent, EngineKind, KeyBy, Step, WatermarkSpec};

/// Numbering, shape, and the fields that the query needs.
pub fn check_events(case: &Case, faults: &mut Faults) {
    let mut numbers = Numbers::default();
    for (index, step) in case.steps.iter().enumerate() {
        for (at, event) in step.events().iter().enumerate() {
            let place = match step {
                Step::Event(_) => format!("steps[{index}].event"),
                _ => format!("steps[{index}].batch[{at}]"),
            };
            if let Err(expected) = numbers.take(event.seq) {
                faults.add(
                    format!("{place}.seq"),
                    format!(
                        "found {}, expected {expected}: events are numbered from 0 in order of arrival",
                        event.seq
                    ),
                );
            }
            check_event(event, case, &place, faults);
        }
    }
}

/// The numbering of events.
#[derive(Default)]
struct Numbers {
    /// How many events there were.
    count: u64,
    /// The number behind that of the last one.
    next: u64,
}

impl Numbers {
    /// Takes a number, or says which one it should be. A shift is one fault, not one for each event behind it.
    fn take(&mut self, number: u64) -> Result<(), u64> {
        let expected = self.count;
        let fits = number == expected || number == self.next;
        self.count += 1;
        self.next = number.wrapping_add(1);
        if fits { Ok(()) } else { Err(expected) }
    }
}

fn check_event(event: &CaseEvent, case: &Case, place: &str, faults: &mut Faults) {
    if event.is_rating() {
        check_rating(event, place, faults);
    }
    for (field, why) in missing(event, case) {
        faults.add(format!("{place}.{field}"), format!("missing; {why}"));
    }
    check_source(event, case, place, faults);
}

fn check_rating(event: &CaseEvent, place: &str, faults: &mut Faults) {
    for (field, value) in [
        ("user_id", event.user_id),
        ("movie_id", event.movie_id),
        ("half_stars", event.half_stars),
    ] {
        if value.is_none() {
            faults.add(
                format!("{place}.{field}"),
                "missing; a rating has user_id, movie_id and half_stars",
            );
        }
    }
    if event.key.is_some() || event.value.is_some() {
        faults.add(
            place,
            "found fields of a rating and of a plain event; expected one or the other",
        );
    }
}

/// The fields that an event lacks, and why the query needs them.
fn missing<'a>(event: &CaseEvent, case: &'a Case) -> Vec<(&'a str, &'static str)> {
    let query = &case.query;
    let asks = |aggregate| query.aggregates.contains(&aggregate);
    let mut needs = vec![
        (
            query.key == KeyBy::Movie && event.movie_id.is_none(),
            "movie_id",
            "the query's key is movie",
        ),
        (
            query.key == KeyBy::User && event.user_id.is_none(),
            "user_id",
            "the query's key is user",
        ),
        (
            query.key == KeyBy::Key && event.key.is_none(),
            "key",
            "the query's key is key",
        ),
        (
            asks(Aggregate::Sum) && event.amount().is_none(),
            "value",
            "the query sums values",
        ),
        (
            asks(Aggregate::DistinctUsers) && event.user_id.is_none(),
            "user_id",
            "the query counts distinct users",
        ),
    ];
    for field in query.deduplicate.iter().flat_map(|d| &d.by) {
        // A rating is compared by the query's key and by its score.
        let keyed = event.key.is_some() || matches!(query.key, KeyBy::Movie | KeyBy::User);
        let lacks = (field == "key" && !keyed) || (field == "value" && event.amount().is_none());
        needs.push((lacks, field, "the query deduplicates by it"));
    }
    let lacking = needs.into_iter().filter(|(lacks, ..)| *lacks);
    lacking.map(|(_, field, why)| (field, why)).collect()
}

fn check_source(event: &CaseEvent, case: &Case, place: &str, faults: &mut Faults) {
    let delays_ms = match &case.query.watermark {
        WatermarkSpec::PerSource { delays_ms, .. } if case.engine == EngineKind::MicroBatch => delays_ms,
        _ => return,
    };
    let place = format!("{place}.source");
    match event.source {
        // Where there is one source, there is nothing to tell.
        None if delays_ms.len() <= 1 => {}
        None => faults.add(place, "missing; the watermark is per source"),
        Some(source) if source as usize >= delays_ms.len() => {
            let delays = counted(delays_ms.len(), "delay");
            faults.add(
                place,
                format!("found {source}, but there {delays}; sources count from 0"),
            );
        }
        Some(_) => {}
    }
}

/// `is 1 delay`, `are 2 delays`.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("is 1 {noun}")
    } else {
        format!("are {count} {noun}s")
    }
}

//! What makes a case contradictory although it is well-formed JSON.

use super::shape::check_query;
use super::{Case, CaseEvent, EngineKind, KeyBy, Step, TimeOf, WatermarkSpec, expected};
use crate::case::Aggregate;

/// A contradiction: where it is, what was found and what is expected.
#[derive(Debug)]
pub struct Fault {
    /// JSON path.
    pub place: String,
    /// What was found and what is expected.
    pub message: String,
}

/// A fault at a place.
pub fn fault<T>(place: impl Into<String>, message: impl Into<String>) -> Result<T, Fault> {
    Err(Fault {
        place: place.into(),
        message: message.into(),
    })
}

/// Checks what the types cannot.
pub fn validate(case: &Case) -> Result<(), Fault> {
    if case.name.is_empty() {
        return fault("name", "found an empty name, expected a unique one");
    }
    check_ending(case)?;
    check_query(case)?;
    check_steps(case)?;
    check_events(case)
}

/// Exactly one of lines and refusal.
fn check_ending(case: &Case) -> Result<(), Fault> {
    match (&case.expected, &case.expected_error) {
        (Some(lines), None) => expected::validate(lines, case.engine),
        (None, Some(_)) => Ok(()),
        (Some(_), Some(_)) => fault(
            "expected_error",
            "found beside `expected`; exactly one of the two is allowed",
        ),
        (None, None) => fault(
            "expected",
            "found neither `expected` nor `expected_error`; one is needed",
        ),
    }
}

/// Steps of the other engine, steps without sense, and steps out of order.
fn check_steps(case: &Case) -> Result<(), Fault> {
    let explicit = case.query.watermark == WatermarkSpec::Explicit {};
    let mut order = Order::new();
    for (index, step) in case.steps.iter().enumerate() {
        let place = format!("steps[{index}].{}", step.name());
        check_engine_of(step, case.engine, &place)?;
        if matches!(step, Step::WatermarkMs(_)) && !explicit {
            return fault(
                place,
                "only watermark strategy \"explicit\" has steps of this kind",
            );
        }
        order.take(step, place)?;
    }
    Ok(())
}

/// How far the steps of a case have come.
struct Order {
    clock: i64,
    /// The step that ended the input, since the last start.
    ended: Option<String>,
}

impl Order {
    const fn new() -> Self {
        Self {
            clock: i64::MIN,
            ended: None,
        }
    }

    fn take(&mut self, step: &Step, place: String) -> Result<(), Fault> {
        if let (Step::Batch(_) | Step::Event(_) | Step::WatermarkMs(_), Some(end)) = (step, &self.ended) {
            return fault(
                end,
                format!(
                    "the end of the input is followed by {place}; it must be the last input, unless the engine \
                     starts again"
                ),
            );
        }
        match *step {
            Step::ProcessingTimeMs(now) if now < self.clock => {
                return fault(place, format!("the clock goes back from {} to {now}", self.clock));
            }
            Step::ProcessingTimeMs(now) => self.clock = now,
            Step::End(_) => self.ended = Some(place),
            Step::Restart(_) => self.ended = None,
            Step::Batch(_) | Step::Event(_) | Step::WatermarkMs(_) | Step::Tick(_) => {}
        }
        Ok(())
    }
}

/// What has a meaning and is likely a mistake: watermarks that go back. They are ignored.
pub fn remarks(case: &Case) -> Vec<Fault> {
    let mut watermark = i64::MIN;
    let mut remarks = Vec::new();
    for (index, step) in case.steps.iter().enumerate() {
        match *step {
            Step::WatermarkMs(next) if next < watermark => remarks.push(Fault {
                place: format!("steps[{index}].watermark_ms"),
                message: format!("the watermark goes back from {watermark} to {next}; it is ignored"),
            }),
            Step::WatermarkMs(next) => watermark = next,
            // It does not survive.
            Step::Restart(_) => watermark = i64::MIN,
            _ => {}
        }
    }
    remarks
}

fn check_engine_of(step: &Step, engine: EngineKind, place: &str) -> Result<(), Fault> {
    let owner = match step {
        Step::Batch(_) | Step::Restart(_) => return Ok(()),
        Step::Tick(_) => EngineKind::MicroBatch,
        _ => EngineKind::EventAtATime,
    };
    if owner == engine {
        return Ok(());
    }
    fault(
        place,
        format!(
            "only {} has steps of this kind, the case is for {}",
            owner.name(),
            engine.name()
        ),
    )
}

/// Numbering, shape, and the fields that the query needs.
fn check_events(case: &Case) -> Result<(), Fault> {
    let mut next = 0;
    for (index, step) in case.steps.iter().enumerate() {
        for (at, event) in step.events().iter().enumerate() {
            let place = match step {
                Step::Event(_) => format!("steps[{index}].event"),
                _ => format!("steps[{index}].batch[{at}]"),
            };
            if event.seq != next {
                return fault(
                    format!("{place}.seq"),
                    format!(
                        "found {}, expected {next}: events are numbered from 0 in order of arrival",
                        event.seq
                    ),
                );
            }
            next += 1;
            check_event(event, case, &place)?;
        }
    }
    Ok(())
}

fn check_event(event: &CaseEvent, case: &Case, place: &str) -> Result<(), Fault> {
    let missing = |field: &str, why: &str| fault(format!("{place}.{field}"), format!("missing; {why}"));
    if event.is_rating() {
        for (field, value) in [
            ("user_id", event.user_id),
            ("movie_id", event.movie_id),
            ("half_stars", event.half_stars),
        ] {
            if value.is_none() {
                return missing(field, "a rating has user_id, movie_id and half_stars");
            }
        }
        if event.key.is_some() || event.value.is_some() {
            return fault(
                place,
                "found fields of a rating and of a plain event; expected one or the other",
            );
        }
    }
    match case.query.key {
        KeyBy::Movie if event.movie_id.is_none() => return missing("movie_id", "the query's key is movie"),
        KeyBy::User if event.user_id.is_none() => return missing("user_id", "the query's key is user"),
        KeyBy::Key if event.key.is_none() => return missing("key", "the query's key is key"),
        _ => {}
    }
    let asks = |aggregate| case.query.aggregates.contains(&aggregate);
    if asks(Aggregate::Sum) && event.amount().is_none() {
        return missing("value", "the query sums values");
    }
    if asks(Aggregate::DistinctUsers) && event.user_id.is_none() {
        return missing("user_id", "the query counts distinct users");
    }
    for field in case.query.deduplicate.iter().flat_map(|d| &d.by) {
        // A rating is compared by the query's key and by its score.
        let keyed = event.key.is_some() || matches!(case.query.key, KeyBy::Movie | KeyBy::User);
        if (field == "key" && !keyed) || (field == "value" && event.amount().is_none()) {
            return missing(field, "the query deduplicates by it");
        }
    }
    check_source(event, case, place)
}

fn check_source(event: &CaseEvent, case: &Case, place: &str) -> Result<(), Fault> {
    let WatermarkSpec::PerSource { delays_ms, .. } = &case.query.watermark else {
        return Ok(());
    };
    let place = format!("{place}.source");
    match event.source {
        // Where there is one source, there is nothing to tell.
        None if delays_ms.len() == 1 => Ok(()),
        None => fault(place, "missing; the watermark is per source"),
        Some(source) if source as usize >= delays_ms.len() => fault(
            place,
            format!(
                "found {source}, but there are {} delays; sources count from 0",
                delays_ms.len()
            ),
        ),
        Some(_) => Ok(()),
    }
}

/// Whether the case computes on the clock.
pub const fn is_on_the_clock(time: TimeOf) -> bool {
    matches!(time, TimeOf::Processing)
}

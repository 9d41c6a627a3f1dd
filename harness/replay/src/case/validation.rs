//! What makes a case contradictory although it has the structure of one.

use super::faults::Faults;
use super::input::check_events;
use super::shape::check_query;
use super::{Case, EngineKind, Step, WatermarkSpec, expected};

/// Checks what the structure does not say.
pub fn validate(case: &Case) -> Faults {
    let mut faults = Faults::default();
    check_ending(case, &mut faults);
    check_query(case, &mut faults);
    check_steps(case, &mut faults);
    check_events(case, &mut faults);
    faults
}

/// Exactly one of lines and refusal.
fn check_ending(case: &Case, faults: &mut Faults) {
    match (&case.expected, &case.expected_error) {
        (Some(lines), None) => expected::check(lines, faults),
        (None, Some(_)) => {}
        (Some(_), Some(_)) => faults.add(
            "expected_error",
            "found beside `expected`; exactly one of the two is allowed",
        ),
        (None, None) => faults.add(
            "expected",
            "found neither `expected` nor `expected_error`; one is needed",
        ),
    }
}

/// Steps of the other engine, steps without sense, and steps out of order.
fn check_steps(case: &Case, faults: &mut Faults) {
    let explicit = case.query.watermark == WatermarkSpec::Explicit {};
    let mut order = Order::new();
    for (index, step) in case.steps.iter().enumerate() {
        let place = format!("steps[{index}].{}", step.name());
        let owner = owner(step).unwrap_or(case.engine);
        if owner != case.engine {
            let (owner, engine) = (owner.name(), case.engine.name());
            faults.add(
                place,
                format!("only {owner} has steps of this kind, the case is for {engine}"),
            );
        } else if matches!(step, Step::WatermarkMs(_)) && !explicit {
            faults.add(
                place,
                "only watermark strategy \"explicit\" has steps of this kind",
            );
        } else {
            order.take(step, place, faults);
        }
    }
}

/// The engine that alone has steps of this kind.
const fn owner(step: &Step) -> Option<EngineKind> {
    match step {
        Step::Batch(_) | Step::Restart(_) => None,
        Step::Tick(_) => Some(EngineKind::MicroBatch),
        Step::Event(_) | Step::WatermarkMs(_) | Step::ProcessingTimeMs(_) | Step::End(_) => {
            Some(EngineKind::EventAtATime)
        }
    }
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

    fn take(&mut self, step: &Step, place: String, faults: &mut Faults) {
        let is_input = matches!(step, Step::Batch(_) | Step::Event(_) | Step::WatermarkMs(_));
        if is_input && let Some(end) = self.ended.take() {
            let rule = "it must be the last input, unless the engine starts again";
            faults.add(
                end,
                format!("the end of the input is followed by {place}; {rule}"),
            );
        }
        match *step {
            Step::ProcessingTimeMs(now) => {
                if now < self.clock {
                    faults.add(place, format!("the clock goes back from {} to {now}", self.clock));
                }
                self.clock = now;
            }
            Step::End(_) => self.ended = Some(place),
            Step::Restart(_) => self.ended = None,
            Step::Batch(_) | Step::Event(_) | Step::WatermarkMs(_) | Step::Tick(_) => {}
        }
    }
}

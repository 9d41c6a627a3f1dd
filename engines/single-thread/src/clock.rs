//! The loops: what moves time.

use streamgauge_model::{Arrival, EventTime, Output, ProcessingTime, Query, Step, Watermark};

use crate::operator::Operator;

/// Each event, and behind it the watermark if the event moves it: `newest - delay - 1` (bounded out-of-orderness).
pub(crate) fn by_event_time<O: Output>(
    query: &Query,
    start: ProcessingTime,
    arrivals: &[Arrival],
    mut operator: impl Operator,
    out: &mut O,
) {
    let (mut watermark, mut newest, mut filtered) = (i64::MIN, i64::MIN, 0);
    let behind = query.watermark.map(|rule| rule.delay_ms.saturating_add(1));
    for (arrival, taken) in arrivals.iter().zip(1..) {
        let event = &arrival.event;
        if query.filter.is_some_and(|filter| !filter.keeps(event)) {
            filtered += 1;
            continue;
        }
        let time = event.time.millis();
        operator.on_event(event, time, watermark, out);
        if time > newest
            && let Some(behind) = behind
        {
            newest = time;
            let moved = newest.saturating_sub(behind);
            if moved > watermark {
                watermark = moved;
                out.step(Step::Watermark {
                    watermark: Watermark::at(EventTime::from_millis(watermark)),
                    after_events: taken,
                    now: handled_at(start, arrival),
                });
                operator.advance(watermark, out);
            }
        }
    }
    if filtered > 0 {
        out.filtered(filtered);
    }
}

/// Each event at the millisecond at which it is due; before it, the clock if it has moved: a window that ended before
/// that millisecond leaves.
pub(crate) fn by_clock<O: Output>(
    query: &Query,
    start: ProcessingTime,
    arrivals: &[Arrival],
    mut operator: impl Operator,
    out: &mut O,
) {
    let mut clock = i64::MIN;
    for (arrival, before) in arrivals.iter().zip(0..) {
        let millis = handled_at(start, arrival).millis();
        if millis > clock {
            clock = millis;
            out.step(Step::Clock {
                millis,
                after_events: before,
            });
            operator.advance(millis.saturating_sub(1), out);
        }
        let event = &arrival.event;
        if query.filter.is_some_and(|filter| !filter.keeps(event)) {
            out.filtered(1);
        } else {
            operator.on_event(event, clock, clock.saturating_sub(1), out);
        }
    }
}

fn handled_at(start: ProcessingTime, arrival: &Arrival) -> ProcessingTime {
    start.saturating_add_nanos(i64::try_from(arrival.due_ns).unwrap_or(i64::MAX))
}

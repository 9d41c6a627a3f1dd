//! Watermarks as SQL declares them.

use std::error::Error;
use std::fmt;

use streamgauge_model::{Event, EventTime, ProcessingTime, Watermark};

use crate::{Message, WatermarkStatus};

/// `WATERMARK FOR t AS expression` in a table's definition (Flink's `WatermarkAssignerOperator`).
///
/// Unlike the generators of a stream program, it starts at 0 instead of the smallest instant, so that nothing is
/// said of times at or before the epoch; it speaks at once when the watermark has moved by more than the interval
/// (milliseconds of *event* time against an interval of *processing* time); and it says that it is active before
/// the first record after a pause, not before the first watermark.
#[derive(Clone, Debug)]
pub struct SqlWatermarkAssigner<F> {
    expression: F,
    interval_ms: i64,
    idle_after_ms: i64,
    timer_ms: i64,
    next_timer: ProcessingTime,
    last_periodic: ProcessingTime,
    last_activity: ProcessingTime,
    active_since_tick: bool,
    current_ms: i64,
    emitted_ms: i64,
    status: WatermarkStatus,
}

/// A row without a time where the table declares a watermark on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingRowtime {
    /// The row's number in order of arrival.
    pub seq: u64,
}

impl fmt::Display for MissingRowtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "event {}: the time that its watermark is made of is missing; give it one, or leave the row out",
            self.seq
        )
    }
}

impl Error for MissingRowtime {}

impl<F: FnMut(&Event) -> Option<Watermark>> SqlWatermarkAssigner<F> {
    /// An assigner that starts at `start`. `expression` gives a row's watermark; `None` is SQL's NULL and moves
    /// nothing. It speaks every `interval_ms` milliseconds (`pipeline.auto-watermark-interval`), and the stream
    /// is idle after `idle_after_ms` milliseconds without a row (`table.exec.source.idle-timeout`). 0 turns
    /// either off.
    #[must_use]
    pub fn new(expression: F, interval_ms: i64, idle_after_ms: i64, start: ProcessingTime) -> Self {
        let (interval_ms, idle_after_ms) = (interval_ms.max(0), idle_after_ms.max(0));
        let timer_ms = timer_interval(interval_ms, idle_after_ms);
        Self {
            expression,
            interval_ms,
            idle_after_ms,
            timer_ms,
            next_timer: after(start, timer_ms),
            last_periodic: start,
            last_activity: start,
            active_since_tick: true,
            current_ms: 0,
            emitted_ms: 0,
            status: WatermarkStatus::Active,
        }
    }

    /// A row passes, and its watermark behind it if that has moved far enough.
    ///
    /// # Errors
    /// The row has no time ([`EventTime::MIN`]).
    pub fn on_event(&mut self, event: &Event, out: &mut impl FnMut(Message)) -> Result<(), MissingRowtime> {
        self.active_since_tick = true;
        if self.idle_after_ms > 0 {
            self.wake(out);
        }
        if event.time == EventTime::MIN {
            return Err(MissingRowtime { seq: event.seq });
        }
        if let Some(watermark) = (self.expression)(event) {
            self.current_ms = self.current_ms.max(watermark.millis());
        }
        out(Message::Event(*event));
        // Both are at least 0.
        if self.current_ms - self.emitted_ms > self.interval_ms {
            self.advance(out);
        }
        Ok(())
    }

    /// A watermark arrives from upstream: only the end is passed on, once.
    pub fn on_watermark(&mut self, watermark: Watermark, out: &mut impl FnMut(Message)) {
        if watermark == Watermark::END && self.current_ms != i64::MAX {
            if self.idle_after_ms > 0 {
                self.wake(out);
            }
            self.current_ms = i64::MAX;
            self.advance(out);
        }
    }

    /// A status arrives from upstream and is passed on.
    pub fn on_status(&mut self, status: WatermarkStatus, out: &mut impl FnMut(Message)) {
        self.status = status;
        out(Message::Status(status));
    }

    /// The clock has come to `now`.
    pub fn on_clock(&mut self, now: ProcessingTime, out: &mut impl FnMut(Message)) {
        if self.next_timer().is_none_or(|due| now < due) {
            return;
        }
        self.next_timer = after(now, self.timer_ms);
        if self.interval_ms > 0 && after(self.last_periodic, self.interval_ms) <= now {
            self.last_periodic = now;
            self.advance(out);
        }
        if std::mem::take(&mut self.active_since_tick) {
            self.last_activity = now;
        }
        let idle = self.idle_after_ms > 0 && after(self.last_activity, self.idle_after_ms) <= now;
        if idle && self.status == WatermarkStatus::Active {
            self.on_status(WatermarkStatus::Idle, out);
        }
    }

    /// All rows have been seen: the end.
    pub fn finish(&mut self, out: &mut impl FnMut(Message)) {
        self.on_watermark(Watermark::END, out);
    }

    /// When the next timer is due, if there are any.
    #[must_use]
    pub fn next_timer(&self) -> Option<ProcessingTime> {
        (self.timer_ms > 0).then_some(self.next_timer)
    }

    fn wake(&mut self, out: &mut impl FnMut(Message)) {
        if self.status == WatermarkStatus::Idle {
            self.on_status(WatermarkStatus::Active, out);
        }
    }

    fn advance(&mut self, out: &mut impl FnMut(Message)) {
        if self.current_ms > self.emitted_ms {
            self.emitted_ms = self.current_ms;
            let watermark = Watermark::at(EventTime::from_millis(self.current_ms));
            out(Message::Watermark(watermark));
        }
    }
}

/// One timer for two intervals, in milliseconds; 0 if both are off. The smaller if it is less than a fifth of
/// the greater, which then is met well enough, else a fifth of the smaller
/// (`WatermarkAssignerOperator#calculateProcessingTimeTimerInterval`).
fn timer_interval(interval_ms: i64, idle_after_ms: i64) -> i64 {
    let (smaller, greater) = (interval_ms.min(idle_after_ms), interval_ms.max(idle_after_ms));
    if smaller == 0 {
        greater
    } else if smaller.saturating_mul(5) < greater {
        smaller
    } else {
        (smaller / 5).max(1)
    }
}

fn after(instant: ProcessingTime, millis: i64) -> ProcessingTime {
    instant.saturating_add_nanos(millis.saturating_mul(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Event {
        Event {
            time: EventTime::from_millis(millis),
            ..Event::default()
        }
    }

    fn mark(millis: i64) -> Message {
        Message::Watermark(Watermark::at(EventTime::from_millis(millis)))
    }

    fn assigner() -> SqlWatermarkAssigner<impl FnMut(&Event) -> Option<Watermark>> {
        let five_less = |e: &Event| Some(Watermark::at(e.time.saturating_add(-5)));
        SqlWatermarkAssigner::new(five_less, 200, 0, ProcessingTime::from_millis(0))
    }

    #[test]
    fn a_leap_of_more_than_the_interval_speaks_at_once_and_behind_its_row() {
        let mut said = Vec::new();
        let mut assigner = assigner();
        for millis in [-1_000, 205, 206, 300] {
            let taken = assigner.on_event(&at(millis), &mut |m| said.push(m));
            assert_eq!(taken, Ok(()));
        }
        let rows = [-1_000, 205, 206, 300].map(|millis| Message::Event(at(millis)));
        assert_eq!(said, [rows[0], rows[1], rows[2], mark(201), rows[3]]);
    }

    #[test]
    fn times_before_the_epoch_say_nothing_until_the_end() {
        let mut said = Vec::new();
        let mut assigner = assigner();
        assigner.on_event(&at(-1), &mut |_| ()).expect("it has a time");
        assigner.on_clock(ProcessingTime::from_millis(200), &mut |m| said.push(m));
        assigner.on_watermark(Watermark::at(EventTime::from_millis(7)), &mut |m| said.push(m));
        assert!(said.is_empty());
        assigner.finish(&mut |m| said.push(m));
        assigner.on_watermark(Watermark::END, &mut |m| said.push(m));
        assert_eq!(said, [mark(i64::MAX)], "once");
    }

    #[test]
    fn idleness_is_reached_at_the_timeout_itself_and_upstream_may_say_it_too() {
        let start = ProcessingTime::from_millis(0);
        let mut said = Vec::new();
        let mut assigner = SqlWatermarkAssigner::new(|_: &Event| None, 0, 300, start);
        for now in [300, 599] {
            assigner.on_clock(ProcessingTime::from_millis(now), &mut |m| said.push(m));
        }
        assert!(said.is_empty(), "the first look counts as activity");
        assigner.on_clock(ProcessingTime::from_millis(600), &mut |m| said.push(m));
        assert_eq!(said, [Message::Status(WatermarkStatus::Idle)]);
        assigner.on_status(WatermarkStatus::Active, &mut |m| said.push(m));
        assert_eq!(said[1], Message::Status(WatermarkStatus::Active));
    }

    #[test]
    fn a_row_without_time_is_refused_and_a_null_watermark_is_not() {
        let start = ProcessingTime::from_millis(0);
        let mut assigner = SqlWatermarkAssigner::new(|_: &Event| None, 200, 0, start);
        assert_eq!(assigner.on_event(&at(5_000), &mut |_| ()), Ok(()));
        let refused = assigner.on_event(
            &Event {
                seq: 7,
                ..at(i64::MIN)
            },
            &mut |_| (),
        );
        assert_eq!(refused, Err(MissingRowtime { seq: 7 }));
    }

    #[test]
    fn one_timer_serves_both_intervals() {
        for (interval, idle, expected) in [
            (0, 0, 0),
            (200, 0, 200),
            (0, 1_000, 1_000),
            (50, 1_000, 50),
            (200, 1_000, 40),
            (1, 2, 1),
        ] {
            assert_eq!(timer_interval(interval, idle), expected, "{interval} and {idle}");
        }
    }
}

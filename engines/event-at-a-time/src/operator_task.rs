//! The window operator in its task: time, refusals, side output.

use streamgauge_model::{Event, EventTime, Output, ProcessingTime, Step, TimeDomain, Watermark};
use streamgauge_operators::{EventOperator, Fate};

/// Feeds an operator with events and watermarks, and says what becomes of the events that it refuses.
#[derive(Clone, Debug)]
pub struct OperatorTask<Op> {
    operator: Op,
    late_output: bool,
    /// Where time stands for the operator: the watermark, or right before the clock for an operator that knows
    /// only the clock.
    watermark: Watermark,
    /// The millisecond of the clock; `None` if the operator never looks at it.
    clock: Option<EventTime>,
}

impl<Op: EventOperator> OperatorTask<Op> {
    /// A task around an operator, new or restored: in either case there is no watermark yet (Flink does not put it
    /// into the snapshot of a window operator).
    #[must_use]
    pub fn new(operator: Op, time: TimeDomain, late_output: bool) -> Self {
        let reads_clock = if Op::TELLS_CLOCKS_APART {
            operator.reads_clock()
        } else {
            time == TimeDomain::Processing
        };
        Self {
            operator,
            late_output,
            watermark: Watermark::NONE,
            clock: reads_clock.then_some(EventTime::MIN),
        }
    }

    /// One event. An event that all of its windows refuse goes to the side output, or is counted as dropped.
    #[inline]
    pub fn on_event(&mut self, event: &Event, out: &mut impl Output) {
        let at = if Op::TELLS_CLOCKS_APART {
            event.time
        } else {
            self.clock.unwrap_or(event.time)
        };
        match self.operator.on_event(event, at, self.watermark, out) {
            Fate::Late if self.late_output => out.late(event),
            Fate::Late => out.dropped(1),
            Fate::Included | Fate::Nowhere => {}
        }
    }

    /// The watermark moves: what it completes leaves. `after_events` is how many events the task has handled.
    #[inline]
    pub fn on_watermark(
        &mut self,
        watermark: Watermark,
        after_events: u64,
        now: ProcessingTime,
        out: &mut impl Output,
    ) {
        out.step(Step::Watermark {
            watermark,
            after_events,
            now,
        });
        if !Op::TELLS_CLOCKS_APART && self.clock.is_some() {
            return;
        }
        self.watermark = watermark;
        self.operator.advance(watermark, out);
    }

    /// The clock moves: windows of processing time that have ended leave. A timer for an instant fires when the
    /// clock has passed it (Flink schedules it one millisecond later).
    #[inline]
    pub fn on_clock(&mut self, now: ProcessingTime, after_events: u64, out: &mut impl Output) {
        let Some(clock) = self.clock else { return };
        let millis = EventTime::from_millis(now.millis());
        let due = millis.saturating_add(-1);
        if clock == millis && self.first_clock_timer() > due.millis() {
            return;
        }
        self.set_clock(millis, Some(due), after_events, out);
    }

    /// The clock is set to `clock`, and its timers for instants up to `due` fire, or none.
    pub fn set_clock(
        &mut self,
        clock: EventTime,
        due: Option<EventTime>,
        after_events: u64,
        out: &mut impl Output,
    ) {
        if self.clock.is_none() {
            return;
        }
        self.clock = Some(clock);
        out.step(Step::Clock {
            millis: clock.millis(),
            after_events,
        });
        if Op::TELLS_CLOCKS_APART {
            self.operator.on_clock(clock, due, self.watermark, out);
        } else {
            self.watermark = Watermark::before(clock);
            if let Some(due) = due {
                self.operator.advance(Watermark::at(due), out);
            }
        }
    }

    /// When the clock should move next: the instant behind its first timer.
    #[must_use]
    pub fn next_timer(&self) -> Option<ProcessingTime> {
        let due = self.first_clock_timer();
        (self.clock.is_some() && due < i64::MAX).then(|| ProcessingTime::from_millis(due.saturating_add(1)))
    }

    /// The operator: keyed state and timers.
    pub const fn operator(&self) -> &Op {
        &self.operator
    }

    /// Groups in state.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.operator.entries()
    }

    fn first_clock_timer(&self) -> i64 {
        if Op::TELLS_CLOCKS_APART {
            self.operator.next_clock_timer()
        } else {
            self.operator.next_timer()
        }
    }
}

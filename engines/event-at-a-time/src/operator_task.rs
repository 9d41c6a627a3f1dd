//! The window operator in its task: time, refusals, side output.

use streamgauge_model::{Event, EventTime, Output, ProcessingTime, Step, TimeDomain, Watermark};
use streamgauge_operators::{EventOperator, Fate};

/// Feeds an operator with events and watermarks, and says what becomes of the events that it refuses.
#[derive(Clone, Debug)]
pub struct OperatorTask<Op> {
    operator: Op,
    late_output: bool,
    watermark: Watermark,
    /// The millisecond of the clock that windows of processing time see; `None` for event time.
    clock: Option<EventTime>,
}

impl<Op: EventOperator> OperatorTask<Op> {
    /// A task around an operator without state.
    #[must_use]
    pub fn new(operator: Op, time: TimeDomain, late_output: bool) -> Self {
        let clock = (time == TimeDomain::Processing).then_some(EventTime::MIN);
        Self {
            operator,
            late_output,
            watermark: Watermark::NONE,
            clock,
        }
    }

    /// One event. An event that all of its windows refuse goes to the side output, or is counted as dropped.
    #[inline]
    pub fn on_event(&mut self, event: &Event, out: &mut impl Output) {
        let at = self.clock.unwrap_or(event.time);
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
        if self.clock.is_some() {
            return;
        }
        self.watermark = watermark;
        self.operator.advance(watermark, out);
    }

    /// The clock moves: windows of processing time that have ended leave. A timer for an instant fires when the
    /// clock has passed it (Flink schedules it one millisecond later).
    #[inline]
    pub fn on_clock(&mut self, now: ProcessingTime, after_events: u64, out: &mut impl Output) {
        let Some(clock) = &mut self.clock else { return };
        let millis = EventTime::from_millis(now.millis());
        if *clock == millis {
            return;
        }
        *clock = millis;
        out.step(Step::Clock {
            millis: millis.millis(),
            after_events,
        });
        self.watermark = Watermark::before(millis);
        self.operator.advance(self.watermark, out);
    }

    /// When the clock should move next: the end of the first open window of processing time.
    #[must_use]
    pub fn next_timer(&self) -> Option<ProcessingTime> {
        let due = self.operator.next_timer();
        (self.clock.is_some() && due < i64::MAX).then(|| ProcessingTime::from_millis(due.saturating_add(1)))
    }

    /// Groups in state.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.operator.entries()
    }
}

//! An operator on the clock, for windows of processing time.

use streamgauge_event_at_a_time::WatermarkGenerator;
use streamgauge_model::{Event, EventTime, Output, ProcessingTime, Step, Watermark};
use streamgauge_operators::{EventOperator, Fate};

use crate::collector::Collector;
use crate::pipeline::Pipeline;
use crate::told::Told;

/// The operator itself, told the time.
///
/// A live task fires the timer of an instant when the clock has *passed* it; in a case, the clock that is set to
/// an instant fires the timers of that instant, and events that follow still belong to it. The operator can be
/// told both, its task cannot.
pub struct Clocked<Op> {
    operator: Op,
    generator: Told,
    late_output: bool,
    clock: EventTime,
    watermark: Watermark,
    handled: u64,
}

impl<Op: EventOperator> Clocked<Op> {
    /// An operator without state; the clock stands at 0.
    pub const fn new(operator: Op, generator: Told, late_output: bool) -> Self {
        Self {
            operator,
            generator,
            late_output,
            clock: EventTime::from_millis(0),
            watermark: Watermark::NONE,
            handled: 0,
        }
    }

    /// The watermark is announced and moves nothing: these windows look at the clock.
    fn announce(&mut self, out: &mut Collector<'_>) {
        let watermark = self.generator.current();
        if watermark <= self.watermark {
            return;
        }
        self.watermark = watermark;
        out.step(Step::Watermark {
            watermark,
            after_events: self.handled,
            now: ProcessingTime::from_millis(self.clock.millis()),
        });
    }
}

impl<Op: EventOperator> Pipeline for Clocked<Op> {
    fn events(&mut self, events: &[Event], out: &mut Collector<'_>) {
        for event in events {
            let before = Watermark::before(self.clock);
            match self.operator.on_event(event, self.clock, before, out) {
                Fate::Late if self.late_output => out.late(event),
                Fate::Late => out.dropped(1),
                Fate::Included | Fate::Nowhere => {}
            }
            // A window whose last instant is now: its timer is due at once.
            self.operator.advance(Watermark::at(self.clock), out);
            self.handled += 1;
            self.generator.on_event(event);
            self.announce(out);
        }
    }

    fn watermark(&mut self, watermark_ms: i64, out: &mut Collector<'_>) {
        self.generator.tell(watermark_ms);
        self.announce(out);
    }

    fn clock(&mut self, now_ms: i64, out: &mut Collector<'_>) {
        self.clock = EventTime::from_millis(now_ms);
        self.operator.advance(Watermark::at(self.clock), out);
    }
}

//! One worker: source and window operator in one thread, a record is a method call.

use streamgauge_model::{Engine, EventTime, Input, Output, Pressure, ProcessingTime, Taken, Watermark};
use streamgauge_operators::EventOperator;

use crate::{OperatorTask, Source, WatermarkGenerator};

/// Events taken between two looks at the clock.
const BLOCK: usize = 256;

/// The whole engine as one operator chain.
#[derive(Clone, Debug)]
pub struct Chain<Op, G> {
    source: Source<G>,
    operator: OperatorTask<Op>,
}

impl<Op: EventOperator, G: WatermarkGenerator> Chain<Op, G> {
    /// Chains a source and an operator.
    #[must_use]
    pub const fn new(source: Source<G>, operator: OperatorTask<Op>) -> Self {
        Self { source, operator }
    }

    /// Events go through, each before the watermark that it causes.
    #[inline]
    pub fn on_events(&mut self, taken: Taken<'_>, now: ProcessingTime, out: &mut impl Output) {
        let Self { source, operator } = self;
        let mut filtered = 0;
        for event in taken.events {
            if !source.accepts(event) {
                filtered += 1;
                continue;
            }
            operator.on_event(event, out);
            // The record leaves before the watermark that it causes.
            if let Some(watermark) = source.after_event(taken.source, event) {
                operator.on_watermark(watermark, source.taken(), now, out);
            }
        }
        if filtered > 0 {
            out.filtered(filtered);
        }
    }

    /// A watermark comes with the input, from upstream or because the input has ended ([`Watermark::END`]). One
    /// that is not greater than the last is ignored.
    pub fn on_watermark(&mut self, watermark: Watermark, now: ProcessingTime, out: &mut impl Output) {
        if let Some(watermark) = self.source.on_watermark(watermark) {
            self.operator
                .on_watermark(watermark, self.source.taken(), now, out);
        }
    }

    /// The clock is set to `clock`, in milliseconds, and its timers for instants up to `due` fire, or none. A running
    /// chain fires those that the clock has passed; Flink's harness for testing operators, also those of that instant.
    pub fn set_clock(&mut self, clock: EventTime, due: Option<EventTime>, out: &mut impl Output) {
        self.operator.set_clock(clock, due, self.source.taken(), out);
    }

    pub(crate) const fn source(&self) -> &Source<G> {
        &self.source
    }

    /// The operator in its task.
    #[must_use]
    pub const fn operator(&self) -> &OperatorTask<Op> {
        &self.operator
    }
}

impl<Op: EventOperator, G: WatermarkGenerator> Engine for Chain<Op, G> {
    fn step(&mut self, now: ProcessingTime, input: &mut impl Input, out: &mut impl Output) -> Pressure {
        let Self { source, operator } = self;
        operator.on_clock(now, source.taken(), out);
        if let Some(watermark) = source.tick(now) {
            operator.on_watermark(watermark, source.taken(), now, out);
        }
        if let Some(taken) = input.take(BLOCK) {
            self.on_events(taken, now, out);
        }
        Pressure::Free
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        self.source
            .next_tick()
            .into_iter()
            .chain(self.operator.next_timer())
            .min()
    }

    fn wakes_on_input(&self) -> bool {
        true
    }

    fn is_done(&self) -> bool {
        !self.source.has_unsaid()
    }

    fn state_entries(&self) -> u64 {
        self.operator.entries()
    }

    fn state_bytes(&self) -> u64 {
        self.operator.operator().bytes()
    }
}

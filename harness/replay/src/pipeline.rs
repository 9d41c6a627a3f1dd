//! What a step of an event-at-a-time case does to the engine.

use streamgauge_event_at_a_time::{BoundedOutOfOrderness, Chain, OperatorTask, Source};
use streamgauge_model::{
    Cadence, Event, EventAtATimeRules, EventTime, ProcessingTime, Query, SourceId, Taken, Watermark,
};
use streamgauge_operators::EventOperator;

use crate::collector::Collector;

/// The engine's operator chain, and the clock of the case.
///
/// A running chain fires the timer of an instant when the clock has *passed* it; in a case, the clock that is set to
/// an instant fires the timers of that instant, and events that follow still belong to it.
pub struct Pipeline<'a, Op> {
    chain: Chain<Op, BoundedOutOfOrderness>,
    query: &'a Query,
    rules: EventAtATimeRules,
    clock: EventTime,
}

impl<'a, Op: EventOperator> Pipeline<'a, Op> {
    /// A chain without state; the clock stands at 0.
    pub fn new(query: &'a Query, operator: Op, late_output: bool, out: &mut Collector<'_>) -> Self {
        let rules = EventAtATimeRules {
            late_output,
            ..EventAtATimeRules::new(Cadence::PerEvent)
        };
        let task = OperatorTask::new(operator, query.time, late_output);
        let mut pipeline = Self {
            chain: Chain::new(source(query, &rules), task),
            query,
            rules,
            clock: EventTime::from_millis(0),
        };
        pipeline.wind_clock(out);
        pipeline
    }

    /// Events arrive, one after another.
    pub fn events(&mut self, events: &[Event], out: &mut Collector<'_>) {
        let taken = Taken {
            source: SourceId(0),
            events,
        };
        self.chain.on_events(taken, self.now(), out);
    }

    /// A watermark arrives that no event has caused.
    pub fn watermark(&mut self, watermark: Watermark, out: &mut Collector<'_>) {
        self.chain.on_watermark(watermark, self.now(), out);
    }

    /// The clock is set.
    pub fn clock(&mut self, clock: EventTime, out: &mut Collector<'_>) {
        self.clock = clock;
        self.chain.set_clock(clock, Some(clock), out);
    }

    /// Snapshot, discard, restore. The clock goes on.
    pub fn restart(&mut self, out: &mut Collector<'_>) {
        self.chain = Chain::restore(
            self.chain.snapshot(),
            source(self.query, &self.rules),
            self.query.time,
            self.rules.late_output,
        );
        self.wind_clock(out);
    }

    /// Tells a new chain the clock. Its timers wait for the next time that the clock is set.
    fn wind_clock(&mut self, out: &mut Collector<'_>) {
        self.chain.set_clock(self.clock, None, out);
    }

    /// Whether a watermark has asked for more firings than the operator lets it cause.
    pub fn withholds_firings(&self) -> bool {
        self.chain.operator().operator().withholds_firings()
    }

    const fn now(&self) -> ProcessingTime {
        ProcessingTime::from_millis(self.clock.millis())
    }
}

/// A source that has read nothing.
fn source(query: &Query, rules: &EventAtATimeRules) -> Source<BoundedOutOfOrderness> {
    let generator = query
        .watermark
        .map(|rule| BoundedOutOfOrderness::new(rule.delay_ms));
    Source::new(query, rules, 1, ProcessingTime::from_nanos(0), generator)
}

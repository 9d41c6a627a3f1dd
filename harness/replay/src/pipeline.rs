//! What a step of an event-at-a-time case does to an engine.

use streamgauge_event_at_a_time::{Chain, OperatorTask, Source};
use streamgauge_model::{Cadence, Engine, Event, EventAtATimeRules, ProcessingTime, Query};
use streamgauge_operators::EventOperator;

use crate::collector::Collector;
use crate::feed::Feed;
use crate::told::Told;

/// An engine that can take the steps of a case.
pub trait Pipeline {
    /// Events arrive, one after another.
    fn events(&mut self, events: &[Event], out: &mut Collector<'_>);

    /// A watermark arrives that no event has caused.
    fn watermark(&mut self, watermark_ms: i64, out: &mut Collector<'_>);

    /// The clock is set.
    fn clock(&mut self, now_ms: i64, out: &mut Collector<'_>);
}

/// More than any interval at which the chain asks its generator without an event.
const ASKING_NANOS: i64 = 1_000_000_000;

/// The engine's own operator chain, for windows of event time.
pub struct Chained<Op> {
    chain: Chain<Op, Told>,
    generator: Told,
    now: ProcessingTime,
}

impl<Op: EventOperator> Chained<Op> {
    /// A chain without state.
    pub fn new(query: &Query, operator: Op, generator: Told, late_output: bool) -> Self {
        let rules = EventAtATimeRules {
            late_output,
            ..EventAtATimeRules::new(Cadence::PerEvent)
        };
        let now = ProcessingTime::from_nanos(0);
        let source = Source::new(query, &rules, 1, now, Some(generator.clone()));
        let task = OperatorTask::new(operator, query.time, rules.late_output);
        Self {
            chain: Chain::new(source, task),
            generator,
            now,
        }
    }
}

impl<Op: EventOperator> Pipeline for Chained<Op> {
    fn events(&mut self, events: &[Event], out: &mut Collector<'_>) {
        let mut feed = Feed::of(events, false);
        while !feed.is_empty() {
            self.chain.step(self.now, &mut feed, out);
        }
    }

    /// The chain asks its generator at intervals of the clock, events or not: the clock moves on by one.
    fn watermark(&mut self, watermark_ms: i64, out: &mut Collector<'_>) {
        self.generator.tell(watermark_ms);
        self.now = self.now.saturating_add_nanos(ASKING_NANOS);
        self.chain.step(self.now, &mut Feed::nothing(false), out);
    }

    /// Windows of event time do not look at the clock.
    fn clock(&mut self, _now_ms: i64, _out: &mut Collector<'_>) {}
}

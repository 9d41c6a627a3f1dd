//! The head of the operator chain: filter and watermark generation.

use streamgauge_model::{
    Cadence, Event, EventAtATimeRules, Filter, ProcessingTime, Query, SourceId, Watermark,
};

use crate::{Multiplexer, WatermarkGenerator, WatermarkStatus};

/// How often idleness is probed where watermarks are emitted per event (Flink's auto-watermark interval).
const PROBE_INTERVAL_MS: i64 = 200;

/// Filters events and turns their times into watermarks.
#[derive(Clone, Debug)]
pub struct Source<G> {
    filter: Option<Filter>,
    multiplexer: Option<Multiplexer<G>>,
    per_event: bool,
    probes_idleness: bool,
    interval_ns: i64,
    next_tick: ProcessingTime,
    emitted: Watermark,
    status: WatermarkStatus,
    taken: u64,
}

impl<G: WatermarkGenerator> Source<G> {
    /// A source that starts at `start`; its periodic ticks are counted from there. Without a generator there is
    /// no watermark.
    #[must_use]
    pub fn new(
        query: &Query,
        rules: &EventAtATimeRules,
        splits: u32,
        start: ProcessingTime,
        generator: Option<G>,
    ) -> Self {
        let interval_ms = match rules.cadence {
            Cadence::PerEvent => PROBE_INTERVAL_MS,
            Cadence::Periodic { millis } => millis,
        };
        let interval_ns = interval_ms.saturating_mul(1_000_000);
        Self {
            filter: query.filter,
            multiplexer: generator.map(|g| Multiplexer::new(&g, splits, rules.idle_after_ms)),
            per_event: rules.cadence == Cadence::PerEvent,
            probes_idleness: rules.idle_after_ms.is_some(),
            interval_ns,
            next_tick: start.saturating_add_nanos(interval_ns),
            emitted: Watermark::NONE,
            status: WatermarkStatus::Active,
            taken: 0,
        }
    }

    /// Whether `event` passes the filter. Only events that pass move the watermark.
    #[inline]
    pub fn accepts(&mut self, event: &Event) -> bool {
        self.taken += 1;
        self.filter.is_none_or(|filter| filter.keeps(event))
    }

    /// `event` has been sent on. Returns the watermark that follows it, if it moves now.
    #[inline]
    pub fn after_event(&mut self, split: SourceId, event: &Event) -> Option<Watermark> {
        let multiplexer = self.multiplexer.as_mut()?;
        let punctuation = multiplexer.on_event(split, event);
        if self.per_event || punctuation {
            self.emit()
        } else {
            None
        }
    }

    /// The clock has come to `now`. Returns the watermark if a tick is due and moves it.
    pub fn tick(&mut self, now: ProcessingTime) -> Option<Watermark> {
        if now < self.next_tick {
            return None;
        }
        let behind = now.nanos_since(self.next_tick) / self.interval_ns;
        self.next_tick = self
            .next_tick
            .saturating_add_nanos(self.interval_ns.saturating_mul(behind + 1));
        self.multiplexer.as_mut()?.probe(now);
        self.emit()
    }

    /// A watermark comes with the input. Returns it if it moves.
    #[inline]
    pub fn on_watermark(&mut self, watermark: Watermark) -> Option<Watermark> {
        if watermark <= self.emitted {
            return None;
        }
        self.emitted = watermark;
        Some(watermark)
    }

    /// The source goes on behind the first `taken` events of its input.
    #[must_use]
    pub const fn resume(mut self, taken: u64) -> Self {
        self.taken = taken;
        self
    }

    /// The status to say now, if it has changed: active before a watermark, idle behind it.
    #[inline]
    pub fn status_change(&mut self) -> Option<WatermarkStatus> {
        if !self.probes_idleness {
            return None;
        }
        let status = self.multiplexer.as_ref()?.status();
        (std::mem::replace(&mut self.status, status) != status).then_some(status)
    }

    /// Whether the exchange holds the source up at `now`: meanwhile no split becomes idle.
    pub fn set_blocked(&mut self, blocked: bool, now: ProcessingTime) {
        match &mut self.multiplexer {
            Some(multiplexer) if blocked => multiplexer.pause(now),
            Some(multiplexer) => multiplexer.resume(now),
            None => {}
        }
    }

    /// When the next tick may move the watermark; `None` if none will.
    #[must_use]
    pub fn next_tick(&self) -> Option<ProcessingTime> {
        (self.probes_idleness || self.has_unsaid()).then_some(self.next_tick)
    }

    /// Whether the next tick will move the watermark even if no event comes.
    #[must_use]
    pub fn has_unsaid(&self) -> bool {
        !self.per_event
            && self
                .multiplexer
                .as_ref()
                .is_some_and(|m| m.current() > self.emitted)
    }

    /// Events seen, filtered ones included.
    #[must_use]
    pub const fn taken(&self) -> u64 {
        self.taken
    }

    #[inline]
    fn emit(&mut self) -> Option<Watermark> {
        let current = self.multiplexer.as_ref()?.current();
        self.on_watermark(current)
    }
}

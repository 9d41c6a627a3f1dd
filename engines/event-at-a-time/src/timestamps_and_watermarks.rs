//! Watermarks assigned in the middle of a pipeline.

use streamgauge_model::{Event, ProcessingTime, Watermark};

use crate::{
    IdlenessTimer, InputActivityClock, Message, WatermarkEmitter, WatermarkGenerator, WatermarkStatus,
};

/// Makes a stream's watermarks anew from its events (Flink's `TimestampsAndWatermarksOperator`).
///
/// What comes from upstream about time is swallowed, but for the end. A record leaves before the watermark that
/// it causes. Without a generator (Flink's batch mode) the end is the only watermark.
#[derive(Clone, Debug)]
pub struct TimestampsAndWatermarks<G> {
    generator: Option<G>,
    idleness: Option<IdlenessTimer>,
    clock: InputActivityClock,
    interval_ns: i64,
    next_tick: ProcessingTime,
    emitter: WatermarkEmitter,
}

impl<G: WatermarkGenerator> TimestampsAndWatermarks<G> {
    /// An operator that starts at `start` and asks its generator every `interval_ms` milliseconds of processing
    /// time (Flink's `pipeline.auto-watermark-interval`; 0: never, only punctuations speak). The stream is idle
    /// after `idle_after_ms` milliseconds without an event.
    #[must_use]
    pub fn new(generator: G, interval_ms: i64, idle_after_ms: Option<i64>, start: ProcessingTime) -> Self {
        let interval_ns = interval_ms.max(0).saturating_mul(1_000_000);
        Self {
            generator: Some(generator),
            idleness: idle_after_ms.map(IdlenessTimer::new),
            clock: InputActivityClock::new(),
            interval_ns,
            next_tick: start.saturating_add_nanos(interval_ns),
            emitter: WatermarkEmitter::new(),
        }
    }

    /// An operator for bounded input that is computed as a whole: no watermark before the end.
    #[must_use]
    pub const fn batch() -> Self {
        Self {
            generator: None,
            idleness: None,
            clock: InputActivityClock::new(),
            interval_ns: 0,
            next_tick: ProcessingTime::MAX,
            emitter: WatermarkEmitter::new(),
        }
    }

    /// An event passes; the watermark that it marks follows it.
    #[inline]
    pub fn on_event(&mut self, event: &Event, out: &mut impl FnMut(Message)) {
        out(Message::Event(*event));
        let Some(generator) = &mut self.generator else {
            return;
        };
        if generator.on_event(event) {
            self.emitter.watermark(generator.current(), out);
        }
        if let Some(timer) = &mut self.idleness {
            timer.activity();
        }
    }

    /// A watermark arrives from upstream: only the end is passed on, for nothing else would tell of it.
    pub fn on_watermark(&mut self, watermark: Watermark, out: &mut impl FnMut(Message)) {
        if watermark == Watermark::END {
            self.emitter.watermark(watermark, out);
        }
    }

    /// A status arrives from upstream: it has no say in what this operator makes of the events.
    pub const fn on_status(&mut self, _upstream: WatermarkStatus) {}

    /// The clock has come to `now`: if a tick is due, the generator speaks, or the stream is found idle.
    pub fn on_clock(&mut self, now: ProcessingTime, out: &mut impl FnMut(Message)) {
        if self.next_timer().is_none_or(|due| now < due) {
            return;
        }
        self.next_tick = now.saturating_add_nanos(self.interval_ns);
        self.speak(now, out);
    }

    /// All events have been seen: the generator speaks a last time.
    pub fn finish(&mut self, now: ProcessingTime, out: &mut impl FnMut(Message)) {
        self.speak(now, out);
    }

    /// The operator's output has no room from `now` on, or has room again: meanwhile it does not become idle.
    pub fn set_blocked(&mut self, blocked: bool, now: ProcessingTime) {
        if blocked {
            self.clock.pause(now);
        } else {
            self.clock.resume(now);
        }
    }

    /// When the next tick is due, if there are any.
    #[must_use]
    pub fn next_timer(&self) -> Option<ProcessingTime> {
        (self.generator.is_some() && self.interval_ns > 0).then_some(self.next_tick)
    }

    fn speak(&mut self, now: ProcessingTime, out: &mut impl FnMut(Message)) {
        let now = self.clock.at(now);
        if self.idleness.as_mut().is_some_and(|timer| timer.probe(now)) {
            self.emitter.status(WatermarkStatus::Idle, out);
        } else if let Some(generator) = &self.generator {
            self.emitter.watermark(generator.current(), out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BoundedOutOfOrderness;
    use streamgauge_model::EventTime;

    #[test]
    fn a_silent_stream_is_idle_until_its_next_watermark() {
        let at = ProcessingTime::from_millis;
        let event = |millis| Event {
            time: EventTime::from_millis(millis),
            ..Event::default()
        };
        let generator = BoundedOutOfOrderness::ascending();
        let mut operator = TimestampsAndWatermarks::new(generator, 50, Some(100), at(0));
        let mut said = Vec::new();
        operator.on_event(&event(10), &mut |m| said.push(m));
        for now in (50..=300).step_by(50) {
            operator.on_clock(at(now), &mut |m| said.push(m));
        }
        operator.on_event(&event(9), &mut |m| said.push(m));
        operator.on_event(&event(11), &mut |m| said.push(m));
        operator.finish(at(310), &mut |m| said.push(m));
        let mark = |millis| Message::Watermark(Watermark::at(EventTime::from_millis(millis)));
        let expected = [
            Message::Event(event(10)),
            mark(9),
            Message::Status(WatermarkStatus::Idle),
            Message::Event(event(9)),
            Message::Event(event(11)),
            Message::Status(WatermarkStatus::Active),
            mark(10),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_blocked_stream_does_not_become_idle() {
        let at = ProcessingTime::from_millis;
        let generator = BoundedOutOfOrderness::ascending();
        let mut operator = TimestampsAndWatermarks::new(generator, 50, Some(100), at(0));
        operator.on_clock(at(50), &mut |_| ());
        operator.set_blocked(true, at(60));
        operator.on_clock(at(1_000), &mut |m| panic!("said {m:?} while blocked"));
        operator.set_blocked(false, at(1_000));
        let mut said = Vec::new();
        operator.on_clock(at(1_090), &mut |m| said.push(m));
        assert!(said.is_empty(), "100 ms are not more than 100 ms");
        operator.on_clock(at(1_141), &mut |m| said.push(m));
        assert_eq!(said, [Message::Status(WatermarkStatus::Idle)]);
    }
}

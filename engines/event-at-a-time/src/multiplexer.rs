//! Several splits, one watermark.

use streamgauge_model::{Event, ProcessingTime, SourceId, Watermark};

use crate::combined_watermark::{PartialWatermark, combine};
use crate::{IdlenessTimer, InputActivityClock, WatermarkGenerator, WatermarkStatus};

/// Combines the watermarks of the splits of a source: the minimum over those that are not idle; if all are idle,
/// the maximum (Flink's `WatermarkOutputMultiplexer`). A split that has said nothing yet holds the others back
/// unless it is idle.
#[derive(Clone, Debug)]
pub struct Multiplexer<G> {
    splits: Vec<Split<G>>,
    clock: InputActivityClock,
}

#[derive(Clone, Debug)]
struct Split<G> {
    generator: G,
    idleness: Option<IdlenessTimer>,
    status: WatermarkStatus,
}

impl<G: WatermarkGenerator> Multiplexer<G> {
    /// A copy of `generator` for each of `splits` splits.
    #[must_use]
    pub fn new(generator: &G, splits: u32, idle_after_ms: Option<i64>) -> Self {
        let split = || Split {
            generator: generator.clone(),
            idleness: idle_after_ms.map(IdlenessTimer::new),
            status: WatermarkStatus::Active,
        };
        Self {
            splits: (0..splits.max(1)).map(|_| split()).collect(),
            clock: InputActivityClock::new(),
        }
    }

    /// An event of `split` passes. Returns whether it is a punctuation, see [`WatermarkGenerator::on_event`].
    #[inline]
    pub fn on_event(&mut self, split: SourceId, event: &Event) -> bool {
        let known = self.splits.len() - 1;
        let split = &mut self.splits[(split.0 as usize).min(known)];
        if let Some(timer) = &mut split.idleness {
            timer.activity();
            split.status = WatermarkStatus::Active;
        }
        split.generator.on_event(event)
    }

    /// Looks which splits have become idle.
    pub fn probe(&mut self, now: ProcessingTime) {
        let now = self.clock.at(now);
        for split in &mut self.splits {
            split.probe(now);
        }
    }

    /// The source is held up from `now` on: no split becomes idle meanwhile.
    pub fn pause(&mut self, now: ProcessingTime) {
        self.clock.pause(now);
    }

    /// The source may go on.
    pub fn resume(&mut self, now: ProcessingTime) {
        self.clock.resume(now);
    }

    /// The watermark of all splits together.
    #[inline]
    #[must_use]
    pub fn current(&self) -> Watermark {
        if let [only] = self.splits.as_slice() {
            return only.generator.current();
        }
        combine(self.splits.iter().map(Split::partial)).map_or(Watermark::NONE, |(watermark, _)| watermark)
    }

    /// Whether all splits are idle.
    #[must_use]
    pub fn status(&self) -> WatermarkStatus {
        if self.splits.iter().all(|s| s.status == WatermarkStatus::Idle) {
            WatermarkStatus::Idle
        } else {
            WatermarkStatus::Active
        }
    }
}

impl<G: WatermarkGenerator> Split<G> {
    fn probe(&mut self, now: ProcessingTime) {
        if self.idleness.as_mut().is_some_and(|timer| timer.probe(now)) {
            self.status = WatermarkStatus::Idle;
        } else {
            self.status = WatermarkStatus::Active;
        }
    }

    #[inline]
    fn partial(&self) -> PartialWatermark {
        PartialWatermark::new(self.generator.current(), self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BoundedOutOfOrderness;
    use streamgauge_model::EventTime;

    fn multiplexer(idle_after_ms: Option<i64>) -> Multiplexer<BoundedOutOfOrderness> {
        Multiplexer::new(&BoundedOutOfOrderness::new(0), 2, idle_after_ms)
    }

    fn event(m: &mut Multiplexer<BoundedOutOfOrderness>, split: u32, millis: i64) {
        let event = Event {
            time: EventTime::from_millis(millis),
            ..Event::default()
        };
        m.on_event(SourceId(split), &event);
    }

    #[test]
    fn a_silent_split_holds_the_watermark_back_for_ever() {
        let mut m = multiplexer(None);
        event(&mut m, 0, 5_000);
        m.probe(ProcessingTime::from_millis(1_000_000));
        assert_eq!(m.current(), Watermark::NONE);
        event(&mut m, 1, 3_000);
        assert_eq!(m.current().millis(), 2_999);
    }

    #[test]
    fn an_idle_split_does_not_and_all_idle_gives_the_maximum() {
        let at = ProcessingTime::from_millis;
        let mut m = multiplexer(Some(1_000));
        event(&mut m, 0, 5_000);
        m.probe(at(0));
        event(&mut m, 0, 6_000);
        m.probe(at(1_001));
        assert_eq!(m.current().millis(), 5_999, "split 1 is idle");
        event(&mut m, 1, 2_000);
        assert_eq!(m.current().millis(), 1_999, "split 1 is back");
        for t in [1_200, 1_400, 9_000] {
            m.probe(at(t));
        }
        assert_eq!(m.current().millis(), 5_999, "all are idle");
        assert_eq!(m.status(), WatermarkStatus::Idle);
        event(&mut m, 1, 2_500);
        assert_eq!(m.status(), WatermarkStatus::Active);
    }

    #[test]
    fn no_split_becomes_idle_while_the_source_is_held_up() {
        let at = ProcessingTime::from_millis;
        let mut m = multiplexer(Some(1_000));
        m.probe(at(0));
        m.pause(at(500));
        m.probe(at(60_000));
        assert_eq!(m.status(), WatermarkStatus::Active);
        m.resume(at(60_000));
        m.probe(at(60_500));
        assert_eq!(
            m.status(),
            WatermarkStatus::Active,
            "1000 ms are not more than 1000 ms"
        );
        m.probe(at(60_501));
        assert_eq!(m.status(), WatermarkStatus::Idle);
    }
}

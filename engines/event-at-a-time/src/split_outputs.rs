//! The outputs of the splits of one source, combined.

use std::collections::BTreeMap;

use streamgauge_model::{SourceId, Watermark};

use crate::combined_watermark::{CombinedWatermark, PartialWatermark};
use crate::{Message, WatermarkStatus};

/// When what a split says is combined with what the others have said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// At once: what a generator says on an event.
    Immediate,
    /// At the next periodic emission: what a generator says at one.
    Deferred,
}

/// Splits come and go, each with a watermark and a status of its own, and the source has one of each (Flink's
/// `WatermarkOutputMultiplexer`). A split that has said nothing holds the others back, unless it is idle.
///
/// The running source, whose splits all follow one rule, uses [`Multiplexer`](crate::Multiplexer): the same
/// combination with the generators inside.
#[derive(Clone, Debug)]
pub struct SplitOutputs {
    splits: BTreeMap<SourceId, PartialWatermark>,
    combined: CombinedWatermark,
}

impl Default for SplitOutputs {
    fn default() -> Self {
        Self::new()
    }
}

impl SplitOutputs {
    /// A source without splits.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            splits: BTreeMap::new(),
            combined: CombinedWatermark::new(),
        }
    }

    /// A split is assigned. Returns whether it is new.
    pub fn register(&mut self, split: SourceId) -> bool {
        let known = self.splits.len();
        self.splits.entry(split).or_insert(PartialWatermark::SILENT);
        self.splits.len() > known
    }

    /// A split is finished and no longer holds the others back, from the next combination on. Returns whether
    /// there was such a split.
    pub fn remove(&mut self, split: SourceId) -> bool {
        self.splits.remove(&split).is_some()
    }

    /// A split says a watermark. Splits that are not registered are not heard.
    pub fn on_watermark(
        &mut self,
        split: SourceId,
        watermark: Watermark,
        delivery: Delivery,
        out: &mut impl FnMut(Message),
    ) {
        let rises = self.splits.get_mut(&split).is_some_and(|s| s.advance(watermark));
        // What the others have deferred is not combined for a watermark that cannot move anything.
        if delivery == Delivery::Immediate && rises && watermark > self.combined.watermark() {
            self.on_periodic_emit(out);
        }
    }

    /// A split says that it is idle, or active again. Splits that are not registered are not heard.
    pub fn on_status(
        &mut self,
        split: SourceId,
        status: WatermarkStatus,
        delivery: Delivery,
        out: &mut impl FnMut(Message),
    ) {
        if let Some(partial) = self.splits.get_mut(&split) {
            partial.mark(status);
            if delivery == Delivery::Immediate {
                self.on_periodic_emit(out);
            }
        }
    }

    /// Combines what the splits have said since; what follows from it goes to `out`, in order.
    pub fn on_periodic_emit(&mut self, out: &mut impl FnMut(Message)) {
        self.combined.update(self.splits.values().copied(), out);
    }

    /// The watermark of all splits together.
    #[must_use]
    pub const fn watermark(&self) -> Watermark {
        self.combined.watermark()
    }

    /// Whether all splits are idle.
    #[must_use]
    pub const fn status(&self) -> WatermarkStatus {
        self.combined.status()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use streamgauge_model::EventTime;

    const A: SourceId = SourceId(1);
    const B: SourceId = SourceId(2);

    fn mark(millis: i64) -> Watermark {
        Watermark::at(EventTime::from_millis(millis))
    }

    fn both() -> SplitOutputs {
        let mut splits = SplitOutputs::new();
        assert!(splits.register(A) && splits.register(B) && !splits.register(A));
        splits
    }

    #[test]
    fn removing_the_slowest_split_frees_the_others_at_the_next_combination() {
        let mut splits = both();
        splits.on_watermark(A, mark(1), Delivery::Immediate, &mut |_| ());
        splits.on_watermark(B, mark(5), Delivery::Immediate, &mut |_| ());
        assert!(splits.remove(A) && !splits.remove(A));
        assert_eq!(splits.watermark(), mark(1));
        splits.on_periodic_emit(&mut |_| ());
        assert_eq!(splits.watermark(), mark(5));
    }

    #[test]
    fn a_new_split_behind_the_others_takes_nothing_back() {
        let mut splits = SplitOutputs::new();
        splits.register(A);
        splits.on_watermark(A, mark(5), Delivery::Immediate, &mut |_| ());
        splits.remove(A);
        splits.register(B);
        splits.on_watermark(B, mark(1), Delivery::Immediate, &mut |_| ());
        assert_eq!(splits.watermark(), mark(5));
    }

    #[test]
    fn without_splits_nothing_is_said_at_first_and_idle_at_last() {
        let mut said = Vec::new();
        let mut splits = SplitOutputs::new();
        splits.on_periodic_emit(&mut |m| said.push(m));
        assert!(said.is_empty());
        splits.register(A);
        splits.on_watermark(A, mark(1), Delivery::Immediate, &mut |m| said.push(m));
        splits.remove(A);
        splits.on_periodic_emit(&mut |m| said.push(m));
        splits.on_periodic_emit(&mut |m| said.push(m));
        let expected = [
            Message::Watermark(mark(1)),
            Message::Status(WatermarkStatus::Idle),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_lower_immediate_watermark_does_not_release_a_deferred_one() {
        let mut said = Vec::new();
        let mut splits = SplitOutputs::new();
        splits.register(A);
        splits.on_watermark(A, mark(5), Delivery::Deferred, &mut |m| said.push(m));
        splits.on_watermark(A, mark(2), Delivery::Immediate, &mut |m| said.push(m));
        assert!(said.is_empty());
        splits.on_periodic_emit(&mut |m| said.push(m));
        assert_eq!(said, [Message::Watermark(mark(5))]);
    }

    #[test]
    fn a_split_that_comes_back_behind_the_others_makes_the_source_active_all_the_same() {
        let mut said = Vec::new();
        let mut splits = both();
        for (split, millis) in [(A, 5), (B, 2)] {
            splits.on_watermark(split, mark(millis), Delivery::Deferred, &mut |_| ());
            splits.on_status(split, WatermarkStatus::Idle, Delivery::Deferred, &mut |_| ());
        }
        splits.on_periodic_emit(&mut |_| ());
        splits.on_watermark(A, mark(3), Delivery::Deferred, &mut |m| said.push(m));
        splits.on_periodic_emit(&mut |m| said.push(m));
        assert_eq!(said, [Message::Status(WatermarkStatus::Active)]);
        assert_eq!(splits.watermark(), mark(5));
    }
}

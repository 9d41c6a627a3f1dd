//! Windows in `GROUP BY TUMBLE(…)`, the older kind, which know lateness.

use std::collections::BTreeMap;

use streamgauge_model::{EventTime, Watermark, Window};
use streamgauge_operators::{Assigner, Lateness, TimerQueue};

use crate::{Accumulator, Change, Counted, RowKind, WindowRow};

/// What a window says when it fires again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refiring {
    /// Its answer is inserted once more.
    Inserts,
    /// Its answer replaces the previous one, if it has changed (Flink's `WindowEmitStrategy#produceUpdates`: always
    /// so in queries that allow lateness).
    Updates,
}

/// A keyed aggregate over windows that live beyond their end (the `AggregateWindowOperator` of Flink's legacy group
/// windows, with its default trigger).
///
/// A row that comes in the allowed lateness fires its window at once. Rows that all their windows refuse are dropped
/// and counted; there is no side output.
#[derive(Clone, Debug)]
pub struct GroupWindows<S, K, A: Accumulator> {
    assigner: S,
    allowed_ms: i64,
    refiring: Refiring,
    watermark: Watermark,
    windows: BTreeMap<(Window, K), OpenWindow<A>>,
    timers: TimerQueue<(Window, K)>,
    dropped: u64,
}

#[derive(Clone, Debug)]
struct OpenWindow<A: Accumulator> {
    group: Counted<A>,
    told: Option<A::Value>,
}

impl<A: Accumulator> Default for OpenWindow<A> {
    fn default() -> Self {
        Self {
            group: Counted::default(),
            told: None,
        }
    }
}

/// A row about a window.
type Answer<K, A> = Change<WindowRow<K, <A as Accumulator>::Value>>;

impl<S: Assigner, K: Ord + Clone, A: Accumulator> GroupWindows<S, K, A> {
    /// An operator without state. Windows live `allowed_ms` milliseconds beyond their end.
    #[must_use]
    pub const fn new(assigner: S, allowed_ms: i64, refiring: Refiring) -> Self {
        Self {
            assigner,
            allowed_ms,
            refiring,
            watermark: Watermark::NONE,
            windows: BTreeMap::new(),
            timers: TimerQueue::new(),
            dropped: 0,
        }
    }

    /// How many rows all of their windows refused (`numLateRecordsDropped`).
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes a row.
    pub fn on_row(
        &mut self,
        key: &K,
        rowtime: EventTime,
        change: &Change<A::Input>,
        out: &mut impl FnMut(Answer<K, A>),
    ) {
        let late = self.lateness();
        let mut open = Vec::new();
        self.assigner.each_window(rowtime, |window| {
            if !late.refuses(window) {
                open.push(window);
            }
        });
        self.dropped += u64::from(open.is_empty());
        for window in open {
            let place = (window, key.clone());
            self.windows.entry(place.clone()).or_default().group.apply(change);
            if late.completes(window) {
                self.fire(&place, out);
            } else {
                self.timers.register(window.last_instant(), place.clone());
            }
            self.timers
                .register(EventTime::from_millis(late.expiry(window)), place);
        }
    }

    /// The watermark has risen: windows fire at their last instant and are forgotten when they have lived their time.
    pub fn on_watermark(&mut self, watermark: Watermark, out: &mut impl FnMut(Answer<K, A>)) {
        self.watermark = self.watermark.max(watermark);
        let late = self.lateness();
        while let Some((due, place)) = self.timers.pop_due(self.watermark) {
            if due == place.0.last_instant() {
                self.fire(&place, out);
            }
            if due.millis() == late.expiry(place.0) {
                self.windows.remove(&place);
            }
        }
    }

    const fn lateness(&self) -> Lateness {
        Lateness::new(self.watermark, self.allowed_ms)
    }

    /// Says what the window answers now (`AggregateWindowOperator#emitWindowResult`).
    fn fire(&mut self, place: &(Window, K), out: &mut impl FnMut(Answer<K, A>)) {
        let Some(open) = self.windows.get_mut(place) else {
            return;
        };
        let now = (!open.group.is_empty()).then(|| open.group.value());
        let before = match self.refiring {
            Refiring::Inserts => None,
            Refiring::Updates => std::mem::replace(&mut open.told, now.clone()),
        };
        if before == now {
            return;
        }
        let (gone, new) = match (&before, &now) {
            (Some(_), Some(_)) => (RowKind::UpdateBefore, RowKind::UpdateAfter),
            _ => (RowKind::Delete, RowKind::Insert),
        };
        for (kind, value) in [(gone, before), (new, now)] {
            if let Some(value) = value {
                let (window, key) = place.clone();
                out(Change::new(kind, WindowRow { key, window, value }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_operators::Tumbling;

    use super::*;
    use crate::Sum;

    /// What a window of ten milliseconds that lives ten longer says, given values, kinds and watermarks.
    fn told(refiring: Refiring, steps: &[(RowKind, i64, i64)]) -> Vec<(RowKind, i64)> {
        let tumbling = Tumbling { size: 10, offset: 0 };
        let mut operator = GroupWindows::<_, _, Sum>::new(tumbling, 10, refiring);
        let mut told = Vec::new();
        let mut out =
            |change: Answer<char, Sum>| told.push((change.kind, change.row.value.unwrap_or_default()));
        for (kind, value, watermark) in steps {
            let change = Change::new(*kind, Some(*value));
            operator.on_row(&'k', EventTime::from_millis(5), &change, &mut out);
            operator.on_watermark(Watermark::at(EventTime::from_millis(*watermark)), &mut out);
        }
        told
    }

    use RowKind::{Delete, Insert, UpdateAfter, UpdateBefore};

    #[test]
    fn a_window_that_fires_again_updates_what_it_said_if_that_has_changed() {
        let steps = [
            (Insert, 1, 9),
            (Insert, 2, 9),
            (Insert, 0, 9),
            (Insert, 4, 18),
            (Insert, 8, 19),
        ];
        let expected = [
            (Insert, 1),
            (UpdateBefore, 1),
            (UpdateAfter, 3),
            (UpdateBefore, 3),
            (UpdateAfter, 7),
        ];
        assert_eq!(told(Refiring::Updates, &steps)[..5], expected);
        let inserts = told(Refiring::Inserts, &steps[..3]);
        assert_eq!(inserts, [(Insert, 1), (Insert, 3), (Insert, 3)]);
    }

    #[test]
    fn a_window_that_has_lost_its_last_row_deletes_what_it_said() {
        let steps = [(Insert, 1, 9), (Delete, 1, 9), (Insert, 5, 9)];
        let expected = [(Insert, 1), (Delete, 1), (Insert, 5)];
        assert_eq!(told(Refiring::Updates, &steps), expected);
    }

    #[test]
    fn a_window_is_gone_when_the_watermark_has_passed_its_lateness() {
        let tumbling = Tumbling { size: 10, offset: 0 };
        let mut operator = GroupWindows::<_, _, Sum>::new(tumbling, 10, Refiring::Updates);
        for (watermark, dropped) in [(18, 0), (19, 1)] {
            operator.on_watermark(Watermark::at(EventTime::from_millis(watermark)), &mut |_| {});
            operator.on_row(
                &'k',
                EventTime::from_millis(5),
                &Change::insert(Some(1)),
                &mut |_| {},
            );
            assert_eq!(operator.dropped(), dropped);
        }
        assert!(operator.windows.is_empty());
    }
}

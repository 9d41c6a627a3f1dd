//! No window: a result for every event.

use streamgauge_model::{Event, Key, Output, ResultRow, Watermark, Window};

use crate::fold::Fold;
use crate::gate::Gate;
use crate::groups::Groups as _;
use crate::key::Keying;
use crate::operator::Operator;

/// One aggregate for each key, for ever, and how often it has left.
pub(crate) struct Running<K: Keying, F: Fold> {
    fold: F,
    gate: Gate,
    groups: K::Groups<(F::Acc, u32)>,
}

impl<K: Keying, F: Fold> Running<K, F> {
    pub(crate) fn new(fold: F, gate: Gate) -> Self {
        Self {
            fold,
            gate,
            groups: Default::default(),
        }
    }
}

impl<K: Keying, F: Fold> Operator for Running<K, F> {
    #[inline]
    fn on_event<O: Output>(&mut self, event: &Event, _at: i64, watermark: i64, out: &mut O) {
        let (key, fold) = (K::key(event), self.fold);
        let (acc, pane) = self.groups.at(key, || (fold.empty(), 0));
        fold.add(acc, event);
        let row = ResultRow {
            key: Key(key),
            window: Window::ALL,
            pane: *pane,
            rank: 0,
            watermark: Watermark::at(streamgauge_model::EventTime::from_millis(watermark)),
            values: fold.values(acc),
        };
        *pane += 1;
        // Nothing is ranked here, and a row that might be kept would have to be written to memory first.
        if self.gate.lets(&row.values) {
            out.result(&row);
        }
    }

    #[inline]
    fn advance<O: Output>(&mut self, _watermark: i64, _out: &mut O) {}
}

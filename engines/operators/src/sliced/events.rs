//! Sliding windows that share their slices, event by event.

use streamgauge_model::{Event, EventTime, Output, Watermark};

use super::SlicedWindows;
use crate::key_slices::KeySlices;
use crate::slice_grid::Slice;
use crate::{EventOperator, Fate, KeyOf, Lateness, Rolls};

impl<K: KeyOf, A: Rolls> SlicedWindows<K, A> {
    /// An event of a slice of which a window is complete.
    fn on_late_event<O: Output>(
        &mut self,
        slice: &Slice,
        event: &Event,
        at: EventTime,
        watermark: Watermark,
        out: &mut O,
    ) -> Fate {
        self.come_to(watermark);
        let late = Lateness::new(watermark, self.allowed_ms);
        let open = self.grid.first_open(&late).max(slice.oldest);
        if open > slice.newest {
            return if late.is_event_late(at) {
                Fate::Late
            } else {
                Fate::Nowhere
            };
        }
        let (shared, key) = (open.max(self.low), K::key(event));
        if shared <= slice.newest {
            self.add(slice, shared, key, self.single(event));
            self.fire_again(key, shared..self.next.min(slice.newest + 1), watermark, out);
        }
        for number in (open..shared.min(slice.newest + 1)).rev() {
            self.apart.add_to(self.grid.window(number), event, &late, out);
            self.timer = self.timer.min(self.apart.timer());
        }
        Fate::Included
    }

    /// The watermark is now at `watermark`. Where that contradicts which windows have fired or accept events, windows
    /// cannot go on sharing what they have.
    fn come_to(&mut self, watermark: Watermark) {
        if watermark == self.watermark {
            return;
        }
        let late = Lateness::new(watermark, self.allowed_ms);
        let incomplete = self.grid.first_incomplete(&late);
        let is_quiet = watermark > self.watermark && watermark.millis() < self.timer;
        if !is_quiet {
            let fired = (self.next.min(incomplete), self.next.max(incomplete));
            let refused = (self.low, self.grid.first_open(&late));
            let holds = |(from, to): (i64, i64)| self.counts.first_from(from).is_some_and(|first| first < to);
            if holds(fired) || holds(refused) {
                self.set_apart(0);
            }
        }
        self.next = incomplete.max(self.low);
        self.watermark = watermark;
    }
}

impl<K: KeyOf, A: Rolls> EventOperator for SlicedWindows<K, A> {
    const TELLS_CLOCKS_APART: bool = false;

    #[inline]
    fn on_event<O: Output>(
        &mut self,
        event: &Event,
        at: EventTime,
        watermark: Watermark,
        out: &mut O,
    ) -> Fate {
        let Some(slice) = self.grid.slice_of(at) else {
            self.leave_grid(0);
            let fate = self.apart.on_event(event, at, watermark, out);
            self.timer = self.apart.timer();
            return fate;
        };
        if slice.oldest < self.next || slice.first_last <= watermark.millis() {
            return self.on_late_event(&slice, event, at, watermark, out);
        }
        let (key, aggregator) = (K::key(event), &self.aggregator);
        let of_key = self.keys.get_or_insert_with(key, || KeySlices::new(aggregator));
        if !of_key.add(aggregator, slice.number, event) {
            self.add(&slice, slice.oldest, key, self.single(event));
        }
        Fate::Included
    }

    fn advance<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        if watermark.millis() < self.timer {
            return;
        }
        if watermark < self.watermark {
            self.come_to(watermark);
        }
        self.apart.advance(watermark, out);
        let late = Lateness::new(watermark, self.allowed_ms);
        let incomplete = self.grid.first_incomplete(&late);
        while let Some(window) = self.counts.first_from(self.next)
            && window < incomplete
        {
            self.fire(window, self.allowed_ms > 0, watermark, out);
            self.next = window + 1;
        }
        self.next = self.next.max(incomplete);
        self.forget_before(self.grid.first_kept(&late));
        self.watermark = watermark;
        self.set_timer();
    }

    #[inline]
    fn next_timer(&self) -> i64 {
        self.timer
    }
}

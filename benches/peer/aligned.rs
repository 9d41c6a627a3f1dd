//! Tumbling and sliding windows.

use std::collections::VecDeque;

use streamgauge_model::{EventTime, Key, Output, ResultRow, Watermark, Window};

use crate::dense_keys::DenseKeys;
use crate::reader::{Partial, Rating};
use crate::tally::Tally;
use crate::windows::Windows;

/// A ring of open panes, one for each slide, with a tally for each key. A window is put together from its panes when it
/// leaves. Windows and panes are numbered: both begin at their number times the slide.
pub(crate) struct Aligned<T> {
    slide_ms: i64,
    /// Panes of a window.
    span: i64,
    keys: DenseKeys,
    /// Without gaps.
    panes: VecDeque<Vec<T>>,
    /// The number of the first pane of the ring.
    first: i64,
    /// When the last pane of the ring begins.
    last_ms: i64,
    /// Windows up to this one have left.
    left: i64,
    /// What is older belongs to no window that is open.
    oldest_ms: i64,
    /// The watermark at which the next window leaves.
    next_ms: i64,
    spare: Vec<Vec<T>>,
    whole: Vec<T>,
}

impl<T: Tally> Aligned<T> {
    /// Windows of `span` times `slide_ms` milliseconds, one for each slide.
    pub(crate) fn new(span: i64, slide_ms: i64) -> Self {
        Self {
            slide_ms,
            span,
            keys: DenseKeys::new(),
            panes: VecDeque::new(),
            first: 0,
            last_ms: i64::MIN,
            left: i64::MIN,
            oldest_ms: i64::MIN,
            next_ms: i64::MIN,
            spare: Vec::new(),
            whole: Vec::new(),
        }
    }

    /// The tally of a key at a time that is not too old.
    #[inline]
    fn tally(&mut self, time_ms: i64, key: u32) -> &mut T {
        let number = self.keys.number(key);
        let pane = self.pane(time_ms);
        if number >= pane.len() {
            pane.resize(number + 1, T::default());
        }
        &mut pane[number]
    }

    /// The pane that holds `time_ms`, which is not too old.
    #[inline]
    fn pane(&mut self, time_ms: i64) -> &mut Vec<T> {
        let ahead = time_ms.wrapping_sub(self.last_ms);
        if ahead.cast_unsigned() < self.slide_ms.cast_unsigned() {
            // Most events belong to the last.
            let last = self.panes.len() - 1;
            return &mut self.panes[last];
        }
        let number = if !self.panes.is_empty() && -self.slide_ms <= ahead && ahead < 0 {
            // Most others belong to the one before.
            self.first + self.panes.len() as i64 - 2
        } else {
            time_ms.div_euclid(self.slide_ms)
        };
        let at = self.make_room(number);
        &mut self.panes[at]
    }

    /// The place of a pane in the ring, which grows to hold it.
    fn make_room(&mut self, number: i64) -> usize {
        if self.panes.is_empty() {
            self.first = number;
        }
        while number < self.first {
            self.panes.push_front(self.spare.pop().unwrap_or_default());
            self.first -= 1;
        }
        while self.first + self.panes.len() as i64 <= number {
            self.panes.push_back(self.spare.pop().unwrap_or_default());
        }
        self.last_ms = (self.first + self.panes.len() as i64 - 1) * self.slide_ms;
        (number - self.first) as usize
    }

    /// A window leaves, if it holds anything.
    fn fire(&mut self, window: i64, watermark: i64, out: &mut impl Output) {
        let end = self.first + self.panes.len() as i64;
        let from = (window.max(self.first) - self.first) as usize;
        let to = ((window + self.span).min(end) - self.first) as usize;
        let tallies = if to - from == 1 {
            &self.panes[from]
        } else {
            self.whole.clear();
            self.whole.resize(self.keys.keys().len(), T::default());
            for pane in self.panes.range(from..to) {
                for (whole, part) in self.whole.iter_mut().zip(pane) {
                    whole.merge(part);
                }
            }
            &self.whole
        };
        let bounds = Window::new(window * self.slide_ms, (window + self.span) * self.slide_ms);
        for (key, tally) in self.keys.keys().iter().zip(tallies) {
            if tally.count() > 0 {
                out.result(&ResultRow {
                    key: Key(*key),
                    window: bounds,
                    pane: 0,
                    rank: 0,
                    watermark: Watermark::at(EventTime::from_millis(watermark)),
                    values: tally.values(),
                });
            }
        }
    }

    /// Windows that the watermark completes leave.
    #[inline]
    fn leave(&mut self, watermark: i64, out: &mut impl Output) {
        if watermark < self.next_ms || watermark == i64::MIN {
            return;
        }
        let complete = (watermark + 1).div_euclid(self.slide_ms) - self.span;
        let begun = self.first + self.panes.len() as i64;
        let first = (self.first - self.span + 1).max(self.left.saturating_add(1));
        for window in first..=complete.min(begun - 1) {
            self.fire(window, watermark, out);
        }
        self.forget(complete);
    }

    /// Windows up to this one have left: forgets the panes of which no window is open.
    fn forget(&mut self, left: i64) {
        while self.first <= left
            && let Some(mut pane) = self.panes.pop_front()
        {
            pane.clear();
            self.spare.push(pane);
            self.first += 1;
        }
        if self.panes.is_empty() {
            self.last_ms = i64::MIN;
        }
        self.left = left;
        self.oldest_ms = (left + 1) * self.slide_ms;
        self.next_ms = self.oldest_ms + self.span * self.slide_ms - 1;
    }
}

impl<T: Tally> Windows<Rating<T>> for Aligned<T> {
    #[inline]
    fn add(&mut self, (time_ms, value, key, mark): Rating<T>, out: &mut impl Output) {
        if time_ms < self.oldest_ms {
            out.dropped(1);
            return;
        }
        self.tally(time_ms, key).add(value, mark);
    }

    #[inline]
    fn advance(&mut self, watermark: i64, out: &mut impl Output) {
        self.leave(watermark, out);
    }
}

impl<T: Tally> Windows<Partial<T>> for Aligned<T> {
    fn add(&mut self, (begin_ms, key, tally): Partial<T>, out: &mut impl Output) {
        if begin_ms < self.oldest_ms {
            out.dropped(tally.count());
        } else {
            self.tally(begin_ms, key).merge(&tally);
        }
    }

    fn advance(&mut self, watermark: i64, out: &mut impl Output) {
        self.leave(watermark, out);
    }
}

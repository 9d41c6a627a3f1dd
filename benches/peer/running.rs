//! No window: a row for every item.

use streamgauge_model::{Key, Output, ResultRow, Watermark, Window};

use crate::dense_keys::DenseKeys;
use crate::reader::{Partial, Rating};
use crate::tally::Tally;
use crate::windows::Windows;

/// One tally for each key, for ever, and how often it has left.
pub(crate) struct Running<T> {
    keys: DenseKeys,
    tallies: Vec<(T, u32)>,
}

impl<T: Tally> Running<T> {
    /// No tally yet.
    pub(crate) const fn new() -> Self {
        Self {
            keys: DenseKeys::new(),
            tallies: Vec::new(),
        }
    }

    /// Changes the tally of a key, which leaves.
    #[inline]
    fn change(&mut self, key: u32, change: impl FnOnce(&mut T), out: &mut impl Output) {
        let number = self.keys.number(key);
        if number >= self.tallies.len() {
            self.tallies.resize(number + 1, (T::default(), 0));
        }
        let (tally, pane) = &mut self.tallies[number];
        change(tally);
        out.result(&ResultRow {
            key: Key(key),
            window: Window::ALL,
            pane: *pane,
            rank: 0,
            watermark: Watermark::NONE,
            values: tally.values(),
        });
        *pane += 1;
    }
}

impl<T: Tally> Windows<Rating<T>> for Running<T> {
    #[inline]
    fn add(&mut self, (_, value, key, mark): Rating<T>, out: &mut impl Output) {
        self.change(key, |tally| tally.add(value, mark), out);
    }

    #[inline]
    fn advance(&mut self, _watermark: i64, _out: &mut impl Output) {}
}

impl<T: Tally> Windows<Partial<T>> for Running<T> {
    fn add(&mut self, (_, key, part): Partial<T>, out: &mut impl Output) {
        self.change(key, |tally| tally.merge(&part), out);
    }

    fn advance(&mut self, _watermark: i64, _out: &mut impl Output) {}
}

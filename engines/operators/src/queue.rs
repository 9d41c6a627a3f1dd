//! A vector that values leave at the front.

use std::ops::{Deref, DerefMut, Range};

use crate::memory::of_vec;

/// Values in order and in one piece, as in a vector. Those that leave at the front are dropped when they are half of
/// what is kept: all of them together cost no more than the values behind them.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    slots: Vec<T>,
    gone: usize,
}

impl<T> Queue<T> {
    /// A queue of nothing.
    pub const fn new() -> Self {
        Self {
            slots: Vec::new(),
            gone: 0,
        }
    }

    /// Bytes of memory, with the room that is kept for more; without what values hold beyond their own size.
    pub const fn bytes(&self) -> u64 {
        of_vec(&self.slots)
    }

    /// Puts `value` at place `at`; those from there on move up.
    pub fn insert(&mut self, at: usize, value: T) {
        self.slots.insert(self.gone + at, value);
    }

    /// Takes the values at the places in `range` out.
    pub fn drain(&mut self, range: Range<usize>) -> impl Iterator<Item = T> {
        self.slots.drain(self.gone + range.start..self.gone + range.end)
    }

    /// The first `count` values leave.
    #[inline]
    pub fn leave(&mut self, count: usize) {
        self.gone += count;
        if self.gone == self.slots.len() {
            self.slots.clear();
            self.gone = 0;
        } else if 2 * self.gone >= self.slots.len() {
            self.slots.drain(..self.gone);
            self.gone = 0;
        }
    }
}

impl<T> Deref for Queue<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.slots[self.gone..]
    }
}

impl<T> DerefMut for Queue<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.slots[self.gone..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_a_vector_holds_whose_first_values_are_removed() {
        let (mut queue, mut vector) = (Queue::new(), Vec::new());
        for step in 0..200_usize {
            let at = (step * 7) % (vector.len() + 1);
            queue.insert(at, step);
            vector.insert(at, step);
            if step % 3 == 2 {
                queue.leave(2);
                vector.drain(..2);
            }
            if step % 10 == 9 {
                let range = vector.len() / 2..vector.len() / 2 + 2;
                let taken: Vec<_> = queue.drain(range.clone()).collect();
                assert_eq!(taken, vector.drain(range).collect::<Vec<_>>());
            }
            assert_eq!(*queue, *vector);
        }
        queue.leave(vector.len());
        assert!(queue.is_empty());
    }
}

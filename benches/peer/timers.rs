//! When something is to be looked after.

use std::collections::VecDeque;

/// Entries by the span of event time in which they are due. An entry is looked at when its span has come; what has been
/// put off since is put back by whoever looks.
pub(crate) struct Timers<E> {
    /// The length of a span is 2 to this power, milliseconds.
    shift: u32,
    /// The number of the first span.
    first: i64,
    spans: VecDeque<Vec<E>>,
    spare: Vec<Vec<E>>,
}

impl<E> Timers<E> {
    /// Spans of about `span_ms` milliseconds.
    pub(crate) fn new(span_ms: i64) -> Self {
        Self {
            shift: span_ms
                .max(1)
                .cast_unsigned()
                .next_power_of_two()
                .trailing_zeros(),
            first: 0,
            spans: VecDeque::new(),
            spare: Vec::new(),
        }
    }

    /// `entry` is due at `due_ms`.
    #[inline]
    pub(crate) fn set(&mut self, due_ms: i64, entry: E) {
        let number = due_ms >> self.shift;
        if self.spans.is_empty() {
            self.first = number;
        }
        while number < self.first {
            self.spans.push_front(self.spare.pop().unwrap_or_default());
            self.first -= 1;
        }
        while self.first + self.spans.len() as i64 <= number {
            self.spans.push_back(self.spare.pop().unwrap_or_default());
        }
        self.spans[(number - self.first) as usize].push(entry);
    }

    /// Takes the entries of the first span, if it has begun by `now_ms`, and says whether it is over.
    pub(crate) fn begun(&mut self, now_ms: i64) -> Option<(Vec<E>, bool)> {
        let now = now_ms >> self.shift;
        if self.first > now {
            return None;
        }
        let over = self.first < now;
        let entries = if over {
            self.first += 1;
            self.spans.pop_front()?
        } else {
            std::mem::take(self.spans.front_mut()?)
        };
        Some((entries, over))
    }

    /// Takes back the memory of entries that have been looked at.
    pub(crate) fn give_back(&mut self, mut entries: Vec<E>) {
        entries.clear();
        self.spare.push(entries);
    }
}

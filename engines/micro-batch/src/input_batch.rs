//! The input of a batch.

use streamgauge_model::Event;

/// Events in order of arrival, and which watermark each of them moves.
#[derive(Clone, Debug, Default)]
pub struct InputBatch {
    events: Vec<Event>,
    runs: Vec<Run>,
}

/// Events that follow each other and move the same watermark.
#[derive(Clone, Copy, Debug)]
struct Run {
    slot: usize,
    end: usize,
}

impl InputBatch {
    /// Adds events that move the watermark in `slot`.
    pub fn push(&mut self, slot: usize, events: &[Event]) {
        self.events.extend_from_slice(events);
        let end = self.events.len();
        match self.runs.last_mut() {
            Some(last) if last.slot == slot => last.end = end,
            _ => self.runs.push(Run { slot, end }),
        }
    }

    /// Number of events.
    pub const fn len(&self) -> usize {
        self.events.len()
    }

    /// The events from `from` to just before `to`, cut where the slot changes.
    pub fn runs(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, &[Event])> {
        let mut start = from;
        self.runs.iter().filter_map(move |run| {
            let end = run.end.min(to);
            let events = self.events.get(start..end).filter(|events| !events.is_empty())?;
            start = end;
            Some((run.slot, events))
        })
    }

    /// Forgets the events and keeps the memory for the next batch.
    pub fn clear(&mut self) {
        self.events.clear();
        self.runs.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_batch_are_cut_where_the_source_changes() {
        let event = |seq| Event {
            seq,
            ..Event::default()
        };
        let mut batch = InputBatch::default();
        batch.push(0, &[event(0), event(1)]);
        batch.push(0, &[event(2)]);
        batch.push(1, &[]);
        batch.push(0, &[event(3)]);
        batch.push(1, &[event(4), event(5)]);
        let cut = |from, to| -> Vec<(usize, Vec<u64>)> {
            let seqs = |events: &[Event]| events.iter().map(|e| e.seq).collect();
            batch
                .runs(from, to)
                .map(|(slot, events)| (slot, seqs(events)))
                .collect()
        };
        assert_eq!(cut(0, 6), [(0, vec![0, 1, 2]), (0, vec![3]), (1, vec![4, 5])]);
        assert_eq!(cut(1, 2), [(0, vec![1])]);
        assert_eq!(cut(2, 5), [(0, vec![2]), (0, vec![3]), (1, vec![4])]);
        assert_eq!(cut(6, 6), []);
        assert_eq!(batch.len(), 6);
    }
}

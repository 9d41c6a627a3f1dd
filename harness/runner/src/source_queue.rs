//! The bounded queue between source and engine.

use rtrb::{Consumer, Producer, RingBuffer};
use streamgauge_model::{Event, Input, ProcessingTime, SourceId, Taken};

use crate::RunClock;

/// The most events that are taken under one stamp: so many are copied in about a microsecond.
pub const BLOCK: usize = 1024;

/// A queue with room for `capacity` events. The source is finished when it drops the producer.
#[must_use]
pub fn source_queue(
    capacity: usize,
    splits: u32,
    expected: usize,
    clock: RunClock,
    start: ProcessingTime,
) -> (Producer<Event>, QueueInput) {
    let (producer, consumer) = RingBuffer::new(capacity);
    let input = QueueInput {
        consumer,
        block: Vec::with_capacity(BLOCK),
        horizon: 0,
        splits: splits.max(1),
        taken_ns: touched(expected, -1),
        clock,
        start,
    };
    (producer, input)
}

/// The engine's end of the queue: gives out runs of events of one split and stamps each when it is taken.
///
/// A step sees what waited when it began ([`QueueInput::open_step`]), as Spark fixes the latest offset before a
/// batch; otherwise an engine that takes all there is would never come back while the source keeps up.
#[derive(Debug)]
pub struct QueueInput {
    consumer: Consumer<Event>,
    block: Vec<Event>,
    horizon: usize,
    splits: u32,
    taken_ns: Vec<i64>,
    clock: RunClock,
    start: ProcessingTime,
}

impl QueueInput {
    /// Fixes what the next step sees: the events that wait now.
    #[inline]
    pub fn open_step(&mut self) {
        self.horizon = self.consumer.slots();
    }

    /// How many events wait now.
    #[must_use]
    pub fn backlog(&self) -> usize {
        self.consumer.slots()
    }

    /// How many events were taken so far.
    #[inline]
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken_ns.len()
    }

    /// How many events this queue was made for.
    pub(crate) fn expected(&self) -> usize {
        self.taken_ns.capacity()
    }

    /// When each event was taken, in nanoseconds after the start.
    #[must_use]
    pub fn into_taken_ns(self) -> Vec<i64> {
        self.taken_ns
    }
}

impl Input for QueueInput {
    #[inline]
    fn take(&mut self, limit: usize) -> Option<Taken<'_>> {
        let want = limit.min(self.horizon).min(BLOCK);
        if want == 0 {
            return None;
        }
        let chunk = self.consumer.read_chunk(want).ok()?;
        let (head, _) = chunk.as_slices();
        let source = head.first()?.user % self.splits;
        let run = run_length(head, source, self.splits);
        self.block.clear();
        self.block.extend_from_slice(&head[..run]);
        chunk.commit(run);
        self.horizon -= run;
        let now = self.clock.now().nanos_since(self.start);
        self.taken_ns.resize(self.taken_ns.len() + run, now);
        Some(Taken {
            source: SourceId(source),
            events: &self.block,
        })
    }

    #[inline]
    fn is_finished(&self) -> bool {
        // In this order: what the source put in before it left is seen.
        self.consumer.is_abandoned() && self.consumer.is_empty()
    }
}

#[inline]
fn run_length(events: &[Event], source: u32, splits: u32) -> usize {
    if splits == 1 {
        return events.len();
    }
    events
        .iter()
        .position(|event| event.user % splits != source)
        .unwrap_or(events.len())
}

/// An empty vector with room for `capacity` entries whose pages are already there (`filler` is not all zeros), so that a
/// run neither waits for them nor counts them as the engine's memory.
pub(crate) fn touched<T: Clone>(capacity: usize, filler: T) -> Vec<T> {
    let mut entries = vec![filler; capacity];
    entries.clear();
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VirtualClock;

    fn event(seq: u64, user: u32) -> Event {
        Event {
            seq,
            user,
            ..Event::default()
        }
    }

    fn filled(users: &[u32], splits: u32) -> (VirtualClock, Producer<Event>, QueueInput) {
        let start = ProcessingTime::from_nanos(1_000);
        let clock = VirtualClock::new(start);
        let (mut producer, input) = source_queue(8, splits, users.len(), clock.reader(), start);
        for (seq, &user) in users.iter().enumerate() {
            producer.push(event(seq as u64, user)).expect("room");
        }
        (clock, producer, input)
    }

    fn taken(input: &mut QueueInput, limit: usize) -> Option<(u32, Vec<u64>)> {
        let taken = input.take(limit)?;
        Some((taken.source.0, taken.events.iter().map(|e| e.seq).collect()))
    }

    #[test]
    fn runs_are_of_one_split_and_keep_the_order_of_arrival() {
        let (_clock, _producer, mut input) = filled(&[2, 4, 3, 3, 8], 2);
        input.open_step();
        let runs: Vec<_> = std::iter::from_fn(|| taken(&mut input, 100)).collect();
        assert_eq!(runs, [(0, vec![0, 1]), (1, vec![2, 3]), (0, vec![4])]);
    }

    #[test]
    fn one_split_is_one_run_however_the_users_differ() {
        let (_clock, _producer, mut input) = filled(&[2, 4, 3], 1);
        input.open_step();
        assert_eq!(taken(&mut input, 2), Some((0, vec![0, 1])));
        assert_eq!(input.backlog(), 1);
    }

    #[test]
    fn a_step_sees_only_what_waited_when_it_began() {
        let (clock, mut producer, mut input) = filled(&[0], 1);
        input.open_step();
        producer.push(event(1, 0)).expect("room");
        assert_eq!(taken(&mut input, 10), Some((0, vec![0])));
        assert_eq!(taken(&mut input, 10), None);
        clock.set(ProcessingTime::from_nanos(1_007));
        input.open_step();
        assert_eq!(taken(&mut input, 10), Some((0, vec![1])));
        assert_eq!(input.into_taken_ns(), [0, 7]);
    }

    #[test]
    fn a_queue_is_finished_when_its_source_has_left_and_nothing_waits() {
        let (_clock, producer, mut input) = filled(&[0], 1);
        assert!(!input.is_finished());
        drop(producer);
        assert!(!input.is_finished());
        input.open_step();
        assert!(input.take(1).is_some());
        assert!(input.is_finished());
    }
}

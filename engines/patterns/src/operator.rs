//! Patterns over a keyed stream.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use streamgauge_model::{Event, EventTime, Key, Watermark};

use crate::{Automaton, Expiry, Match, Matcher, TimedOut};

/// Where a [`PatternOperator`] sends what it finds.
pub trait PatternOutput {
    /// Events of a key satisfy the pattern.
    fn matched(&mut self, key: Key, found: Match<Event>);

    /// A partial match of a key ran out of time.
    fn timed_out(&mut self, key: Key, partial: TimedOut<Event>) {
        let _ = (key, partial);
    }

    /// An event that came too late goes to the side output.
    fn late(&mut self, event: &Event);

    /// `events` events came too late and are gone.
    fn dropped(&mut self, events: u64);
}

/// Finds a pattern among the events of each key (Flink's `CepOperator` in event time).
///
/// An event waits until the watermark has passed it. Events are then processed in order of time, those of the same time
/// in order of arrival. One that comes when the watermark has passed it is late.
#[derive(Debug)]
pub struct PatternOperator<K> {
    automaton: Automaton<Event>,
    key: K,
    late_output: bool,
    same_time: Option<fn(&Event, &Event) -> Ordering>,
    keys: HashMap<Key, OfKey, FxBuildHasher>,
    /// When a key has something to do; those that are not [`OfKey::timer`] any more are void.
    timers: BinaryHeap<Reverse<(EventTime, Key)>>,
    watermark: Watermark,
}

/// What is known of one key.
#[derive(Debug, Default)]
struct OfKey {
    matcher: Matcher<Event>,
    /// Events that the watermark has not passed, in order of arrival at each time.
    waiting: BTreeMap<EventTime, Vec<Event>>,
    /// When it has something to do.
    timer: Option<EventTime>,
}

impl<K: Fn(&Event) -> Key> PatternOperator<K> {
    /// An operator that has seen nothing. `key` says whose event one is. Late events are counted as dropped.
    pub fn new(automaton: Automaton<Event>, key: K) -> Self {
        Self {
            automaton,
            key,
            late_output: false,
            same_time: None,
            keys: HashMap::default(),
            timers: BinaryHeap::new(),
            watermark: Watermark::NONE,
        }
    }

    /// Sends late events to the side output instead of counting them.
    #[must_use]
    pub fn with_late_output(mut self) -> Self {
        self.late_output = true;
        self
    }

    /// Puts events of the same time in this order before that of arrival (Flink's `EventComparator`).
    #[must_use]
    pub fn with_order_at_same_time(mut self, order: fn(&Event, &Event) -> Ordering) -> Self {
        self.same_time = Some(order);
        self
    }

    /// An event arrives.
    pub fn on_event<O: PatternOutput>(&mut self, event: &Event, out: &mut O) {
        if Watermark::at(event.time) <= self.watermark {
            if self.late_output {
                out.late(event);
            } else {
                out.dropped(1);
            }
            return;
        }
        let key = (self.key)(event);
        let of_key = self.keys.entry(key).or_default();
        of_key.waiting.entry(event.time).or_default().push(*event);
        of_key.set_timer(key, event.time, &mut self.timers);
    }

    /// The watermark rises; one that does not is ignored. Processes the events that it passes, and prunes partial
    /// matches that are too old.
    pub fn advance<O: PatternOutput>(&mut self, watermark: Watermark, out: &mut O) {
        if watermark <= self.watermark {
            return;
        }
        self.watermark = watermark;
        while let Some(&Reverse((due, key))) = self.timers.peek()
            && Watermark::at(due) <= watermark
        {
            self.timers.pop();
            self.on_timer(due, key, out);
        }
    }

    /// How many keys have events that wait or partial matches.
    #[must_use]
    pub fn live_keys(&self) -> usize {
        self.keys.len()
    }

    fn on_timer<O: PatternOutput>(&mut self, due: EventTime, key: Key, out: &mut O) {
        let Some(of_key) = self.keys.get_mut(&key).filter(|of_key| of_key.timer == Some(due)) else {
            return;
        };
        of_key.timer = None;
        let now = EventTime::from_millis(self.watermark.millis());
        while let Some(waiting) = of_key.waiting.first_entry()
            && *waiting.key() <= now
        {
            let (at, mut events) = waiting.remove_entry();
            if let Some(order) = self.same_time {
                events.sort_by(order);
            }
            emit(key, of_key.matcher.advance(&self.automaton, at), out);
            for event in &events {
                for found in of_key.matcher.process(&self.automaton, event, at) {
                    out.matched(key, found);
                }
            }
        }
        emit(key, of_key.matcher.advance(&self.automaton, now), out);
        match of_key.next_due(&self.automaton) {
            Some(due) if due > now => of_key.set_timer(key, due, &mut self.timers),
            _ if of_key.matcher.is_idle() => drop(self.keys.remove(&key)),
            _ => {}
        }
    }
}

fn emit<O: PatternOutput>(key: Key, expiry: Expiry<Event>, out: &mut O) {
    for found in expiry.matches {
        out.matched(key, found);
    }
    for partial in expiry.timed_out {
        out.timed_out(key, partial);
    }
}

impl OfKey {
    fn next_due(&self, automaton: &Automaton<Event>) -> Option<EventTime> {
        let waiting = self.waiting.first_key_value().map(|(at, _)| *at);
        waiting
            .into_iter()
            .chain(self.matcher.next_expiry(automaton))
            .min()
    }

    fn set_timer(&mut self, key: Key, due: EventTime, timers: &mut BinaryHeap<Reverse<(EventTime, Key)>>) {
        if self.timer.is_none_or(|earlier| due < earlier) {
            self.timer = Some(due);
            timers.push(Reverse((due, key)));
        }
    }
}

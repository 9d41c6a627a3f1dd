//! Events, and the portions in which they come to an engine.

use streamgauge_model::{Event, EventTime, Input, SourceId, Taken};

/// Events in order of arrival; `ends` tells where portions end: what waits when the engine is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    pub events: Vec<Event>,
    pub ends: Vec<usize>,
}

impl Stream {
    /// Everything in one portion.
    pub fn whole(events: Vec<Event>) -> Self {
        let ends = [events.len()].into_iter().filter(|end| *end > 0).collect();
        Self { events, ends }
    }

    /// A portion for each event.
    pub fn one_by_one(events: Vec<Event>) -> Self {
        Self {
            ends: (1..=events.len()).collect(),
            events,
        }
    }

    /// A portion ends behind the events whose bits are set in `mask`, and behind the last.
    pub fn cut(events: Vec<Event>, mask: u64) -> Self {
        let inner = (1..events.len()).filter(|end| mask >> ((end - 1) % 64) & 1 == 1);
        Self {
            ends: inner
                .chain([events.len()].into_iter().filter(|end| *end > 0))
                .collect(),
            events,
        }
    }

    /// The same portions of other events, numbered in order of arrival.
    pub fn with_portions(portions: impl Iterator<Item = Vec<Event>>) -> Self {
        let mut stream = Self::default();
        for portion in portions.filter(|portion| !portion.is_empty()) {
            for event in portion {
                let seq = stream.events.len() as u64;
                stream.events.push(Event { seq, ..event });
            }
            stream.ends.push(stream.events.len());
        }
        stream
    }

    /// The portions.
    pub fn portions(&self) -> impl Iterator<Item = &[Event]> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, end)| &self.events[start..*end])
    }

    /// The same events with another one far behind their times, alone in the last portion: its watermark completes
    /// every window of the others.
    pub fn flushed(&self) -> Self {
        let mut stream = self.clone();
        stream.events.push(Event {
            time: EventTime::from_millis(FLUSH_MS),
            seq: self.events.len() as u64,
            ..Event::default()
        });
        stream.ends.push(stream.events.len());
        stream
    }
}

/// The time of the event that closes all windows of the others.
pub const FLUSH_MS: i64 = 1_000_000;

/// Events at `times`, of user 0, whose movies are the bits of `movies` and whose values are powers of two, so that a
/// sum tells which events are in it.
pub fn events_at(times: &[i64], movies: u64) -> Vec<Event> {
    let event = |(at, time): (usize, &i64)| Event {
        time: EventTime::from_millis(*time),
        seq: at as u64,
        value: 1 << (at % 60),
        user: 0,
        movie: (movies >> (at % 64) & 1) as u32,
    };
    times.iter().enumerate().map(event).collect()
}

/// The queue in front of an engine.
pub struct Feed<'a> {
    stream: &'a Stream,
    splits: u32,
    portions: usize,
    taken: usize,
}

impl<'a> Feed<'a> {
    pub const fn new(stream: &'a Stream, splits: u32) -> Self {
        Self {
            stream,
            splits,
            portions: 0,
            taken: 0,
        }
    }

    /// The next portion arrives; `false` if there is none.
    pub fn admit(&mut self) -> bool {
        let more = self.portions < self.stream.ends.len();
        self.portions += usize::from(more);
        more
    }

    fn admitted(&self) -> usize {
        self.portions.checked_sub(1).map_or(0, |at| self.stream.ends[at])
    }

    /// Whether events wait.
    pub fn is_waiting(&self) -> bool {
        self.taken < self.admitted()
    }
}

impl Input for Feed<'_> {
    fn take(&mut self, limit: usize) -> Option<Taken<'_>> {
        let waiting = &self.stream.events[self.taken..self.admitted()];
        let source = waiting.first()?.user % self.splits;
        let run = waiting
            .iter()
            .take(limit)
            .take_while(|event| event.user % self.splits == source)
            .count();
        self.taken += run;
        (run > 0).then(|| Taken {
            source: SourceId(source),
            events: &waiting[..run],
        })
    }

    fn is_finished(&self) -> bool {
        self.taken == self.stream.events.len()
    }
}

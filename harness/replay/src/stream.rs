//! The events of a case in the words of the model, and the way back.

use std::collections::HashMap;
use std::ops::Range;

use streamgauge_model::{Event, EventTime, SourceId};

use crate::feed::SourceRun;
use crate::{Case, CaseEvent};

/// All events of a case. Keys of a case are any 64-bit integers, those of the model are 32 bits wide: a key is
/// its number in order of first appearance.
#[derive(Debug, Default)]
pub struct Stream {
    events: Vec<Event>,
    originals: Vec<CaseEvent>,
    steps: Vec<Range<usize>>,
    movies: Names,
    users: Names,
}

impl Stream {
    /// The events of `case`.
    pub fn new(case: &Case) -> Self {
        let mut stream = Self::default();
        for step in &case.steps {
            let from = stream.events.len();
            step.events().iter().for_each(|event| stream.push(event));
            stream.steps.push(from..stream.events.len());
        }
        stream
    }

    /// The events of a step.
    pub fn of_step(&self, step: usize) -> &[Event] {
        self.steps
            .get(step)
            .and_then(|range| self.events.get(range.clone()))
            .unwrap_or_default()
    }

    /// The events of a step, cut where the source changes; a step without events is one run of none.
    pub fn runs_of_step(&self, step: usize) -> Vec<SourceRun<'_>> {
        let source = |event: &Event| self.original(event).and_then(|e| e.source).unwrap_or(0);
        let events = self.of_step(step);
        if events.is_empty() {
            return vec![(SourceId(0), events)];
        }
        events
            .chunk_by(|a, b| source(a) == source(b))
            .map(|run| (SourceId(source(&run[0])), run))
            .collect()
    }

    /// The event as it stands in the case.
    pub fn original(&self, event: &Event) -> Option<&CaseEvent> {
        self.originals.get(usize::try_from(event.seq).ok()?)
    }

    /// The key that stands for `id` in the slot of movies and plain keys.
    pub fn movie(&self, id: u32) -> Option<i64> {
        self.movies.name(id)
    }

    /// The key that stands for `id` in the slot of users.
    pub fn user(&self, id: u32) -> Option<i64> {
        self.users.name(id)
    }

    fn push(&mut self, event: &CaseEvent) {
        let movie = event.movie_id.or(event.key);
        self.events.push(Event {
            time: EventTime::from_millis(event.t_ms),
            seq: event.seq,
            value: event.amount().unwrap_or(0),
            user: event.user_id.map_or(0, |user| self.users.id(user)),
            movie: movie.map_or(0, |movie| self.movies.id(movie)),
        });
        self.originals.push(*event);
    }
}

/// Numbers for names, in order of first appearance.
#[derive(Debug, Default)]
struct Names {
    ids: HashMap<i64, u32>,
    names: Vec<i64>,
}

impl Names {
    fn id(&mut self, name: i64) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.ids.entry(name).or_insert_with(|| {
            self.names.push(name);
            next
        })
    }

    fn name(&self, id: u32) -> Option<i64> {
        self.names.get(id as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_at_the_ends_of_their_range_find_their_way_back() {
        let mut names = Names::default();
        let keys = [i64::MAX, -1, i64::MIN, -1, 0];
        let ids: Vec<_> = keys.iter().map(|key| names.id(*key)).collect();
        assert_eq!(ids, [0, 1, 2, 1, 3]);
        let back: Vec<_> = ids.iter().filter_map(|id| names.name(*id)).collect();
        assert_eq!(back, keys);
        assert_eq!(names.name(4), None);
    }
}

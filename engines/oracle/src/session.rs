//! Sessions by definition.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_model::{Key, Window};

use crate::group::Group;

/// The sessions that are held, of all keys. Those of one key neither overlap nor touch.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    held: BTreeMap<(Key, i64), Session>,
    ends: BTreeSet<(i64, i64, Key)>,
}

/// A session: its first instant is its place in [`Sessions`].
#[derive(Debug)]
pub(crate) struct Session {
    end: i64,
    pub(crate) group: Group,
}

impl Sessions {
    pub(crate) fn len(&self) -> u64 {
        self.held.len() as u64
    }

    /// What `candidate` becomes together with every session of the key that it overlaps or touches.
    pub(crate) fn merged(&self, key: Key, candidate: Window) -> Window {
        let (mut start, mut end) = (candidate.start.millis(), candidate.end.millis());
        for (session_start, session) in self.touching(key, candidate) {
            (start, end) = (start.min(session_start), end.max(session.end));
        }
        Window::new(start, end)
    }

    /// Merges `candidate` into the sessions of its key; returns the session that it has become.
    pub(crate) fn open(&mut self, key: Key, candidate: Window) -> (Window, &mut Group) {
        let window = self.merged(key, candidate);
        let (start, end) = (window.start.millis(), window.end.millis());
        if self.is_one(key, start, candidate) {
            return (window, self.lengthen(key, start, end));
        }
        let former: Vec<_> = self.touching(key, candidate).map(|(at, _)| at).collect();
        let mut former = former.into_iter().filter_map(|at| self.remove(key, at));
        let mut group = former.next().map_or_else(|| Group::new(key), |first| first.group);
        for other in former {
            group.absorb(&other.group);
        }
        self.ends.insert((end, start, key));
        let session = self.held.entry((key, start)).or_insert(Session { end, group });
        (window, &mut session.group)
    }

    /// Whether `candidate` touches one session only, the one that begins at `start`: as nearly every event does.
    fn is_one(&self, key: Key, start: i64, candidate: Window) -> bool {
        let mut touching = self.touching(key, candidate).map(|(at, _)| at);
        touching.next() == Some(start) && touching.next().is_none()
    }

    /// Lets the session that begins at `start` end at `end`.
    fn lengthen(&mut self, key: Key, start: i64, end: i64) -> &mut Group {
        let Self { held, ends } = self;
        let session = held.entry((key, start)).or_insert_with(|| Session {
            end,
            group: Group::new(key),
        });
        if session.end != end {
            ends.remove(&(session.end, start, key));
            ends.insert((end, start, key));
            session.end = end;
        }
        &mut session.group
    }

    /// The first instants of the sessions of a key.
    pub(crate) fn starts_of(&self, key: Key) -> BTreeSet<i64> {
        let all = (key, i64::MIN)..=(key, i64::MAX);
        self.held.range(all).map(|((_, start), _)| *start).collect()
    }

    /// All sessions that end at `first` or later and whose end satisfies `over`, which must hold up to some end and
    /// for none after it; the oldest end comes first.
    pub(crate) fn ended(&self, first: i64, over: impl Fn(i64) -> bool) -> Vec<(Key, Window)> {
        let ends = self.ends.range((first, i64::MIN, Key(0))..);
        let over = ends.take_while(|(end, ..)| over(*end));
        over.map(|(end, start, key)| (*key, Window::new(*start, *end)))
            .collect()
    }

    pub(crate) fn group(&mut self, key: Key, start: i64) -> Option<&mut Group> {
        self.held.get_mut(&(key, start)).map(|session| &mut session.group)
    }

    pub(crate) fn remove(&mut self, key: Key, start: i64) -> Option<Session> {
        let session = self.held.remove(&(key, start))?;
        self.ends.remove(&(session.end, start, key));
        Some(session)
    }

    fn touching(&self, key: Key, candidate: Window) -> impl Iterator<Item = (i64, &Session)> {
        let (start, end) = (candidate.start.millis(), candidate.end.millis());
        self.held
            .range((key, i64::MIN)..=(key, end))
            .rev()
            .map(|((_, at), session)| (*at, session))
            .take_while(move |(_, session)| session.end >= start)
    }
}

/// The session that an event at `t` would be on its own: `[t, t + gap)`.
pub(crate) const fn candidate(t: i64, gap_ms: i64) -> Window {
    Window::new(t, t.saturating_add(gap_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_sessions_merge_and_neighbours_one_apart_do_not() {
        let mut sessions = Sessions::default();
        sessions.open(Key(1), candidate(0, 10));
        sessions.open(Key(1), candidate(21, 10));
        sessions.open(Key(2), candidate(5, 10));
        assert_eq!(sessions.len(), 3);
        let (window, _) = sessions.open(Key(1), candidate(10, 10));
        assert_eq!(window, Window::new(0, 20));
        let (window, _) = sessions.open(Key(1), candidate(11, 10));
        assert_eq!(window, Window::new(0, 31));
        assert_eq!(sessions.len(), 2);
        assert_eq!(
            sessions.ended(i64::MIN, |end| end <= 15),
            [(Key(2), Window::new(5, 15))]
        );
    }
}

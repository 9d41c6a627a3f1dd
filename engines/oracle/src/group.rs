//! What a window holds for a group.

use std::collections::BTreeMap;

use streamgauge_model::{Event, Key, KeyBy, Query};

use crate::tally::{Asked, Tally};

/// The key of an event, by definition of the query.
pub(crate) const fn key_of(query: &Query, event: &Event) -> Key {
    match query.key {
        KeyBy::None => Key::NONE,
        KeyBy::Movie => Key(event.movie),
        KeyBy::User => Key(event.user),
    }
}

/// The key that state is kept under. The rows of a top-N query compete with each other, so all of its keys form
/// one group.
pub(crate) const fn group_of(query: &Query, event: &Event) -> Key {
    if query.top.is_some() {
        Key::NONE
    } else {
        key_of(query, event)
    }
}

/// The contents of one window of one group.
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// The group's own key.
    pub(crate) key: Key,
    /// Its events, unless the query is a top-N.
    pub(crate) whole: Tally,
    /// Its events by key, if the query is a top-N.
    pub(crate) parts: BTreeMap<Key, Tally>,
}

impl Group {
    pub(crate) fn new(key: Key) -> Self {
        Self {
            key,
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, query: &Query, asked: &Asked, event: &Event) {
        let tally = if query.top.is_some() {
            self.parts.entry(key_of(query, event)).or_default()
        } else {
            &mut self.whole
        };
        tally.add(asked, event);
    }

    /// Rows of state: one for each key.
    pub(crate) fn rows(&self) -> u64 {
        if self.parts.is_empty() {
            1
        } else {
            self.parts.len() as u64
        }
    }

    /// Takes over the events of another group.
    pub(crate) fn absorb(&mut self, other: &Self) {
        self.whole.absorb(&other.whole);
        for (key, tally) in &other.parts {
            self.parts.entry(*key).or_default().absorb(tally);
        }
    }
}

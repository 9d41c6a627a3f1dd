//! Attacks as a query looks for them.

use std::collections::BTreeMap;

use streamgauge_model::{Event, EventTime, Key, KeyBy, Query, Window};
use streamgauge_workloads::Attack;

use super::alert::{RaisedAlert, holds};
use super::looked_for;
use crate::Subject;

/// An attack that the query looks for.
#[derive(Clone, Debug)]
pub(super) struct Target<'a> {
    pub(super) attack: &'a Attack,
    pub(super) key: Key,
    /// When the first of its ratings to arrive is due.
    pub(super) begins_ns: i64,
    /// Event time and due instant of its ratings, in order of event time.
    ratings: Vec<(EventTime, i64)>,
}

/// All attacks that the query looks for, warm-up included.
#[derive(Clone, Debug)]
pub(super) struct Targets<'a> {
    /// In order of their first event time.
    pub(super) all: Vec<Target<'a>>,
    /// Their places in `all` by key.
    by_key: BTreeMap<Key, Vec<usize>>,
}

impl<'a> Targets<'a> {
    pub(super) fn of(subject: &Subject<'_>, attacks: &'a [Attack]) -> Self {
        let all: Vec<Target<'a>> = attacks
            .iter()
            .filter_map(|attack| Target::of(subject, attack))
            .collect();
        let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (place, target) in all.iter().enumerate() {
            by_key.entry(target.key).or_default().push(place);
        }
        Self { all, by_key }
    }

    /// Whether the alert belongs to one of them.
    pub(super) fn are_in(&self, alert: &RaisedAlert) -> bool {
        self.on(alert.key).any(|target| target.is_in(alert))
    }

    /// Whether the window of a key holds a rating of one of them.
    pub(super) fn hold(&self, key: Key, window: Window) -> bool {
        self.on(key).any(|target| target.holds(window))
    }

    fn on(&self, key: Key) -> impl Iterator<Item = &Target<'a>> {
        let places = self.by_key.get(&key).into_iter().flatten();
        places.filter_map(|place| self.all.get(*place))
    }
}

impl<'a> Target<'a> {
    fn of(subject: &Subject<'_>, attack: &'a Attack) -> Option<Self> {
        let key = Key(looked_for(subject.query, attack)?);
        let rating = |seq: &u64| {
            let arrival = subject.observed.arrivals.get(usize::try_from(*seq).ok()?)?;
            let due_ns = i64::try_from(arrival.due_ns).unwrap_or(i64::MAX);
            Some((arrival.event.time, due_ns))
        };
        let mut ratings: Vec<_> = attack.seqs.iter().filter_map(rating).collect();
        ratings.sort_unstable();
        let begins_ns = ratings.iter().map(|(_, due_ns)| *due_ns).min()?;
        Some(Self {
            attack,
            key,
            begins_ns,
            ratings,
        })
    }

    /// Whether one of its ratings lies within a window.
    pub(super) fn holds(&self, window: Window) -> bool {
        self.within(window).next().is_some()
    }

    /// Whether the alert belongs to it: one of its ratings lies within the window and had arrived when the alert left.
    pub(super) fn is_in(&self, alert: &RaisedAlert) -> bool {
        let mut arrived = self
            .within(alert.window)
            .filter(|(_, due_ns)| *due_ns <= alert.left_ns);
        alert.key == self.key && arrived.next().is_some()
    }

    fn within(&self, window: Window) -> impl Iterator<Item = &(EventTime, i64)> {
        let from = self.ratings.partition_point(|(time, _)| *time < window.start);
        let rest = self.ratings.get(from..).unwrap_or_default();
        rest.iter().take_while(move |(time, _)| holds(window, *time))
    }

    /// Ratings that the generator delayed.
    pub(super) fn late_ratings(&self, subject: &Subject<'_>) -> u64 {
        let arrivals = &subject.observed.arrivals;
        let arrived = self
            .attack
            .seqs
            .iter()
            .filter_map(|seq| arrivals.get(usize::try_from(*seq).ok()?));
        arrived.filter(|arrival| arrival.is_late).count() as u64
    }

    /// Events in the fullest window of the target that fired and holds one of its ratings.
    pub(super) fn fullest_fired(&self, subject: &Subject<'_>) -> u64 {
        let firings = subject.verdict.judgement.firings.iter();
        let own = firings.filter(|firing| firing.key == self.key && self.holds(firing.window));
        own.map(|firing| firing.last.count).max().unwrap_or(0)
    }
}

/// The key of an event.
pub(super) const fn key_of(query: &Query, event: &Event) -> Key {
    match query.key {
        KeyBy::None => Key::NONE,
        KeyBy::Movie => Key(event.movie),
        KeyBy::User => Key(event.user),
    }
}

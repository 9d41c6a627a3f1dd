//! The sessions of all keys, and what each of them holds.

use std::collections::BTreeMap;

use streamgauge_model::{EventTime, TimeDomain, Watermark, Window};
use streamgauge_operators::{Lateness, MergingWindowSet, TimerQueue};

/// What sessions hold: something that can be put together when they merge.
pub(crate) trait Contents: Default {
    /// Adds what another session held.
    fn absorb(&mut self, other: Self);
}

/// Sessions that live until they fire: SQL allows no lateness.
#[derive(Clone, Debug)]
pub(crate) struct Sessions<K, T> {
    keys: BTreeMap<K, KeySessions<T>>,
    timers: TimerQueue<(Window, K)>,
}

#[derive(Clone, Debug)]
struct KeySessions<T> {
    set: MergingWindowSet,
    contents: BTreeMap<Window, T>,
}

impl<T> Default for KeySessions<T> {
    fn default() -> Self {
        Self {
            set: MergingWindowSet::default(),
            contents: BTreeMap::new(),
        }
    }
}

impl<K: Ord + Clone, T: Contents> Sessions<K, T> {
    pub(crate) const fn new() -> Self {
        Self {
            keys: BTreeMap::new(),
            timers: TimerQueue::new(),
        }
    }

    /// What the session holds that a row of `key` makes or extends with its own span; `None` if that is late. The
    /// test is made of the session that *would* be: a late row is saved by one that is still open.
    pub(crate) fn extend(&mut self, key: K, span: Window, late: Lateness) -> Option<&mut T> {
        let found = self.keys.get(&key);
        if late.refuses(found.map_or(span, |of_key| of_key.set.covering(span))) {
            return None;
        }
        let of_key = self.keys.entry(key.clone()).or_default();
        let (session, merge) = of_key.set.add(span);
        let state = of_key.set.state_window(session)?;
        if let Some(merge) = merge {
            for gone in merge.merged {
                self.timers.delete(gone.last_instant(), (gone, key.clone()));
            }
            for gone in merge.merged_state_windows {
                let other = of_key.contents.remove(&gone).unwrap_or_default();
                of_key.contents.entry(state).or_default().absorb(other);
            }
        }
        self.timers.register(session.last_instant(), (session, key));
        Some(of_key.contents.entry(state).or_default())
    }

    /// Takes out the next session whose last instant `progress` has reached.
    pub(crate) fn pop_complete(&mut self, progress: Watermark) -> Option<(K, Window, T)> {
        let (_, (session, key)) = self.timers.pop_due(progress)?;
        let of_key = self.keys.get_mut(&key)?;
        let state = of_key.set.state_window(session)?;
        of_key.set.retire(session);
        let contents = of_key.contents.remove(&state).unwrap_or_default();
        if of_key.set.is_empty() {
            self.keys.remove(&key);
        }
        Some((key, session, contents))
    }

    /// Adds the sessions of another part of the same operator, with other keys.
    pub(crate) fn union(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.timers.extend(other.timers);
    }
}

/// The span that a row of the instant `at` opens.
pub(crate) const fn span(at: EventTime, gap: i64) -> Window {
    Window {
        start: at,
        end: at.saturating_add(gap),
    }
}

/// When a session refuses rows: never in processing time.
pub(crate) const fn lateness(time: TimeDomain, progress: Watermark) -> Lateness {
    match time {
        TimeDomain::Event => Lateness::new(progress, 0),
        TimeDomain::Processing => Lateness::NEVER,
    }
}

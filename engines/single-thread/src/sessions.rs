//! Session windows.

use std::marker::PhantomData;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rustc_hash::FxBuildHasher;
use streamgauge_model::{Event, EventTime, Key, Output, ResultRow, Watermark, Window};

use crate::day_timers::DayTimers;
use crate::fold::Fold;
use crate::gate::Gate;
use crate::key::Keying;
use crate::key_sessions::{KeySessions, Session};
use crate::operator::Operator;

/// Spans of activity of each key that merge when they touch. A key is looked after when the first of its sessions may be
/// due; a session that has grown since is looked after again.
pub(crate) struct Sessions<K, F: Fold> {
    gap_ms: i64,
    allowed_ms: i64,
    fold: F,
    gate: Gate,
    keys: HashMap<u32, KeySessions<F::Acc>, FxBuildHasher>,
    timers: DayTimers,
    /// Room for sessions to be used again: keys come and go.
    spare: Vec<Vec<Session<F::Acc>>>,
    key: PhantomData<K>,
}

impl<K: Keying, F: Fold> Sessions<K, F> {
    /// A session ends after a silence of `gap_ms` and lives `allowed_ms` beyond its end.
    pub(crate) fn new(gap_ms: i64, fold: F, gate: Gate, allowed_ms: i64) -> Self {
        Self {
            gap_ms,
            allowed_ms,
            fold,
            gate,
            keys: HashMap::with_hasher(FxBuildHasher),
            timers: DayTimers::new(gap_ms),
            spare: Vec::new(),
            key: PhantomData,
        }
    }

    /// Whether a session accepts no more events.
    const fn is_over(window: Window, allowed_ms: i64, watermark: i64) -> bool {
        window.last_instant().millis().saturating_add(allowed_ms) <= watermark
    }

    /// The watermark at which something is to be done with a session: it leaves, or is forgotten.
    const fn due<A>(session: &Session<A>, allowed_ms: i64) -> i64 {
        let last = session.window.last_instant().millis();
        if session.fired {
            last.saturating_add(allowed_ms)
        } else {
            last
        }
    }

    /// The sessions of `key` that are complete leave, those that are over are forgotten.
    fn look_after<O: Output>(&mut self, key: u32, due: i64, watermark: i64, out: &mut O) {
        let Entry::Occupied(mut entry) = self.keys.entry(key) else {
            return;
        };
        let of_key = entry.get_mut();
        if of_key.timer != due {
            return;
        }
        for session in &mut of_key.sessions {
            if !session.fired && session.window.last_instant().millis() <= watermark {
                session.fired = true;
                emit(self.fold, &self.gate, key, session, watermark, out);
            }
        }
        let allowed_ms = self.allowed_ms;
        of_key
            .sessions
            .retain(|session| !session.fired || !Self::is_over(session.window, allowed_ms, watermark));
        let next = of_key
            .sessions
            .iter()
            .map(|session| Self::due(session, allowed_ms))
            .min();
        match next {
            Some(next) => {
                of_key.timer = next;
                self.timers.set(next, key);
            }
            None => self.spare.push(entry.remove().sessions),
        }
    }
}

fn emit<F: Fold, O: Output>(
    fold: F,
    gate: &Gate,
    key: u32,
    session: &mut Session<F::Acc>,
    watermark: i64,
    out: &mut O,
) {
    let row = ResultRow {
        key: Key(key),
        window: session.window,
        pane: session.panes,
        rank: 0,
        watermark: Watermark::at(EventTime::from_millis(watermark)),
        values: fold.values(&session.acc),
    };
    session.panes += 1;
    // Sessions are not ranked.
    if gate.lets(&row.values) {
        out.result(&row);
    }
}

impl<K: Keying, F: Fold> Operator for Sessions<K, F> {
    /// The span of an event is merged with its neighbours before it is judged: a session that lives saves a late event.
    #[inline]
    fn on_event<O: Output>(&mut self, event: &Event, at: i64, watermark: i64, out: &mut O) {
        let (key, fold, allowed_ms) = (K::key(event), self.fold, self.allowed_ms);
        let at = EventTime::from_millis(at);
        let span = Window {
            start: at,
            end: at.saturating_add(self.gap_ms),
        };
        if Self::is_over(span, allowed_ms, watermark) {
            let merged = self.keys.get(&key).map_or(span, |of_key| of_key.covering(span));
            if Self::is_over(merged, allowed_ms, watermark) {
                out.dropped(1);
                return;
            }
        }
        let spare = &mut self.spare;
        let of_key = self
            .keys
            .entry(key)
            .or_insert_with(|| KeySessions::new(spare.pop().unwrap_or_default()));
        let session = of_key.extend(span, || fold.empty(), |acc, other| fold.merge(acc, other));
        fold.add(&mut session.acc, event);
        session.fired = session.window.last_instant().millis() <= watermark;
        if session.fired {
            emit(fold, &self.gate, key, session, watermark, out);
        }
        let due = Self::due(session, allowed_ms);
        if due < of_key.timer {
            of_key.timer = due;
            self.timers.set(due, key);
        }
    }

    #[inline]
    fn advance<O: Output>(&mut self, watermark: i64, out: &mut O) {
        while let Some((due, key)) = self.timers.pop(watermark) {
            self.look_after(key, due, watermark, out);
        }
    }
}

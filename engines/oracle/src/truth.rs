//! The whole truth: every group of a query and all of its events, however late.

use std::collections::BTreeMap;

use streamgauge_model::{Event, Key, Query, Window, WindowSpec};

use crate::Holding;
use crate::group::key_of;
use crate::session::candidate;
use crate::span::Span;

/// Every key and window of event time that holds an event, with the number of its events and the sum of their values.
///
/// True sessions are those of all events: per key in order of time, an event that comes at most one gap after the
/// one before belongs to the same session.
pub(crate) fn truth(query: &Query, events: &[Event]) -> BTreeMap<(Key, Window), Holding> {
    let kept = events
        .iter()
        .filter(|event| query.filter.is_none_or(|filter| filter.keeps(event)));
    if let WindowSpec::Session { gap_ms } = query.window {
        return sessions(
            kept.map(|event| (key_of(query, event), event.time.millis(), event.value)),
            gap_ms,
        );
    }
    // Events that lie in the same windows are added up first: a window sliding by a hundredth of its size has few such
    // spans and many events.
    let mut spans: BTreeMap<_, Holding> = BTreeMap::new();
    for event in kept {
        let span = Span::of(query.window, event.time.millis());
        let held = spans.entry((key_of(query, event), span)).or_default();
        held.add(one(event.value));
    }
    let mut groups: BTreeMap<_, Holding> = BTreeMap::new();
    for ((key, span), held) in spans {
        for window in span.windows() {
            groups.entry((key, window)).or_default().add(held);
        }
    }
    groups
}

const fn one(value: i64) -> Holding {
    Holding { count: 1, sum: value }
}

fn sessions(events: impl Iterator<Item = (Key, i64, i64)>, gap_ms: i64) -> BTreeMap<(Key, Window), Holding> {
    let mut events: Vec<_> = events.collect();
    events.sort_unstable();
    let mut sessions: Vec<(Key, Window, Holding)> = Vec::new();
    for (key, t, value) in events {
        let own = candidate(t, gap_ms);
        match sessions.last_mut() {
            Some((of, window, holding)) if *of == key && own.start <= window.end => {
                window.end = own.end;
                holding.add(one(value));
            }
            _ => sessions.push((key, own, one(value))),
        }
    }
    sessions
        .into_iter()
        .map(|(key, window, holding)| ((key, window), holding))
        .collect()
}

//! The whole truth: every group of a query and all of its events, however late.

use std::collections::BTreeMap;

use streamgauge_model::{Event, Key, Query, Window, WindowSpec};

use crate::group::key_of;
use crate::session::candidate;
use crate::span::each_window;

/// Every key and window of event time that holds an event, with the number of its events.
///
/// True sessions are those of all events: per key in order of time, an event that comes at most one gap after the
/// one before belongs to the same session.
pub(crate) fn truth(query: &Query, events: &[Event]) -> BTreeMap<(Key, Window), u64> {
    let kept = events
        .iter()
        .filter(|event| query.filter.is_none_or(|filter| filter.keeps(event)));
    if let WindowSpec::Session { gap_ms } = query.window {
        return sessions(
            kept.map(|event| (key_of(query, event), event.time.millis())),
            gap_ms,
        );
    }
    let mut groups = BTreeMap::new();
    for event in kept {
        each_window(query.window, event.time.millis(), |window| {
            *groups.entry((key_of(query, event), window)).or_default() += 1;
        });
    }
    groups
}

fn sessions(events: impl Iterator<Item = (Key, i64)>, gap_ms: i64) -> BTreeMap<(Key, Window), u64> {
    let mut events: Vec<_> = events.collect();
    events.sort_unstable();
    let mut sessions: Vec<(Key, Window, u64)> = Vec::new();
    for (key, t) in events {
        let own = candidate(t, gap_ms);
        match sessions.last_mut() {
            Some((of, window, count)) if *of == key && own.start <= window.end => {
                window.end = own.end;
                *count += 1;
            }
            _ => sessions.push((key, own, 1)),
        }
    }
    sessions
        .into_iter()
        .map(|(key, window, count)| ((key, window), count))
        .collect()
}

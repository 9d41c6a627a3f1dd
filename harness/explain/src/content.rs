//! Groups in state, in the words of the case.

use std::collections::HashMap;

use streamgauge_model::Key;
use streamgauge_operators::GroupView;
use streamgauge_replay::{Aggregate, Case, CaseEvent, CaseQuery, KeyBy, Row, WindowShape};

use crate::timeline::Content;

/// Which key of the case a key of the model stands for.
#[derive(Clone, Debug, Default)]
pub struct KeyNames(HashMap<Key, i64>);

impl KeyNames {
    /// `event` was seen to have `key`.
    pub fn learn(&mut self, key: Key, event: Option<&CaseEvent>, by: KeyBy) {
        if let Some(name) = event.and_then(|event| key_of(event, by)) {
            self.0.insert(key, name);
        }
    }

    /// The groups as contents.
    pub fn contents(&self, groups: &[GroupView], query: &CaseQuery) -> Vec<Content> {
        groups.iter().map(|group| self.content(group, query)).collect()
    }

    /// The group as content: what its row would be.
    pub fn content(&self, group: &GroupView, query: &CaseQuery) -> Content {
        let asks = |aggregate| query.aggregates.contains(&aggregate);
        let windowed = !matches!(query.window, WindowShape::None {} | WindowShape::Global {});
        let row = Row {
            key: self.0.get(&group.key).copied(),
            window_start_ms: windowed.then(|| group.window.start.millis()),
            window_end_ms: windowed.then(|| group.window.end.millis()),
            count: asks(Aggregate::Count).then_some(group.values.digest.count),
            sum: asks(Aggregate::Sum).then_some(group.values.sum),
            distinct_users: asks(Aggregate::DistinctUsers).then_some(group.values.distinct_users),
            ..Row::default()
        };
        Content {
            window: group.window,
            row,
        }
    }
}

/// The key that a query groups an event by; `None` for a query without a key.
pub const fn key_of(event: &CaseEvent, by: KeyBy) -> Option<i64> {
    match by {
        KeyBy::None => None,
        KeyBy::Movie => event.movie_id,
        KeyBy::User => event.user_id,
        KeyBy::Key => event.key,
    }
}

/// The event with this number.
pub fn event_of(case: &Case, seq: u64) -> Option<&CaseEvent> {
    let at = usize::try_from(seq).ok()?;
    case.events().nth(at)
}

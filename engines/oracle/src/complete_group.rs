//! What a query would see on complete data.

use streamgauge_model::{Event, Key, Query, Window};

use crate::Holding;
use crate::truth::truth;

/// A key and window with all of its events, however late they arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompleteGroup {
    /// The key.
    pub key: Key,
    /// The window; a session has the bounds that all of its events give it.
    pub window: Window,
    /// Number of its events.
    pub count: u64,
    /// Sum of their values.
    pub sum: i64,
}

/// Every key and window of event time that holds an event, in the order of keys and windows, as an engine would see
/// it to which nothing is late. Events that the filter removes take no part.
#[must_use]
pub fn complete_groups(query: &Query, events: &[Event]) -> Vec<CompleteGroup> {
    let group = |((key, window), Holding { count, sum })| CompleteGroup {
        key,
        window,
        count,
        sum,
    };
    truth(query, events).into_iter().map(group).collect()
}

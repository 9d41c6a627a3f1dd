//! Result rows.

use serde::Serialize;
use streamgauge_model::{Event, ResultRow};

use crate::stream::Stream;
use crate::{Aggregate, CaseQuery, KeyBy, WindowShape};

/// A row that leaves. A field that the query does not have is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<i64>,
    /// First instant of the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_start_ms: Option<i64>,
    /// First instant after the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_end_ms: Option<i64>,
    /// Number of events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Sum of half stars or values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum: Option<i64>,
    /// Number of different users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distinct_users: Option<u64>,
    /// The value of an event that passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// The time of an event that passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub t_ms: Option<i64>,
    /// Event-at-a-time: the operator's watermark when the row left; `Some(None)`: none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_watermark_ms: Option<Option<i64>>,
}

impl Row {
    /// The row of a group.
    pub(crate) fn of_group(row: &ResultRow, query: &CaseQuery, stream: &Stream) -> Self {
        let windowed = !matches!(query.window, WindowShape::None {} | WindowShape::Global {});
        let asks = |aggregate| query.aggregates.contains(&aggregate);
        Self {
            key: match query.key {
                KeyBy::None => None,
                KeyBy::Movie | KeyBy::Key => stream.movie(row.key.0),
                KeyBy::User => stream.user(row.key.0),
            },
            window_start_ms: windowed.then(|| row.window.start.millis()),
            window_end_ms: windowed.then(|| row.window.end.millis()),
            count: asks(Aggregate::Count).then_some(row.values.digest.count),
            sum: asks(Aggregate::Sum).then_some(row.values.sum),
            distinct_users: asks(Aggregate::DistinctUsers).then_some(row.values.distinct_users),
            ..Self::default()
        }
    }

    /// The row of an event that passes: what it has of key, value and time.
    pub(crate) fn of_event(event: &Event, stream: &Stream) -> Self {
        let original = stream.original(event);
        Self {
            key: original.and_then(|e| e.key),
            value: original.and_then(|e| e.value),
            t_ms: Some(event.time.millis()),
            ..Self::default()
        }
    }

    /// Sorts rows by window and key; rows of one group stay in the order in which they left.
    pub(crate) fn sort(rows: &mut [Self]) {
        rows.sort_by_key(|row| (row.window_end_ms, row.window_start_ms, row.key));
    }
}

//! What a query would see if nothing were late.

use streamgauge_model::{Comparison, Filter, Key, Query, Window, WindowSpec};
use streamgauge_oracle::{CompleteGroup, complete_groups};

use crate::scene::{TWO, events, tumbling};

/// Groups of (user, movie, half stars, milliseconds after two o'clock) events, the last of which comes late, as (key,
/// window, count, sum).
fn groups(query: &Query) -> Vec<(u32, (i64, i64), u64, i64)> {
    let stream = [
        (1, 7, 2, 1_000),
        (1, 7, 4, 9_000),
        (1, 8, 6, 9_500),
        (1, 7, 8, 25_000),
        (1, 7, 10, 4_000),
    ];
    let of = |group: CompleteGroup| {
        let CompleteGroup {
            key: Key(key),
            window: Window { start, end },
            count,
            sum,
        } = group;
        (key, (start.millis() - TWO, end.millis() - TWO), count, sum)
    };
    complete_groups(query, &events(TWO, &stream))
        .into_iter()
        .map(of)
        .collect()
}

#[test]
fn a_window_has_all_of_its_events_however_late() {
    assert_eq!(
        groups(&tumbling()),
        [
            (7, (0, 5_000), 2, 12),
            (7, (5_000, 10_000), 1, 4),
            (7, (25_000, 30_000), 1, 8),
            (8, (5_000, 10_000), 1, 6),
        ]
    );
}

#[test]
fn a_session_is_joined_by_what_came_late() {
    let sessions = Query {
        window: WindowSpec::Session { gap_ms: 5_000 },
        ..tumbling()
    };
    assert_eq!(
        groups(&sessions),
        [
            (7, (1_000, 14_000), 3, 16),
            (7, (25_000, 30_000), 1, 8),
            (8, (9_500, 14_500), 1, 6),
        ]
    );
}

#[test]
fn what_the_filter_removes_takes_no_part() {
    let low = Query {
        filter: Some(Filter::Value(Comparison::Below(5))),
        ..tumbling()
    };
    assert_eq!(groups(&low), [(7, (0, 5_000), 1, 2), (7, (5_000, 10_000), 1, 4)]);
}

//! Recorded runs of Flink 2.3.0 (DataStream API, a watermark after every event): each row that Flink emitted is
//! demanded by the judge, with Flink's count, sum and watermark, and no other; so are its late events.

use streamgauge_model::{Cadence, Event, EventAtATimeRules, KeyBy, Query, Rules, WatermarkRule, WindowSpec};
use streamgauge_oracle::{TaskTrace, ViolationKind};

use crate::scene::{Scene, events, moved, row, tumbling};

/// The instant that times count from.
const BASE: i64 = 1_767_225_600_000;
const END: i64 = i64::MAX;
const DELAY: i64 = 30_000;

/// (key, start, end, count, sum, watermark), as Flink emitted them.
type Recorded = (u32, i64, i64, u64, i64, i64);

/// Plays the steps of a run, puts the recorded rows behind the watermark they bear, and judges. Which events stand
/// behind a row was not recorded: digests are taken from all events of its key and window that fit its count
/// and sum.
fn recorded(mut query: Query, events: Vec<Event>, rows: &[Recorded], late: &[u64]) {
    query.watermark = Some(WatermarkRule { delay_ms: DELAY });
    let mut trace = TaskTrace::default();
    let mut left = rows.to_vec();
    let mut panes = std::collections::BTreeMap::new();
    let mut emit = |trace: &mut TaskTrace, watermark: i64| {
        while let Some(at) = left.iter().position(|recorded| recorded.5 == watermark) {
            let (key, start, end, count, sum, _) = left.remove(at);
            let covered = cover(&query, &events, late, (key, BASE + start, BASE + end), count);
            let window = (BASE + start, BASE + end);
            let mut found = row(&events, key, window, crate::scene::at(watermark), &covered);
            assert_eq!(
                (found.values.digest.count, found.values.sum),
                (count, sum),
                "key {key} {window:?}"
            );
            let pane = panes.entry((key, window)).or_insert(0);
            (found.pane, *pane) = (*pane, *pane + 1);
            trace.result(&found);
        }
    };
    let mut watermark = i64::MIN;
    for (after, event) in (1..).zip(&events) {
        let due = event.time.millis() - DELAY - 1;
        if due > watermark {
            watermark = due;
            trace.step(moved(watermark, after));
            emit(&mut trace, watermark);
        }
    }
    trace.step(moved(END, events.len() as u64));
    emit(&mut trace, END);
    assert!(left.is_empty(), "rows without a watermark: {left:?}");
    for seq in late {
        trace.late(*seq);
    }
    let mut rules = EventAtATimeRules::new(Cadence::PerEvent);
    rules.late_output = true;
    let scene = Scene {
        query,
        rules: Rules::EventAtATime(rules),
        splits: 1,
        events,
        tasks: vec![trace],
    };
    let judgement = scene.clean();
    assert_eq!(judgement.results_checked, rows.len() as u64);
    assert_eq!(judgement.fates.side_output, late.len() as u64);
    assert_eq!(
        scene.corrupted(|t| t.results[0].values.sum += 1),
        [ViolationKind::WrongValue]
    );
}

/// The first `count` events, in order of arrival, that are of a key, within a window and not late.
fn cover(
    query: &Query,
    events: &[Event],
    late: &[u64],
    (key, start, end): (u32, i64, i64),
    count: u64,
) -> Vec<usize> {
    let last = match query.window {
        WindowSpec::Session { gap_ms } => end - gap_ms + 1,
        _ => end,
    };
    let of_key = |event: &&Event| match query.key {
        KeyBy::None => true,
        KeyBy::Movie => event.movie == key,
        KeyBy::User => event.user == key,
    };
    let within = |event: &&Event| (start..last).contains(&event.time.millis());
    let events = events.iter().filter(of_key).filter(within);
    let kept = events
        .filter(|event| !late.contains(&event.seq))
        .map(|event| event.seq as usize);
    kept.take(count as usize).collect()
}

/// Tumbling windows with 20 s of allowed lateness: the window from 90 s fires twice at one watermark.
#[test]
fn a_late_event_within_the_allowed_lateness_fires_its_window_again() {
    let events = events(
        BASE,
        &[
            (1, 1, 2, 0),
            (1, 1, 4, 100000),
            (2, 1, 6, 5000),
            (3, 2, 6, 6000),
            (4, 1, 8, 7000),
            (1, 1, 10, 150000),
            (5, 1, 2, 8000),
            (6, 1, 4, 9000),
            (6, 1, 4, 101000),
            (1, 1, 10, 200000),
        ],
    );
    let rows = [
        (1, 0, 15000, 1, 2, BASE + 69999),
        (1, 90000, 105000, 1, 4, BASE + 119999),
        (1, 90000, 105000, 2, 8, BASE + 119999),
        (1, 150000, 165000, 1, 10, BASE + 169999),
        (1, 195000, 210000, 1, 10, END),
    ];
    let query = Query {
        window: WindowSpec::Tumbling {
            size_ms: 15_000,
            offset_ms: 0,
        },
        allowed_lateness_ms: 20_000,
        ..tumbling()
    };
    recorded(query, events, &rows, &[2, 3, 4, 6, 7]);
}

/// Sessions: the event at 17 s touches no session that still lives.
#[test]
fn a_late_event_with_no_live_session_goes_to_the_side_output() {
    let events = events(
        BASE,
        &[
            (1, 1, 6, 1000),
            (2, 2, 8, 2000),
            (1, 1, 4, 50000),
            (3, 1, 10, 3000),
            (4, 1, 8, 16000),
            (5, 110, 2, 4000),
            (1, 1, 2, 100000),
            (6, 1, 10, 17000),
            (7, 1, 9, 71000),
            (8, 1, 9, 69000),
            (1, 2, 5, 130000),
        ],
    );
    let rows = [
        (1, 1000, 21000, 1, 6, BASE + 69999),
        (2, 2000, 22000, 1, 8, BASE + 69999),
        (3, 3000, 23000, 1, 10, BASE + 69999),
        (5, 4000, 24000, 1, 2, BASE + 69999),
        (4, 16000, 36000, 1, 8, BASE + 69999),
        (1, 50000, 70000, 1, 4, BASE + 69999),
        (8, 69000, 89000, 1, 9, BASE + 99999),
        (7, 71000, 91000, 1, 9, BASE + 99999),
        (1, 100000, 120000, 1, 2, END),
        (1, 130000, 150000, 1, 5, END),
    ];
    let query = Query {
        key: KeyBy::User,
        window: WindowSpec::Session { gap_ms: 20_000 },
        ..tumbling()
    };
    recorded(query, events, &rows, &[7]);
}

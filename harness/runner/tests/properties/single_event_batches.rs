//! Micro-batches of one event against one event at a time.
//!
//! Both models then learn of time at the same moments: with a batch without data behind each batch that moved the
//! watermark, batch k judges late rows by the watermark that the events before k have made, as the operator does event
//! at a time. (Spark's watermark `w` closes a window that ends at `w`, Flink's `w - 1` does: the same.) What remains
//! different is asserted here, to the row.

use streamgauge_model::{Event, OutputMode, Query, Rules, WindowSpec};

use crate::counterexample::assert_holds;
use crate::definition::{horizons, windows_of};
use crate::one_behind::one_behind;
use crate::queries::{ALIGNED, SESSIONS, by_movie, query};
use crate::sequences::each_stream;
use crate::settings::{batches, per_event};
use crate::stream::Stream;
use crate::timeline::{of_batches, of_events};
use crate::trial::{Run, Trial};

fn same<T: PartialEq + std::fmt::Debug>(what: &str, in_batches: &T, one_by_one: &T) -> Result<(), String> {
    (in_batches == one_by_one)
        .then_some(())
        .ok_or_else(|| format!("{what}: in batches {in_batches:?}, one by one {one_by_one:?}"))
}

/// Every sequence from `first` on, an event in each portion.
fn each_single(
    first: i64,
    query: &Query,
    rules: &Rules,
    check: impl Fn(&Trial<'_>, &Stream) -> Result<(), String>,
) {
    let trial = Trial::new(query, rules);
    each_stream(first, 2, |stream| {
        assert_holds(&query.name, &trial, stream, |stream| {
            check(&trial, &Stream::one_by_one(stream.events.clone()))
        });
    });
}

fn queries(windows: &[WindowSpec]) -> impl Iterator<Item = Query> {
    let delayed = |window: &WindowSpec| [0, 1, 3].map(|delay| by_movie(query(*window, delay)));
    windows.iter().flat_map(delayed).collect::<Vec<_>>().into_iter()
}

#[test]
fn after_the_epoch_windows_are_the_same_after_every_event() {
    for query in queries(&ALIGNED) {
        each_single(0, &query, &batches(OutputMode::Append, true), |trial, stream| {
            let rules = per_event(false);
            let (left, right) = (trial.run(stream), Trial::new(trial.query, &rules).run(stream));
            same("rows", &of_batches(stream, &left), &of_events(stream, &right))?;
            same("drops", &left.dropped(), &right.dropped())
        });
    }
}

/// The watermark of micro-batches is never below 0: windows that end at or before the epoch are late from the first
/// batch on. All others are the same.
#[test]
fn around_the_epoch_the_windows_before_it_are_missing_in_batches_and_nothing_else() {
    for query in queries(&ALIGNED) {
        each_single(-3, &query, &batches(OutputMode::Append, true), |trial, stream| {
            let rules = per_event(false);
            let (left, right) = (trial.run(stream), Trial::new(trial.query, &rules).run(stream));
            let mut expected = of_events(stream, &right);
            for (_, rows) in &mut expected {
                rows.retain(|row| row.window.end.millis() > 0);
            }
            same("rows", &of_batches(stream, &left), &expected)?;
            let horizons = horizons(trial.query, &stream.events);
            let late = stream.events.iter().zip(horizons).filter(|(event, horizon)| {
                let windows = windows_of(trial.query.window, event.time.millis());
                windows
                    .iter()
                    .all(|w| w.end.millis() <= horizon.unwrap_or(0).max(0))
            });
            same("drops", &left.dropped(), &(late.count() as u64))
        });
    }
}

/// Where no batch without data may run, batch k judges late rows by what the events before k - 1 have made of the
/// watermark, and closes windows by what those before k have: as an operator whose watermark is one event behind.
#[test]
fn without_batches_without_data_the_watermark_is_one_event_behind() {
    for query in queries(&ALIGNED) {
        each_single(0, &query, &batches(OutputMode::Append, false), |trial, stream| {
            let (left, right) = (trial.run(stream), one_behind(trial.query, stream));
            same("rows", &of_batches(stream, &left), &of_events(stream, &right))?;
            same("drops", &left.dropped(), &right.dropped())
        });
    }
}

/// In batches, a session event is judged alone, before it is merged: one whose own span is over is late even if it
/// touches a session that lives, which would save it event at a time. Without these events, all is the same.
#[test]
fn sessions_are_the_same_but_for_late_events_that_a_live_session_saves() {
    let mut saved = 0;
    for query in queries(&SESSIONS) {
        let saved = std::cell::RefCell::new(&mut saved);
        each_single(0, &query, &batches(OutputMode::Append, true), |trial, stream| {
            let horizons = horizons(trial.query, &stream.events);
            let timely = stream.events.iter().zip(horizons).filter(|(event, horizon)| {
                let own = windows_of(trial.query.window, event.time.millis())[0];
                own.end.millis() > horizon.unwrap_or(0).max(0)
            });
            let timely: Vec<Event> = timely.map(|(event, _)| *event).collect();
            let late = (stream.events.len() - timely.len()) as u64;
            let rules = per_event(false);
            let one_by_one = Trial::new(trial.query, &rules);
            let (left, all) = (trial.run(stream), one_by_one.run(stream));
            same("drops", &left.dropped(), &late)?;
            **saved.borrow_mut() += late - all.dropped();
            let timely = Stream::one_by_one(timely);
            let right = one_by_one.run(&timely);
            same("drops of timely events", &0, &right.dropped())?;
            let mut left = of_batches(stream, &left);
            let refused = |seq: &u64| timely.events.iter().all(|event| event.seq != *seq);
            let silent = left
                .extract_if(.., |(seq, _)| refused(seq))
                .all(|(_, rows)| rows.is_empty());
            same("batches of late events are silent", &silent, &true)?;
            same("rows", &left, &of_events(&timely, &right))
        });
    }
    assert!(saved > 1_000, "only {saved} events saved by a live session");
}

#[test]
fn a_running_aggregate_in_update_mode_gives_a_row_for_each_event() {
    let query = Query {
        watermark: None,
        ..by_movie(query(WindowSpec::Running, 0))
    };
    each_single(-2, &query, &batches(OutputMode::Update, true), |trial, stream| {
        let rules = per_event(false);
        let (left, right) = (trial.run(stream), Trial::new(trial.query, &rules).run(stream));
        let said = |run: &Run| -> Vec<_> {
            let rows = run.rows().map(|row| (row.key, row.window, row.pane, row.values));
            rows.collect()
        };
        same("rows", &said(&left), &said(&right))
    });
}

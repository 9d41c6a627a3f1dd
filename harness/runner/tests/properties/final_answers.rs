//! What remains in the end is the answer of a query over all accepted events at once.

use streamgauge_model::{Event, OutputMode, Query, Window, WindowSpec};

use crate::counterexample::assert_holds;
use crate::definition::{Answer, answer, horizons, last_rows, windows_of};
use crate::drive::Pace;
use crate::queries::{ALIGNED, SESSIONS, allowing, by_movie, query, sliding};
use crate::sequences::each_stream;
use crate::settings::{batches, per_event};
use crate::stream::{FLUSH_MS, Stream};
use crate::trial::{Run, Trial};

/// Pairs of an event and a window that micro-batches accept: by the watermark of the batch before, which each batch
/// reports.
fn accepted_in_batches<'a>(query: &Query, stream: &'a Stream, run: &Run) -> Vec<(&'a Event, Window)> {
    let mut taken = stream.events.iter();
    let mut pairs = Vec::new();
    for (batch, _) in run.batches() {
        for event in taken.by_ref().take(batch.input_rows as usize) {
            let windows = windows_of(query.window, event.time.millis());
            let open = windows
                .into_iter()
                .filter(|w| w.end.millis() > batch.late_watermark_ms);
            pairs.extend(open.map(|window| (event, window)));
        }
    }
    pairs
}

/// Pairs that known windows accept event at a time: by the watermark before the event, lateness allowed.
fn accepted_one_by_one<'a>(query: &Query, stream: &'a Stream) -> Vec<(&'a Event, Window)> {
    let mut pairs = Vec::new();
    for (event, horizon) in stream.events.iter().zip(horizons(query, &stream.events)) {
        let windows = windows_of(query.window, event.time.millis());
        let is_open = |w: &Window| horizon.is_none_or(|now| w.end.millis() + query.allowed_lateness_ms > now);
        pairs.extend(windows.into_iter().filter(is_open).map(|window| (event, window)));
    }
    pairs
}

fn same(expected: &Answer, found: &Answer) -> Result<(), String> {
    (expected == found)
        .then_some(())
        .ok_or_else(|| format!("expected {expected:?}, found {found:?}"))
}

/// Without what the flushing event itself answers.
fn before_flush(mut answer: Answer) -> Answer {
    answer.retain(|(_, window), _| window.start.millis() < FLUSH_MS / 2);
    answer
}

fn in_batches(windows: &[WindowSpec], mode: OutputMode, found: impl Fn(&Query, &Run) -> Answer) {
    for (turn, window) in (0..).zip(windows) {
        for (no_data, pace) in [(true, Pace::IDLE), (true, Pace::Busy), (false, Pace::IDLE)] {
            let query = by_movie(query(*window, turn as i64 % 3));
            let rules = batches(mode, no_data);
            let trial = Trial {
                pace,
                ..Trial::new(&query, &rules)
            };
            each_stream(0, turn, |stream| {
                assert_holds(&query.name, &trial, stream, |stream| {
                    let run = trial.run(stream);
                    let accepted = accepted_in_batches(&query, stream, &run);
                    same(&answer(&query, accepted.into_iter()), &found(&query, &run))
                });
            });
        }
    }
}

#[test]
fn in_update_mode_the_last_row_of_each_group_is_the_answer_over_the_accepted_events() {
    in_batches(&ALIGNED, OutputMode::Update, |_, run| last_rows(run.rows()));
}

#[test]
fn in_complete_mode_the_last_table_is_the_answer_over_all_events() {
    for (turn, window) in (0..).zip(ALIGNED) {
        let query = by_movie(query(window, 1));
        let rules = batches(OutputMode::Complete, true);
        let trial = Trial::new(&query, &rules);
        each_stream(-3, turn, |stream| {
            assert_holds(&query.name, &trial, stream, |stream| {
                let tables = trial.run(stream).batches();
                let table = tables
                    .last()
                    .map(|(_, rows)| last_rows(rows.iter()))
                    .unwrap_or_default();
                let all = stream.events.iter().flat_map(|event| {
                    let windows = windows_of(window, event.time.millis());
                    windows.into_iter().map(move |window| (event, window))
                });
                same(&answer(&query, all), &table)
            });
        });
    }
}

#[test]
fn in_complete_mode_the_last_table_of_sessions_is_the_answer_over_the_accepted_events() {
    in_batches(&SESSIONS, OutputMode::Complete, |_, run| {
        let tables = run.batches();
        tables
            .last()
            .map(|(_, rows)| last_rows(rows.iter()))
            .unwrap_or_default()
    });
}

#[test]
fn in_append_mode_all_rows_are_the_answer_over_the_accepted_events() {
    for (turn, window) in (0..).zip(ALIGNED) {
        let query = by_movie(query(window, turn as i64 % 3));
        let rules = batches(OutputMode::Append, true);
        for pace in [Pace::IDLE, Pace::Busy] {
            let trial = Trial {
                pace,
                ..Trial::new(&query, &rules)
            };
            each_stream(-2, turn, |stream| {
                assert_holds(&query.name, &trial, stream, |stream| {
                    let stream = stream.flushed();
                    let run = trial.run(&stream);
                    let accepted = accepted_in_batches(&query, &stream, &run);
                    let expected = before_flush(answer(&query, accepted.into_iter()));
                    same(&expected, &last_rows(run.rows()))
                });
            });
        }
    }
}

#[test]
fn event_at_a_time_the_last_rows_are_the_answer_over_the_accepted_events() {
    let gaps = [sliding(2, 3, 1)];
    for (turn, window) in (0..).zip(ALIGNED.into_iter().chain(gaps)) {
        for lateness in [0, 1, 2] {
            let query = by_movie(allowing(query(window, turn as i64 % 3), lateness));
            let rules = per_event(false);
            let trial = Trial::new(&query, &rules);
            each_stream(-2, turn, |stream| {
                assert_holds(&query.name, &trial, stream, |stream| {
                    let stream = stream.flushed();
                    let expected =
                        before_flush(answer(&query, accepted_one_by_one(&query, &stream).into_iter()));
                    same(&expected, &last_rows(trial.run(&stream).rows()))
                });
            });
        }
    }
}

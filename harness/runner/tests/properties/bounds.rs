//! Whoever waits longer never loses more.

use streamgauge_model::{OutputMode, Query, WatermarkRule};

use crate::counterexample::assert_holds;
use crate::drive::Pace;
use crate::queries::{allowing, by_movie, query, sliding, windows};
use crate::sequences::each_stream;
use crate::settings::{batches, per_event};
use crate::stream::Stream;
use crate::trial::Trial;

/// The delays, or allowed latenesses, in rising order.
const BOUNDS_MS: [i64; 5] = [0, 1, 2, 3, 6];

/// Event at a time, the events that are lost under a greater bound are among those lost under a smaller one.
fn lost_events_are_nested(at: impl Fn(i64) -> Query) {
    let queries = BOUNDS_MS.map(at);
    let rules = per_event(true);
    let trials = queries.each_ref().map(|query| Trial::new(query, &rules));
    let mut lost = 0;
    each_stream(-2, 5, |stream| {
        assert_holds(&queries[0].name, &trials[0], stream, |stream| {
            let late = trials.map(|trial| trial.run(stream).side_output());
            let nested = late
                .windows(2)
                .all(|pair| pair[1].iter().all(|seq| pair[0].contains(seq)));
            nested
                .then_some(())
                .ok_or_else(|| format!("{BOUNDS_MS:?}: late {late:?}"))
        });
        lost += trials[0].run(stream).side_output().len();
    });
    assert!(lost > 1_000, "only {lost} late events: too tame");
}

#[test]
fn event_at_a_time_a_longer_delay_never_drops_other_events() {
    let gaps = [sliding(2, 3, 1)];
    for window in windows().chain(gaps) {
        for lateness in [0, 1] {
            lost_events_are_nested(|delay| by_movie(allowing(query(window, delay), lateness)));
        }
    }
}

#[test]
fn event_at_a_time_a_longer_allowed_lateness_never_drops_other_events() {
    for window in windows() {
        for delay in [0, 1] {
            lost_events_are_nested(|lateness| by_movie(allowing(query(window, delay), lateness)));
        }
    }
}

/// Events dropped, and windows that refused an event, of every batch together.
fn losses(trial: &Trial<'_>, stream: &Stream) -> Result<(u64, u64), String> {
    let (run, judgement) = trial.judged(stream)?;
    Ok((run.dropped(), judgement.assignments.refused))
}

#[test]
fn in_batches_a_longer_delay_never_drops_more() {
    for (turn, window) in (0..).zip(windows()) {
        let queries = BOUNDS_MS.map(|delay_ms| Query {
            watermark: Some(WatermarkRule { delay_ms }),
            ..query(window, 0)
        });
        for (no_data, pace) in [(true, Pace::IDLE), (true, Pace::Busy), (false, Pace::IDLE)] {
            let rules = batches(OutputMode::Append, no_data);
            let trials = queries.each_ref().map(|query| Trial {
                pace,
                ..Trial::new(query, &rules)
            });
            each_stream(0, turn, |stream| {
                assert_holds(&queries[0].name, &trials[0], stream, |stream| {
                    let mut before = (u64::MAX, u64::MAX);
                    for trial in &trials {
                        let lost = losses(trial, stream)?;
                        if lost.0 > before.0 || lost.1 > before.1 {
                            return Err(format!("{}: {lost:?} after {before:?}", trial.query.name));
                        }
                        before = lost;
                    }
                    Ok(())
                });
            });
        }
    }
}

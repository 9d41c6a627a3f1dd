//! The order of arrival does not matter as long as nothing is late.

use streamgauge_model::{Event, OutputMode, Query, Rules, WindowSpec};

use crate::counterexample::assert_holds;
use crate::definition::{Answer, horizons, last_rows};
use crate::queries::{ALIGNED, SESSIONS, allowing, query, session};
use crate::sequences::each_stream;
use crate::settings::{batches, per_event};
use crate::stream::{Stream, events_at};
use crate::trial::Trial;

/// The same events in order of their times. An event keeps its value, and so a row tells which events are in it.
fn in_order(stream: &Stream) -> Stream {
    let mut events = stream.events.clone();
    events.sort_by_key(|event| event.time);
    let numbered = (0..).zip(events).map(|(seq, event)| Event { seq, ..event });
    Stream::one_by_one(numbered.collect())
}

/// The answer after the last event has closed all windows.
fn answer(trial: &Trial<'_>, stream: &Stream) -> Answer {
    last_rows(trial.run(&stream.flushed()).rows())
}

fn both() -> [Rules; 2] {
    [batches(OutputMode::Append, true), per_event(false)]
}

/// Compares every order for which `fits` holds with the order of time; returns how many were compared.
fn compare(query: &Query, rules: &Rules, fits: impl Fn(&Trial<'_>, &Stream) -> bool) -> u64 {
    let trial = Trial::new(query, rules);
    let mut compared = 0;
    each_stream(0, 1, |stream| {
        if !fits(&trial, stream) {
            return;
        }
        compared += u64::from(!stream.events.is_sorted_by_key(|event| event.time));
        assert_holds(&query.name, &trial, stream, |stream| {
            let (expected, found) = (answer(&trial, &in_order(stream)), answer(&trial, stream));
            (expected == found || !fits(&trial, stream))
                .then_some(())
                .ok_or_else(|| format!("in order {expected:?}, as they came {found:?}"))
        });
    });
    compared
}

#[test]
fn any_order_in_which_no_window_refuses_anything_gives_the_same_answer() {
    let nothing_refused = |trial: &Trial<'_>, stream: &Stream| {
        let judged = trial.judged(stream);
        judged.is_ok_and(|(_, judgement)| judgement.assignments.refused == 0)
    };
    for window in ALIGNED {
        for delay in [1, 3] {
            for rules in both() {
                let compared = compare(&query(window, delay), &rules, nothing_refused);
                assert!(compared > 500, "{window:?}, {delay} ms: only {compared} orders");
            }
        }
        let compared = compare(&allowing(query(window, 0), 2), &per_event(false), nothing_refused);
        assert!(compared > 500, "{window:?}: only {compared} orders");
    }
}

#[test]
fn sessions_are_the_same_in_any_order_in_which_every_event_is_behind_by_less_than_the_delay() {
    let within_bound = |trial: &Trial<'_>, stream: &Stream| {
        let horizons = horizons(trial.query, &stream.events);
        let mut pairs = stream.events.iter().zip(horizons);
        pairs.all(|(event, horizon)| horizon.is_none_or(|now| event.time.millis() > now))
    };
    for window in SESSIONS {
        for delay in [2, 3, 5] {
            for rules in both() {
                let compared = compare(&query(window, delay), &rules, within_bound);
                assert!(compared > 500, "{window:?}, {delay} ms: only {compared} orders");
            }
        }
    }
}

/// An event that is behind by exactly the delay is not late. But a session that ends where the event begins has been
/// closed by then, and is not there to be touched: sessions are the one window for which the bound itself is too far.
#[test]
fn a_session_is_not_touched_by_an_event_that_is_behind_by_exactly_the_delay() {
    let query = query(session(2), 1);
    assert!(matches!(query.window, WindowSpec::Session { gap_ms: 2 }));
    let came = Stream::one_by_one(events_at(&[0, 3, 2], 0));
    for rules in both() {
        let trial = Trial::new(&query, &rules);
        let spans = |stream: &Stream| -> Vec<(i64, i64)> {
            let answer = answer(&trial, stream);
            let spans = answer.keys().map(|(_, w)| (w.start.millis(), w.end.millis()));
            spans.collect()
        };
        assert_eq!(spans(&in_order(&came)), [(0, 5)]);
        assert_eq!(spans(&came), [(0, 2), (2, 5)]);
        let (_, judgement) = trial.judged(&came).expect("the oracle agrees");
        assert_eq!(judgement.assignments.refused, 0);
    }
}

//! Answers by definition: all events at once, without watermarks, batches or state.

use std::collections::BTreeMap;

use streamgauge_model::{Event, Key, KeyBy, Query, ResultRow, Window, WindowSpec};

/// Count and sum of each key and window.
pub type Answer = BTreeMap<(Key, Window), (u64, i64)>;

/// The windows that contain `t`, found by trying every start; for sessions, the one that an event at `t` opens.
pub fn windows_of(spec: WindowSpec, t: i64) -> Vec<Window> {
    let (size, slide, offset) = match spec {
        WindowSpec::Tumbling { size_ms, offset_ms } => (size_ms, size_ms, offset_ms),
        WindowSpec::Sliding {
            size_ms,
            slide_ms,
            offset_ms,
        } => (size_ms, slide_ms, offset_ms),
        WindowSpec::Session { gap_ms } => return vec![Window::new(t, t + gap_ms)],
        WindowSpec::Running | WindowSpec::Global => return vec![Window::ALL],
    };
    let starts = (t - size + 1..=t).filter(|start| (start - offset).rem_euclid(slide) == 0);
    starts.map(|start| Window::new(start, start + size)).collect()
}

pub const fn key_of(query: &Query, event: &Event) -> Key {
    match query.key {
        KeyBy::None => Key::NONE,
        KeyBy::Movie => Key(event.movie),
        KeyBy::User => Key(event.user),
    }
}

/// The answer for the pairs of an event and a window that were accepted.
pub fn answer<'a>(query: &Query, accepted: impl Iterator<Item = (&'a Event, Window)>) -> Answer {
    let mut answer = Answer::new();
    for (event, window) in accepted {
        let (count, sum) = answer.entry((key_of(query, event), window)).or_default();
        *count += 1;
        *sum += event.value;
    }
    match query.window {
        WindowSpec::Session { .. } => merged(answer),
        _ => answer,
    }
}

/// Spans of one key that overlap or touch are one session.
fn merged(spans: Answer) -> Answer {
    let mut sessions: Vec<((Key, Window), (u64, i64))> = Vec::new();
    for ((key, window), (count, sum)) in spans {
        match sessions.last_mut() {
            Some(((of, last), (c, s))) if *of == key && window.start <= last.end => {
                last.end = last.end.max(window.end);
                *c += count;
                *s += sum;
            }
            _ => sessions.push(((key, window), (count, sum))),
        }
    }
    sessions.into_iter().collect()
}

/// The last row of each key and window.
pub fn last_rows<'a>(rows: impl Iterator<Item = &'a ResultRow>) -> Answer {
    let row = |row: &ResultRow| ((row.key, row.window), (row.values.digest.count, row.values.sum));
    rows.map(row).collect()
}

/// The greatest time before each event, minus the delay; `None` before the first.
pub fn horizons(query: &Query, events: &[Event]) -> Vec<Option<i64>> {
    let delay = query.watermark.map_or(0, |rule| rule.delay_ms);
    let mut newest: Option<i64> = None;
    events
        .iter()
        .map(|event| {
            let before = newest.map(|newest| newest - delay);
            newest = newest.max(Some(event.time.millis()));
            before
        })
        .collect()
}

#[test]
fn windows_are_found_by_trying() {
    let starts = |spec, t| -> Vec<i64> { windows_of(spec, t).iter().map(|w| w.start.millis()).collect() };
    assert_eq!(starts(crate::queries::tumbling(3, 1), -1), [-2]);
    assert_eq!(starts(crate::queries::sliding(3, 2, 1), 2), [1]);
    assert_eq!(starts(crate::queries::sliding(3, 2, 1), 3), [1, 3]);
    assert_eq!(starts(crate::queries::sliding(1, 2, 0), 1), [] as [i64; 0]);
}

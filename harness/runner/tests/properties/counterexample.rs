//! Failures that can be read: the smallest stream that still fails, and how to play it again.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use streamgauge_model::{Event, EventTime};

use crate::case_text::case_text;
use crate::stream::Stream;
use crate::trial::Trial;

/// Fails if `check` finds fault with what becomes of `stream`, or panics: with `origin` (what repeats the stream), and with
/// the smallest stream found for which `check` still fails, as a table and as a case for `streamgauge replay`.
pub fn assert_holds(
    origin: &dyn std::fmt::Display,
    trial: &Trial<'_>,
    stream: &Stream,
    check: impl Fn(&Stream) -> Result<(), String>,
) {
    let Err(fault) = guarded(&check, stream) else {
        return;
    };
    let (small, small_fault) = shrink(stream, fault.clone(), |stream| guarded(&check, stream));
    panic!(
        "{origin}: {fault}\n\nsmallest: {small_fault}\n{}{trial:#?}\n{}",
        table(&small),
        case_text(trial, &small)
    );
}

/// A panic is a fault like any other.
fn guarded(check: &impl Fn(&Stream) -> Result<(), String>, stream: &Stream) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| check(stream))).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panicked: {}", text.unwrap_or_default()))
    })
}

/// Takes away events and borders of portions and moves events towards the epoch, as long as something still fails.
fn shrink(
    stream: &Stream,
    mut fault: String,
    check: impl Fn(&Stream) -> Result<(), String>,
) -> (Stream, String) {
    let mut smallest = stream.clone();
    'smaller: loop {
        for candidate in smaller(&smallest) {
            if let Err(found) = check(&candidate) {
                (smallest, fault) = (candidate, found);
                continue 'smaller;
            }
        }
        return (smallest, fault);
    }
}

fn smaller(stream: &Stream) -> Vec<Stream> {
    let portions: Vec<Vec<Event>> = stream.portions().map(<[_]>::to_vec).collect();
    let mut candidates = Vec::new();
    let mut change = |change: &dyn Fn(&mut Vec<Vec<Event>>)| {
        let mut changed = portions.clone();
        change(&mut changed);
        candidates.push(Stream::with_portions(changed.into_iter()));
    };
    for at in (0..portions.len()).filter(|_| portions.len() > 1) {
        change(&|portions| drop(portions.remove(at)));
    }
    for (at, portion) in portions.iter().enumerate() {
        for event in portion {
            change(&|portions| portions[at].retain(|other| other.seq != event.seq));
        }
    }
    for at in 1..portions.len() {
        change(&|portions| {
            let second = portions.remove(at);
            portions[at - 1].extend(second);
        });
    }
    for (at, portion) in portions.iter().enumerate() {
        for (event, millis) in portion.iter().map(|event| event.time.millis()).enumerate() {
            for nearer in [0, millis / 2, millis - millis.signum()] {
                if nearer.abs() < millis.abs() {
                    change(&|portions| portions[at][event].time = EventTime::from_millis(nearer));
                }
            }
        }
    }
    candidates
}

fn table(stream: &Stream) -> String {
    let mut text = String::new();
    for (number, portion) in stream.portions().enumerate() {
        for Event {
            time,
            seq,
            value,
            user,
            movie,
        } in portion
        {
            let millis = time.millis();
            let _ = writeln!(
                text,
                "portion {number}: event {seq} at {millis} ms, user {user}, movie {movie}, value {value}"
            );
        }
    }
    text
}

#[test]
fn a_failure_is_shrunk_to_what_matters() {
    let times = [5, 0, 3, -4, 2, 5];
    let stream = Stream::cut(crate::stream::events_at(&times, 0), 0b01011);
    let negative = |stream: &Stream| match stream
        .events
        .iter()
        .find(|event| event.time < EventTime::default())
    {
        Some(event) => Err(format!("{} is negative", event.time.millis())),
        None => Ok(()),
    };
    let (small, fault) = shrink(&stream, String::new(), negative);
    assert_eq!(fault, "-1 is negative");
    assert_eq!((small.events.len(), small.ends), (1, vec![1]));
}

#[test]
fn a_panic_is_a_fault() {
    let fault = guarded(&|_| panic!("no {}", "way"), &Stream::default());
    assert_eq!(fault, Err("panicked: no way".to_owned()));
}

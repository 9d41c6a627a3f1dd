//! From a query to its dataflow.

use streamgauge_model::{KeyBy, Output, WindowSpec};

use crate::aligned::Aligned;
use crate::case::Case;
use crate::dataflow::{self, Reading};
use crate::keying::{ByMovie, ByUser, Keying, NoKey};
use crate::reader::{Combined, Each, Rating};
use crate::running::Running;
use crate::sessions::Sessions;
use crate::tally::Tally;
use crate::timed::Timed;

/// Answers a case as a dataflow through which events travel.
///
/// # Panics
/// If the query is of another kind than the cases are.
pub(crate) fn timely<T: Tally, O>(case: &Case, workers: usize, batch: usize) -> Timed<O>
where
    O: Output + Default + Send + 'static,
{
    let reading = reading(case, workers, batch);
    let events = &case.events;
    match (case.query.key, case.query.window) {
        (KeyBy::Movie, WindowSpec::Tumbling { size_ms, .. }) => {
            let make = move || (Each::<ByMovie, T>::new(), Aligned::<T>::new(1, size_ms));
            dataflow::run::<Rating<T>, _, _, O>(events, reading, make)
        }
        (
            KeyBy::None,
            WindowSpec::Sliding {
                size_ms, slide_ms, ..
            },
        ) => {
            let make = move || {
                (
                    Each::<NoKey, T>::new(),
                    Aligned::<T>::new(size_ms / slide_ms, slide_ms),
                )
            };
            dataflow::run::<Rating<T>, _, _, O>(events, reading, make)
        }
        (KeyBy::User, WindowSpec::Session { gap_ms }) => {
            let make = move || (Each::<ByUser, T>::new(), Sessions::<T>::new(gap_ms));
            dataflow::run::<Rating<T>, _, _, O>(events, reading, make)
        }
        (KeyBy::Movie, WindowSpec::Running) => {
            let make = || (Each::<ByMovie, T>::new(), Running::<T>::new());
            dataflow::run::<Rating<T>, _, _, O>(events, reading, make)
        }
        _ => unreachable!("{} is not among the cases", case.name),
    }
}

/// Answers a case as a dataflow in which batches are added up before they travel.
///
/// # Panics
/// As [`timely`], and for sessions.
pub(crate) fn combining<T: Tally, O>(case: &Case, workers: usize, batch: usize) -> Timed<O>
where
    O: Output + Default + Send + 'static,
{
    let reading = reading(case, workers, batch);
    let events = &case.events;
    match (case.query.key, case.query.window) {
        (KeyBy::Movie, WindowSpec::Tumbling { size_ms, .. }) => {
            let make = move || (combined::<ByMovie, T>(size_ms), Aligned::<T>::new(1, size_ms));
            dataflow::run(events, reading, make)
        }
        (
            KeyBy::None,
            WindowSpec::Sliding {
                size_ms, slide_ms, ..
            },
        ) => {
            let make = move || {
                (
                    combined::<NoKey, T>(slide_ms),
                    Aligned::<T>::new(size_ms / slide_ms, slide_ms),
                )
            };
            dataflow::run(events, reading, make)
        }
        (KeyBy::Movie, WindowSpec::Running) => {
            let make = || (combined::<ByMovie, T>(i64::MAX), Running::<T>::new());
            dataflow::run(events, reading, make)
        }
        _ => unreachable!("{} is not among the cases that combine", case.name),
    }
}

const fn combined<K: Keying, T: Tally>(slide_ms: i64) -> Combined<K, T> {
    Combined::new(slide_ms)
}

fn reading(case: &Case, workers: usize, batch: usize) -> Reading {
    Reading {
        workers,
        batch,
        delay_ms: case.query.watermark.map(|rule| rule.delay_ms),
    }
}

//! No figure of a wrong answer.

use std::collections::BTreeMap;

use streamgauge_benches::{START, Sink, assert_right};
use streamgauge_model::{
    Cadence, Event, EventAtATimeRules, Key, Output, ResultRow, Rules, Step, Values, Window,
};
use streamgauge_oracle::TaskTrace;
use streamgauge_single_thread::answer;

use crate::case::Case;
use crate::engine;
use crate::query_dataflow::{combining, timely};
use crate::subject::{BATCH, Subject};
use crate::tally::Marked;
use crate::timed::Timed;

/// What is left of an answer when all has been said: the last row of each group, and how many there were in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    last: BTreeMap<(Key, Window), Values>,
    rows: u64,
    dropped: u64,
}

impl Output for Answer {
    fn result(&mut self, row: &ResultRow) {
        self.last.insert((row.key, row.window), row.values);
        self.rows += 1;
    }

    fn dropped(&mut self, events: u64) {
        self.dropped += events;
    }

    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, _event: &Event) {}
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: Step) {}
}

impl Answer {
    /// That of all threads, none of which shares a key with another.
    fn of(timed: Timed<Self>) -> Self {
        timed.outs.into_iter().fold(Self::default(), |mut all, part| {
            all.last.extend(part.last);
            all.rows += part.rows;
            all.dropped += part.dropped;
            all
        })
    }
}

/// Lets the oracle judge the single thread and both engines on up to `workers` workers, and compares the dataflow with the
/// single thread, row by row with the digests of their members.
///
/// # Panics
/// If one of them is wrong.
pub(crate) fn assert_answers(case: &Case, workers: u32) {
    let reference = reference(case);
    for workers in 1..=workers {
        let found = Answer::of(timely::<Marked, _>(case, workers as usize, BATCH));
        assert_eq!(found, reference, "{}: timely on {workers}", case.name);
        if case.combines() {
            let found = Answer::of(combining::<Marked, _>(case, workers as usize, BATCH));
            assert_eq!(
                found.last, reference.last,
                "{}: combining on {workers}",
                case.name
            );
        }
        for subject in [Subject::EventAtATime(workers), Subject::MicroBatch(workers)] {
            let rules = subject.rules(&case.query).expect("it is an engine");
            let traces = engine::run::<TaskTrace>(&case.query, &rules, &case.schedule);
            let traces = traces.expect("query and engine fit").outs;
            assert_right(&case.query, &rules, &case.schedule, &traces);
        }
    }
}

/// Compares the dataflow with the single thread on events of which some are late. The answer then depends on when the
/// watermark moves: here, as in the single thread, after every event.
///
/// # Panics
/// If they differ, or nothing was late.
pub(crate) fn assert_lateness(case: &Case) {
    let reference = reference(case);
    assert_eq!(reference.dropped > 0, !case.is_running(), "{}", case.name);
    let found = Answer::of(timely::<Marked, _>(case, 1, 1));
    assert_eq!(found, reference, "{} with late events", case.name);
    if case.combines() {
        let found = Answer::of(combining::<Marked, _>(case, 1, 1));
        assert_eq!(found, reference, "{} with late events, combining", case.name);
    }
}

/// Asserts that the sums over all rows are those of the single thread. Where every event causes a row, the sums depend on
/// the order in which the events of a key come, and only the number of rows does not; batches have fewer.
///
/// # Panics
/// If they are not.
pub(crate) fn assert_sums(case: &Case, subject: Subject, found: Sink, expected: Sink) {
    let name = &case.name;
    if !case.is_running() {
        assert_eq!(found, expected, "{name}: {subject:?}");
    } else if !matches!(subject, Subject::MicroBatch(_) | Subject::Combining(_)) {
        assert_eq!(found.rows, expected.rows, "{name}: {subject:?}");
    }
}

/// The answer of the single thread, which the oracle has found right.
fn reference(case: &Case) -> Answer {
    let arrivals = case.schedule.arrivals();
    let (mut trace, mut reference) = (TaskTrace::default(), Answer::default());
    answer(&case.query, START, &arrivals, &mut trace).expect("a query of the catalogue");
    answer(&case.query, START, &arrivals, &mut reference).expect("a query of the catalogue");
    let rules = Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent));
    assert_right(&case.query, &rules, &case.schedule, &[trace]);
    reference
}

//! In batches, by one map task or two.

use streamgauge_model::{Event, EventTime, OutputMode, Watermark};
use streamgauge_operators::{BatchOperator, BatchWork, Lateness, PartialTable};

use crate::random::Random;
use crate::rows::{Rows, groups};
use crate::{ROUNDS, at, event, operators};

/// What a batch consists of.
struct Batch {
    number: u64,
    events: Vec<Event>,
    /// Where the second map task begins.
    cut: usize,
    late: Lateness,
    evict: Watermark,
    mode: OutputMode,
}

/// The rows in the order in which they left, the work, and what is held then.
type Did = (Vec<String>, BatchWork, u64, Vec<String>);

fn run<Op: BatchOperator>(operator: &mut Op, batch: &Batch) -> Did {
    let (mut work, mut out) = (BatchWork::default(), Rows::default());
    let (first, second) = batch.events.split_at(batch.cut);
    for events in [first, second] {
        let mut table = PartialTable::default();
        work.late_events += operator.fold(&mut table, events.iter(), None, batch.late);
        table
            .drain()
            .for_each(|group| operator.absorb(group, batch.number, batch.late, &mut work));
    }
    operator.close_batch(batch.number, batch.mode, batch.evict, &mut work, &mut out);
    let rows = if batch.mode == OutputMode::Update {
        out.0
    } else {
        out.sorted()
    };
    (rows, work, operator.entries(), groups(operator))
}

fn compare_all(mode: OutputMode, ends: bool) {
    for seed in 0..ROUNDS {
        let mut random = Random::new(seed);
        let (mut sharing, mut apart, windows) = operators(&mut random, 0);
        let (mut late, mut evict) = (Watermark::NONE, Watermark::NONE);
        let mut newest = random.between(-30, 30);
        for number in 1..random.between(2, 9).unsigned_abs() {
            let events: Vec<_> = (0..random.below(20))
                .map(|seq| event(&mut random, &mut newest, number * 100 + seq, ends))
                .collect();
            let batch = Batch {
                number,
                cut: random.below(events.len() as u64 + 1) as usize,
                events,
                late: if mode == OutputMode::Complete {
                    Lateness::NEVER
                } else {
                    Lateness::new(late, 0)
                },
                evict,
                mode,
            };
            let (found, expected) = (run(&mut sharing, &batch), run(&mut apart, &batch));
            assert_eq!(found, expected, "seed {seed}, {windows:?}, batch {number}");
            let greatest = batch.events.iter().map(|event| event.time).max();
            let learnt = greatest.unwrap_or(EventTime::MIN).millis().saturating_sub(7);
            (late, evict) = (evict, evict.max(at(learnt)));
        }
    }
}

#[test]
fn sharing_changes_no_batch_that_appends() {
    compare_all(OutputMode::Append, false);
}

#[test]
fn sharing_changes_no_batch_that_updates_not_even_the_order_of_its_rows() {
    compare_all(OutputMode::Update, false);
}

#[test]
fn sharing_changes_no_batch_that_tells_everything() {
    compare_all(OutputMode::Complete, false);
}

#[test]
fn sharing_changes_no_batch_at_the_ends_of_time() {
    compare_all(OutputMode::Append, true);
    compare_all(OutputMode::Complete, true);
}

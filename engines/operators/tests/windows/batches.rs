//! The same operators, fed in batches.

use streamgauge_model::{Event, OutputMode, Watermark};
use streamgauge_operators::{
    AlignedWindows, BatchOperator, BatchWork, ByMovie, ByUser, Lateness, Operator, PartialTable, Running,
    SessionWindows, Sliding, Tally, Tumbling,
};

use crate::collector::Collector;
use crate::{at, event, open_gate};

/// Runs one batch: fold, absorb, close.
fn batch<Op: BatchOperator>(
    op: &mut Op,
    number: u64,
    events: &[Event],
    (late, evict): (Watermark, Watermark),
    mode: OutputMode,
    out: &mut Collector,
) -> BatchWork {
    let late = Lateness::new(late, 0);
    let mut table = PartialTable::default();
    let late_events = op.fold(&mut table, events.iter(), None, late);
    let mut work = BatchWork {
        late_events,
        ..BatchWork::default()
    };
    for group in table.drain() {
        op.absorb(group, number, late, &mut work);
    }
    op.close_batch(number, mode, evict, &mut work, out);
    work
}

const FIRST: (Watermark, Watermark) = (Watermark::NONE, Watermark::NONE);

#[test]
fn append_hands_over_closed_groups_once_and_counts_late_groups_not_events() {
    let mut op =
        AlignedWindows::<ByMovie, _, _>::new(Tumbling { size: 10, offset: 0 }, Tally, open_gate(), 0);
    let mut out = Collector::default();
    let work = batch(
        &mut op,
        1,
        &[event(0, 1, 7, 2), event(1, 3, 7, 2)],
        FIRST,
        OutputMode::Append,
        &mut out,
    );
    assert_eq!(
        work,
        BatchWork {
            updated_rows: 1,
            ..BatchWork::default()
        }
    );
    let work = batch(
        &mut op,
        2,
        &[],
        (Watermark::NONE, at(9)),
        OutputMode::Append,
        &mut out,
    );
    assert_eq!(out.take(), [(7, 0, 10, 2, 4, 0)]);
    assert_eq!(work.removed_rows, 1);
    let late = [event(2, 4, 7, 2), event(3, 5, 7, 2), event(4, 15, 7, 2)];
    let work = batch(&mut op, 3, &late, (at(9), at(9)), OutputMode::Append, &mut out);
    assert_eq!(
        work,
        BatchWork {
            dropped_rows: 1,
            late_events: 2,
            duplicate_rows: 0,
            updated_rows: 1,
            removed_rows: 0
        }
    );
}

#[test]
fn rows_between_the_two_watermarks_are_accepted_and_closed_in_the_same_batch() {
    let mut op =
        AlignedWindows::<ByMovie, _, _>::new(Tumbling { size: 10, offset: 0 }, Tally, open_gate(), 0);
    let mut out = Collector::default();
    let work = batch(
        &mut op,
        1,
        &[event(0, 1, 7, 2)],
        (Watermark::NONE, at(9)),
        OutputMode::Append,
        &mut out,
    );
    assert_eq!(out.take(), [(7, 0, 10, 1, 2, 0)]);
    assert_eq!(
        (work.updated_rows, work.removed_rows, work.dropped_rows),
        (1, 1, 0)
    );
}

#[test]
fn an_event_late_for_one_sliding_window_counts_as_a_late_group_but_not_as_a_late_event() {
    let sliding = Sliding {
        size: 30,
        slide: 10,
        offset: 0,
    };
    let mut op = AlignedWindows::<ByMovie, _, _>::new(sliding, Tally, open_gate(), 0);
    let mut out = Collector::default();
    let work = batch(
        &mut op,
        1,
        &[event(0, 25, 7, 2)],
        (at(35), at(35)),
        OutputMode::Update,
        &mut out,
    );
    assert_eq!(
        (work.dropped_rows, work.late_events, work.updated_rows),
        (1, 0, 2)
    );
}

#[test]
fn update_hands_over_touched_groups_and_evicts_in_silence() {
    let mut op =
        AlignedWindows::<ByMovie, _, _>::new(Tumbling { size: 10, offset: 0 }, Tally, open_gate(), 0);
    let mut out = Collector::default();
    batch(
        &mut op,
        1,
        &[event(0, 1, 7, 2), event(1, 2, 8, 2)],
        FIRST,
        OutputMode::Update,
        &mut out,
    );
    assert_eq!(out.take().len(), 2);
    batch(
        &mut op,
        2,
        &[event(2, 3, 8, 2)],
        FIRST,
        OutputMode::Update,
        &mut out,
    );
    assert_eq!(out.take(), [(8, 0, 10, 2, 4, 1)]);
    let work = batch(
        &mut op,
        3,
        &[],
        (Watermark::NONE, at(9)),
        OutputMode::Update,
        &mut out,
    );
    assert_eq!((out.take().len(), work.removed_rows), (0, 2));
}

#[test]
fn complete_hands_over_everything_every_time() {
    let mut op = Running::<ByMovie, _>::new(Tally, open_gate());
    let mut out = Collector::default();
    batch(
        &mut op,
        1,
        &[event(0, 1, 7, 2), event(1, 2, 8, 2)],
        FIRST,
        OutputMode::Complete,
        &mut out,
    );
    out.take();
    batch(
        &mut op,
        2,
        &[event(2, 3, 8, 2)],
        (at(100), at(100)),
        OutputMode::Complete,
        &mut out,
    );
    assert_eq!(
        out.take().iter().map(|row| (row.0, row.3)).collect::<Vec<_>>(),
        [(7, 1), (8, 2)]
    );
}

#[test]
fn sessions_judge_the_span_of_each_event_even_beside_a_live_session() {
    let mut op = SessionWindows::<ByUser, _>::new(10, Tally, open_gate(), 0);
    let mut out = Collector::default();
    batch(
        &mut op,
        1,
        &[event(0, 20, 1, 2)],
        FIRST,
        OutputMode::Append,
        &mut out,
    );
    // [10, 20) touches the live session [20, 30), but its own end is late.
    let work = batch(
        &mut op,
        2,
        &[event(1, 10, 1, 2)],
        (at(19), at(19)),
        OutputMode::Append,
        &mut out,
    );
    assert_eq!((work.dropped_rows, work.late_events), (1, 1));
    batch(&mut op, 3, &[], (at(29), at(29)), OutputMode::Append, &mut out);
    assert_eq!(out.take(), [(1, 20, 30, 1, 2, 0)]);
}

#[test]
fn sessions_count_all_rows_of_touched_keys_and_the_starts_that_vanish() {
    let mut op = SessionWindows::<ByUser, _>::new(10, Tally, open_gate(), 0);
    let mut out = Collector::default();
    let apart = [
        event(0, 0, 1, 2),
        event(1, 18, 1, 2),
        event(2, 50, 1, 2),
        event(3, 50, 2, 2),
    ];
    assert_eq!(
        batch(&mut op, 1, &apart, FIRST, OutputMode::Append, &mut out).updated_rows,
        4
    );
    let work = batch(
        &mut op,
        2,
        &[event(4, 9, 1, 2)],
        FIRST,
        OutputMode::Append,
        &mut out,
    );
    assert_eq!((work.updated_rows, work.removed_rows, op.entries()), (2, 1, 3));
}

#[test]
fn a_start_that_a_batch_brings_and_merges_away_was_never_in_state() {
    let mut op = SessionWindows::<ByUser, _>::new(10, Tally, open_gate(), 0);
    let mut out = Collector::default();
    let mut removed = |number, times: &[i64]| {
        let events: Vec<_> = times.iter().map(|&time| event(0, time, 1, 2)).collect();
        let work = batch(&mut op, number, &events, FIRST, OutputMode::Append, &mut out);
        (work.updated_rows, work.removed_rows)
    };
    assert_eq!(removed(1, &[18, 40]), (2, 0));
    // 0 is new and goes on as the start of all; 18 and 40 are gone, 30 has never been there.
    assert_eq!(removed(2, &[30, 0, 9, 28]), (1, 2));
    // An earlier start takes the place of 0, and is there for the next batch.
    assert_eq!(removed(3, &[-5]), (1, 1));
    assert_eq!(removed(4, &[-9, 60]), (2, 1));
}

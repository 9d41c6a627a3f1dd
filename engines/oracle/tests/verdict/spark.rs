//! Recorded runs of Spark 4.3.0: rows, watermarks and state metrics of every micro-batch, as Spark reported them.

use streamgauge_model::{
    BatchProgress, Event, KeyBy, MicroBatchRules, OutputMode, Query, Rules, Step, Trigger, WatermarkRule,
    WindowSpec,
};
use streamgauge_oracle::{Fates, Judgement, TaskTrace, ViolationKind};

use crate::micro_batch::start;
use crate::scene::{Scene, at, events, row, tumbling};

/// The instant that times count from, in milliseconds.
const BASE: i64 = 1_767_225_600_000;

/// Input rows (`None`: a batch without data); watermark in seconds after [`BASE`] (`None`: 0); dropped rows, late
/// events; state rows, updated rows, removed rows.
type Batch = (Option<u64>, Option<i64>, [u64; 2], [u64; 3]);

/// Batch, key, window in seconds after [`BASE`], count and sum as Spark emitted them, and the events that add up
/// to them.
type Row = (usize, u32, (i64, i64), (u64, i64), &'static [usize]);

fn recorded(query: Query, events: Vec<Event>, batches: &[Batch], rows: &[Row]) -> Judgement {
    let watermark = |batch: usize| batches[batch].1.map_or(0, |seconds| BASE + seconds * 1_000);
    let mut trace = TaskTrace::default();
    for (id, (input, _, [dropped, late], [state, updated, removed])) in batches.iter().enumerate() {
        trace.step(start(id as u64, input.is_none(), id as i64));
        for (_, key, (from, to), values, covered) in rows.iter().filter(|row| row.0 == id) {
            let window = (BASE + from * 1_000, BASE + to * 1_000);
            let row = row(&events, *key, window, at(watermark(id) - 1), covered);
            assert_eq!((row.values.digest.count, row.values.sum), *values);
            trace.result(&row);
        }
        if *late > 0 {
            trace.dropped(*late);
        }
        trace.step(Step::BatchEnd(BatchProgress {
            batch_id: id as u64,
            no_data: input.is_none(),
            input_rows: input.unwrap_or(0),
            watermark_ms: watermark(id),
            late_watermark_ms: id.checked_sub(1).map_or(0, watermark),
            next_watermark_ms: watermark((id + 1).min(batches.len() - 1)),
            dropped_rows: *dropped,
            late_events: *late,
            state_rows: *state,
            updated_rows: *updated,
            removed_rows: *removed,
            ..BatchProgress::default()
        }));
    }
    let scene = Scene {
        query: Query {
            watermark: Some(WatermarkRule { delay_ms: 30_000 }),
            ..query
        },
        rules: Rules::MicroBatch(MicroBatchRules::new(Trigger::BackToBack, OutputMode::Append)),
        splits: 1,
        events,
        tasks: vec![trace],
    };
    assert_eq!(
        scene.corrupted(|t| t.results[0].values.sum += 1),
        [ViolationKind::WrongValue]
    );
    scene.clean()
}

/// Sliding windows: an event behind the watermark is refused by the windows that are over and taken by the others;
/// late groups are counted, not events.
#[test]
fn a_late_event_is_refused_by_some_of_its_sliding_windows() {
    let events = events(
        BASE,
        &[
            (1, 1, 6, 1_000),
            (2, 2, 8, 2_000),
            (1, 1, 4, 50_000),
            (3, 1, 10, 3_000),
            (4, 1, 8, 16_000),
            (5, 110, 2, 4_000),
            (1, 1, 2, 100_000),
            (6, 1, 10, 17_000),
            (7, 1, 9, 71_000),
            (8, 1, 9, 69_000),
            (1, 2, 5, 130_000),
        ],
    );
    let batches = [
        (Some(2), None, [0, 0], [3, 3, 0]),
        (None, Some(-28), [0, 0], [3, 0, 0]),
        (Some(1), Some(-28), [0, 0], [6, 3, 0]),
        (None, Some(20), [0, 0], [4, 0, 2]),
        (Some(3), Some(20), [2, 0], [5, 2, 0]),
        (Some(1), Some(20), [0, 0], [8, 3, 0]),
        (None, Some(70), [0, 0], [4, 0, 4]),
        (Some(3), Some(70), [4, 1], [6, 3, 0]),
        (Some(1), Some(70), [0, 0], [9, 3, 0]),
        (None, Some(100), [0, 0], [6, 0, 3]),
    ];
    let rows: [Row; 9] = [
        (3, 0, (-10, 20), (2, 14), &[0, 1]),
        (3, 0, (-20, 10), (2, 14), &[0, 1]),
        (6, 0, (30, 60), (1, 4), &[2]),
        (6, 0, (40, 70), (1, 4), &[2]),
        (6, 0, (0, 30), (5, 34), &[0, 1, 3, 4, 5]),
        (6, 0, (10, 40), (1, 8), &[4]),
        (9, 0, (50, 80), (3, 22), &[2, 8, 9]),
        (9, 0, (70, 100), (1, 9), &[8]),
        (9, 0, (60, 90), (2, 18), &[8, 9]),
    ];
    let query = Query {
        key: KeyBy::None,
        window: WindowSpec::Sliding {
            size_ms: 30_000,
            slide_ms: 10_000,
            offset_ms: 0,
        },
        ..tumbling()
    };
    let judgement = recorded(query, events, &batches, &rows);
    let fates = Fates {
        included: 10,
        dropped: 1,
        ..Fates::default()
    };
    assert_eq!(judgement.fates, fates);
    assert_eq!(judgement.partly_refused, 4);
    assert_eq!(judgement.assignments.included + judgement.assignments.refused, 33);
}

/// Sessions of 20 s: late events within the bound join their sessions before these leave.
#[test]
fn sessions_merge_across_batches_and_leave_when_over() {
    let events = events(
        BASE,
        &[
            (1, 1, 6, 0),
            (2, 1, 8, 5_000),
            (1, 2, 10, 10_000),
            (3, 1, 4, 20_000),
            (1, 1, 2, 40_000),
            (4, 1, 10, 12_000),
            (5, 2, 1, 9_000),
            (4, 1, 9, 11_000),
            (1, 1, 7, 60_000),
            (9, 2, 6, 75_000),
        ],
    );
    let batches = [
        (Some(3), None, [0, 0], [2, 2, 0]),
        (None, Some(-20), [0, 0], [2, 0, 0]),
        (Some(2), Some(-20), [0, 0], [4, 3, 0]),
        (None, Some(10), [0, 0], [4, 0, 0]),
        (Some(3), Some(10), [0, 0], [6, 2, 0]),
        (Some(1), Some(10), [0, 0], [6, 2, 0]),
        (None, Some(30), [0, 0], [3, 0, 3]),
        (Some(1), Some(30), [0, 0], [4, 1, 0]),
        (None, Some(45), [0, 0], [2, 0, 2]),
    ];
    let rows: [Row; 5] = [
        (6, 5, (9, 29), (1, 1), &[6]),
        (6, 2, (5, 25), (1, 8), &[1]),
        (6, 1, (0, 30), (2, 16), &[0, 2]),
        (8, 3, (20, 40), (1, 4), &[3]),
        (8, 4, (11, 32), (2, 19), &[5, 7]),
    ];
    let query = Query {
        key: KeyBy::User,
        window: WindowSpec::Session { gap_ms: 20_000 },
        ..tumbling()
    };
    let judgement = recorded(query, events, &batches, &rows);
    assert_eq!((judgement.fates.included, judgement.open_events), (10, 3));
}

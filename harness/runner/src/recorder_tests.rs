//! What a recorder writes down.

use streamgauge_model::{
    BatchProgress, Event, EventTime, Key, Output, Phase, ProcessingTime, ResultRow, Step, Values, Watermark,
    Window,
};
use streamgauge_oracle::Mark;

use crate::{BatchTiming, Expected, Recorder, VirtualClock};

fn recorder() -> (VirtualClock, Recorder) {
    let start = ProcessingTime::from_millis(1_000);
    let clock = VirtualClock::new(start);
    let recorder = Recorder::new("engine", Expected::default(), clock.reader(), start);
    (clock, recorder)
}

fn at(clock: &VirtualClock, ns: i64) {
    clock.set(ProcessingTime::from_millis(1_000).saturating_add_nanos(ns));
}

fn row(key: u32) -> ResultRow {
    ResultRow {
        key: Key(key),
        window: Window::new(0, 10),
        pane: 0,
        rank: 0,
        watermark: Watermark::NONE,
        values: Values::default(),
    }
}

fn event(seq: u64) -> Event {
    Event {
        seq,
        ..Event::default()
    }
}

#[test]
fn marks_tell_in_which_order_things_happened_and_instants_when() {
    let (clock, mut out) = recorder();
    let step = Step::Watermark {
        watermark: Watermark::at(EventTime::from_millis(5)),
        after_events: 2,
        now: ProcessingTime::from_millis(1_000),
    };
    out.filtered(2);
    at(&clock, 10);
    out.step(step);
    out.result(&row(1));
    at(&clock, 20);
    out.result(&row(2));
    out.late(&event(7));
    out.dropped(3);
    out.pass(&event(8));
    let task = out.finish();
    assert_eq!(
        task.trace.marks,
        [
            Mark::Filtered(2),
            Mark::Step(step),
            Mark::Results(2),
            Mark::Late(1),
            Mark::Dropped(3),
            Mark::Passed(1)
        ]
    );
    assert_eq!(
        (task.result_ns, task.late_ns, task.passed_ns),
        (vec![10, 20], vec![20], vec![20])
    );
    assert_eq!(task.records_out, 4);
    assert_eq!(task.watermark, Some(Watermark::at(EventTime::from_millis(5))));
}

#[test]
fn a_batch_begins_with_the_trigger_that_found_it_and_has_its_phases_and_rows() {
    let (clock, mut out) = recorder();
    out.phase(Phase::LatestOffset);
    out.phase(Phase::GetBatch);
    at(&clock, 2);
    out.phase(Phase::LatestOffset);
    at(&clock, 3);
    out.phase(Phase::GetBatch);
    out.step(Step::BatchStart {
        batch_id: 0,
        no_data: false,
        now: ProcessingTime::from_millis(1_000),
    });
    at(&clock, 9);
    out.phase(Phase::AddBatch);
    out.result(&row(1));
    at(&clock, 30);
    out.step(Step::BatchEnd(BatchProgress {
        next_watermark_ms: 500,
        ..BatchProgress::default()
    }));
    out.result(&row(2));
    let task = out.finish();
    let expected = BatchTiming {
        start_ns: 2,
        end_ns: 30,
        phases: vec![
            (Phase::LatestOffset, 2),
            (Phase::GetBatch, 3),
            (Phase::AddBatch, 9),
        ],
        output_rows: 1,
    };
    assert_eq!(task.batches, [expected]);
    assert_eq!(
        task.watermark,
        Some(Watermark::before(EventTime::from_millis(500)))
    );
}

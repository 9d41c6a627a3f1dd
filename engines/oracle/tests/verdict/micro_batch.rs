//! Micro-batches: a right trace, and a minimal corruption for each kind of violation.

use streamgauge_model::{
    BatchProgress, KeyBy, MicroBatchRules, OutputMode, ProcessingTime, Rules, Step, TimeDomain, Watermark,
    WatermarkRule, WindowSpec,
};
use streamgauge_oracle::{Mark, TaskTrace, ViolationKind};

use crate::scene::{Scene, TWO, at, events, row, six_events, tumbling};

const BEFORE: (i64, i64) = (TWO - 10_000, TWO - 5_000);
const LEARNT: i64 = TWO - 5_000;

pub fn start(batch_id: u64, no_data: bool, now_ms: i64) -> Step {
    Step::BatchStart {
        batch_id,
        no_data,
        now: ProcessingTime::from_millis(now_ms),
    }
}

fn rules(mode: OutputMode) -> Rules {
    let trigger = streamgauge_model::Trigger::Interval { millis: 1_000 };
    Rules::MicroBatch(MicroBatchRules::new(trigger, mode))
}

/// The six events in batches of four and two with no batch between them. What batch 0 learnt closes 13:59:50's
/// window in batch 1, where late rows are still judged by 0: the event is accepted and leaves at once.
fn six(mode: OutputMode) -> Scene {
    let events = six_events();
    let mut trace = TaskTrace::default();
    let first = BatchProgress {
        input_rows: 4,
        next_watermark_ms: LEARNT,
        state_rows: 2,
        updated_rows: 2,
        ..BatchProgress::default()
    };
    let second = BatchProgress {
        batch_id: 1,
        input_rows: 2,
        watermark_ms: LEARNT,
        next_watermark_ms: TWO - 4_000,
        state_rows: 2,
        updated_rows: 2,
        removed_rows: 1,
        ..BatchProgress::default()
    };
    trace.step(start(0, false, 1_500));
    trace.step(Step::BatchEnd(first));
    trace.step(start(1, false, 2_000));
    trace.result(&row(&events, 1, BEFORE, at(LEARNT - 1), &[4]));
    trace.step(Step::BatchEnd(second));
    Scene {
        query: tumbling(),
        rules: rules(mode),
        splits: 1,
        events,
        tasks: vec![trace],
    }
}

fn progress(trace: &mut TaskTrace, batch: usize) -> &mut BatchProgress {
    let mut ends = trace.marks.iter_mut().filter_map(|mark| match mark {
        Mark::Step(Step::BatchEnd(progress)) => Some(progress),
        _ => None,
    });
    ends.nth(batch).expect("the batch exists")
}

#[test]
fn a_right_trace_is_clean_although_the_reference_would_drop() {
    let judgement = six(OutputMode::Append).clean();
    assert_eq!(judgement.fates.included, 6);
    assert_eq!(judgement.open_events, 5);
    assert_eq!(judgement.event_confusion.wrong_keep, 1);
}

#[test]
fn a_batch_without_data_in_between_makes_the_event_late() {
    let mut scene = six(OutputMode::Append);
    let trace = &mut scene.tasks[0];
    let idle = BatchProgress {
        batch_id: 1,
        no_data: true,
        watermark_ms: LEARNT,
        next_watermark_ms: LEARNT,
        state_rows: 2,
        ..BatchProgress::default()
    };
    let last = BatchProgress {
        batch_id: 2,
        late_watermark_ms: LEARNT,
        dropped_rows: 1,
        late_events: 1,
        updated_rows: 1,
        removed_rows: 0,
        ..*progress(trace, 1)
    };
    trace.results.clear();
    trace.marks.truncate(2);
    trace.step(start(1, true, 2_000));
    trace.step(Step::BatchEnd(idle));
    trace.step(start(2, false, 3_000));
    trace.dropped(1);
    trace.step(Step::BatchEnd(last));
    let judgement = scene.clean();
    assert_eq!((judgement.fates.dropped, judgement.late_groups), (1, 1));
    let kinds = scene.corrupted(|t| progress(t, 2).late_events = 0);
    assert_eq!(kinds, [ViolationKind::BatchFigure]);
    if let Rules::MicroBatch(rules) = &mut scene.rules {
        rules.no_data_batches = false;
    }
    assert_eq!(scene.kinds(), [ViolationKind::NoDataBatch]);
}

#[test]
fn every_figure_of_a_batch_is_recomputed() {
    let scene = six(OutputMode::Append);
    let figures: [fn(&mut BatchProgress) -> &mut u64; 5] = [
        |p| &mut p.dropped_rows,
        |p| &mut p.late_events,
        |p| &mut p.state_rows,
        |p| &mut p.updated_rows,
        |p| &mut p.removed_rows,
    ];
    for figure in figures {
        let kinds = scene.corrupted(|t| *figure(progress(t, 1)) += 1);
        assert_eq!(kinds, [ViolationKind::BatchFigure]);
    }
    let kinds = scene.corrupted(|t| progress(t, 1).watermark_ms += 1);
    assert_eq!(kinds, [ViolationKind::WatermarkAhead]);
    let kinds = scene.corrupted(|t| progress(t, 1).next_watermark_ms = 0);
    assert_eq!(kinds, [ViolationKind::WatermarkBehind, ViolationKind::WentBack]);
}

#[test]
fn batches_are_numbered_limited_triggered_and_cover_everything() {
    let mut scene = six(OutputMode::Append);
    let kinds = scene.corrupted(|t| t.marks[2] = Mark::Step(start(7, false, 2_000)));
    assert_eq!(kinds, [ViolationKind::BatchNumber]);
    let kinds = scene.corrupted(|t| t.marks[2] = Mark::Step(start(1, false, 1_999)));
    assert_eq!(kinds, [ViolationKind::TriggerEarly]);
    let kinds = scene.corrupted(|t| progress(t, 1).input_rows = 1);
    assert!(kinds.contains(&ViolationKind::BatchCoverage), "{kinds:?}");
    assert!(kinds.contains(&ViolationKind::Conservation), "{kinds:?}");
    if let Rules::MicroBatch(rules) = &mut scene.rules {
        rules.max_events_per_trigger = Some(3);
    }
    assert_eq!(scene.kinds(), [ViolationKind::BatchLimit]);
}

#[test]
fn a_row_in_the_wrong_batch_is_misplaced() {
    let scene = six(OutputMode::Append);
    let kinds = scene.corrupted(|t| {
        let row = t.marks.remove(3);
        t.marks.insert(1, row);
    });
    assert_eq!(kinds, [ViolationKind::MisplacedRow]);
    let kinds = scene.corrupted(|t| t.marks.swap(3, 4));
    assert_eq!(kinds, [ViolationKind::MalformedTrace, ViolationKind::MissingRow]);
}

#[test]
fn update_mode_numbers_the_panes_of_a_window() {
    let mut scene = six(OutputMode::Update);
    let (first, second) = ((TWO, TWO + 5_000), (TWO + 5_000, TWO + 10_000));
    let events = &scene.events;
    let trace = &mut scene.tasks[0];
    trace.marks.truncate(1);
    trace.results.clear();
    let mut six = self::six(OutputMode::Update).tasks[0].clone();
    trace.result(&row(events, 1, first, at(-1), &[0, 1, 2]));
    trace.result(&row(events, 1, second, at(-1), &[3]));
    trace.step(Step::BatchEnd(*progress(&mut six, 0)));
    trace.step(start(1, false, 2_000));
    let mut again = row(events, 1, second, at(LEARNT - 1), &[3, 5]);
    again.pane = 1;
    trace.result(&again);
    trace.result(&row(events, 1, BEFORE, at(LEARNT - 1), &[4]));
    trace.step(Step::BatchEnd(*progress(&mut six, 1)));
    let judgement = scene.clean();
    assert_eq!(
        (judgement.contributions[0][2].first_for, judgement.open_events),
        (1, 0)
    );
    assert_eq!(
        scene.corrupted(|t| t.results[2].pane = 2),
        [ViolationKind::WrongPane]
    );
}

#[test]
fn touching_sessions_must_be_merged() {
    let mut scene = six(OutputMode::Append);
    scene.query.key = KeyBy::User;
    scene.query.window = WindowSpec::Session { gap_ms: 1_000 };
    scene.query.watermark = Some(WatermarkRule { delay_ms: 0 });
    scene.events = events(0, &[(1, 1, 1, 10_000), (1, 1, 2, 11_000), (2, 1, 3, 60_000)]);
    let mut trace = TaskTrace::default();
    let first = BatchProgress {
        input_rows: 3,
        next_watermark_ms: 60_000,
        state_rows: 2,
        updated_rows: 2,
        ..BatchProgress::default()
    };
    let second = BatchProgress {
        batch_id: 1,
        no_data: true,
        input_rows: 0,
        watermark_ms: 60_000,
        state_rows: 1,
        updated_rows: 0,
        removed_rows: 1,
        ..first
    };
    let closing = at(59_999);
    trace.step(start(0, false, 0));
    trace.step(Step::BatchEnd(first));
    trace.step(start(1, true, 1_000));
    trace.result(&row(&scene.events, 1, (10_000, 12_000), closing, &[0, 1]));
    trace.step(Step::BatchEnd(second));
    scene.tasks = vec![trace];
    scene.clean();
    let halves = [((10_000, 11_000), 0), ((11_000, 12_000), 1)];
    let halves = halves.map(|(window, seq)| row(&scene.events, 1, window, closing, &[seq]));
    let kinds = scene.corrupted(|t| {
        t.results = halves.to_vec();
        t.marks[3] = Mark::Results(2);
    });
    let spurious = ViolationKind::SpuriousRow;
    assert_eq!(kinds, [spurious, spurious, ViolationKind::MissingRow]);
}

#[test]
fn windows_of_processing_time_take_the_instant_of_the_batch() {
    let mut scene = six(OutputMode::Append);
    scene.query.time = TimeDomain::Processing;
    let mut trace = TaskTrace::default();
    let first = BatchProgress {
        input_rows: 6,
        next_watermark_ms: 7_000,
        state_rows: 1,
        updated_rows: 1,
        ..BatchProgress::default()
    };
    trace.step(start(0, false, 7_000));
    trace.step(Step::BatchEnd(first));
    scene.tasks = vec![trace];
    assert_eq!(scene.clean().open_events, 6);
    let early = row(
        &scene.events,
        1,
        (5_000, 10_000),
        Watermark::NONE,
        &[0, 1, 2, 3, 4, 5],
    );
    let kinds = scene.corrupted(|t| {
        t.marks.insert(1, Mark::Results(1));
        t.results.push(early);
    });
    assert_eq!(kinds, [ViolationKind::SpuriousRow]);
}

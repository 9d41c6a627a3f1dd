//! One event at a time: a right trace, and a minimal corruption for each kind of violation.

use streamgauge_model::{
    Alert, Cadence, EventAtATimeRules, ProcessingTime, Rules, Step, Watermark, WatermarkRule,
};
use streamgauge_oracle::{Contribution, Fates, Mark, TaskTrace, ViolationKind};

use crate::scene::{Scene, TWO, at, events, moved, per_event, row, shift, six_events, tumbling};

const FIRST: (i64, i64) = (TWO, TWO + 5_000);
const SECOND: (i64, i64) = (TWO + 5_000, TWO + 10_000);

/// The six events, a watermark after each, and the end of the input. 13:59:50 comes when the watermark is
/// 13:59:54.999, the last instant of its window: it is late.
fn six() -> Scene {
    let events = six_events();
    let mut trace = TaskTrace::default();
    trace.step(moved(TWO - 9_001, 1));
    trace.step(moved(TWO - 7_001, 2));
    trace.step(moved(TWO - 5_001, 4));
    trace.dropped(1);
    trace.step(moved(TWO - 4_001, 6));
    trace.step(moved(i64::MAX, 6));
    trace.result(&row(&events, 1, FIRST, Watermark::END, &[0, 1, 2]));
    trace.result(&row(&events, 1, SECOND, Watermark::END, &[3, 5]));
    Scene {
        query: tumbling(),
        rules: per_event(),
        splits: 1,
        events,
        tasks: vec![trace],
    }
}

#[test]
fn a_right_trace_is_clean_and_every_event_has_a_fate() {
    let judgement = six().clean();
    let fates = Fates {
        included: 5,
        dropped: 1,
        ..Fates::default()
    };
    assert_eq!(judgement.fates, fates);
    assert_eq!(judgement.results_checked, 2);
    assert_eq!(judgement.open_events, 0);
    let of = |newest_seq, events| Contribution {
        newest_seq,
        first_for: events,
        new_events: events,
    };
    assert_eq!(judgement.contributions, [[of(2, 3), of(5, 2)]]);
}

#[test]
fn without_the_end_of_the_input_events_stay_open() {
    let mut scene = six();
    let trace = &mut scene.tasks[0];
    trace.marks.truncate(5);
    trace.results.clear();
    assert_eq!(scene.clean().open_events, 5);
}

#[test]
fn a_lost_event_one_counted_twice_and_a_wrong_sum_change_the_value() {
    let scene = six();
    let lost = row(&scene.events, 1, FIRST, Watermark::END, &[0, 1]);
    let twice = row(&scene.events, 1, FIRST, Watermark::END, &[0, 1, 2, 2]);
    assert_eq!(
        scene.corrupted(|t| t.results[0] = lost),
        [ViolationKind::WrongValue]
    );
    assert_eq!(
        scene.corrupted(|t| t.results[0] = twice),
        [ViolationKind::WrongValue]
    );
    let kinds = scene.corrupted(|t| t.results[0].values.sum += 1);
    assert_eq!(kinds, [ViolationKind::WrongValue]);
}

#[test]
fn a_swapped_pair_of_equal_count_and_sum_is_caught_by_the_digest_alone() {
    let mut scene = six();
    scene.events.iter_mut().for_each(|event| event.value = 4);
    let rows = |scene: &Scene, seqs: &[usize]| row(&scene.events, 1, FIRST, Watermark::END, seqs);
    scene.tasks[0].results[1] = row(&scene.events, 1, SECOND, Watermark::END, &[3, 5]);
    scene.tasks[0].results[0] = rows(&scene, &[0, 1, 2]);
    scene.clean();
    // Event 4 is late, and stands in the row in place of event 2.
    let swapped = rows(&scene, &[0, 1, 4]);
    assert_eq!(
        scene.corrupted(|t| t.results[0] = swapped),
        [ViolationKind::WrongValue]
    );
    scene.query.digest = false;
    assert_eq!(
        scene.corrupted(|t| t.results[0] = swapped),
        [],
        "count and sum are right, and nobody told which events they are of"
    );
    let lost = rows(&scene, &[0, 1]);
    assert_eq!(
        scene.corrupted(|t| t.results[0] = lost),
        [ViolationKind::WrongValue]
    );
}

#[test]
fn a_window_assigned_wrongly_is_one_row_missing_and_one_spurious() {
    let scene = six();
    let shifted = (TWO + 1, TWO + 5_001);
    let wrong = row(&scene.events, 1, shifted, Watermark::END, &[0, 1, 2]);
    let kinds = scene.corrupted(|t| t.results[0] = wrong);
    assert_eq!(kinds, [ViolationKind::SpuriousRow, ViolationKind::MissingRow]);
}

#[test]
fn a_late_event_included_is_a_spurious_row_and_a_wrong_count() {
    let scene = six();
    let old = (TWO - 10_000, TWO - 5_000);
    let late = row(&scene.events, 1, old, Watermark::END, &[4]);
    let kinds = scene.corrupted(|t| {
        t.marks.remove(3);
        t.result(&late);
    });
    assert_eq!(kinds, [ViolationKind::WrongDropCount, ViolationKind::SpuriousRow]);
}

#[test]
fn missing_and_duplicate_rows_are_told_apart() {
    let scene = six();
    let kinds = scene.corrupted(|t| {
        t.results.pop();
        t.marks.pop();
        t.marks.push(Mark::Results(1));
    });
    assert_eq!(kinds, [ViolationKind::MissingRow]);
    let again = scene.tasks[0].results[0];
    assert_eq!(
        scene.corrupted(|t| t.result(&again)),
        [ViolationKind::DuplicateRow]
    );
}

#[test]
fn a_row_before_its_watermark_is_misplaced() {
    let scene = six();
    let kinds = scene.corrupted(|t| {
        t.marks.truncate(4);
        t.marks.push(Mark::Results(1));
        t.step(moved(TWO - 4_001, 6));
        t.step(moved(i64::MAX, 6));
        t.marks.push(Mark::Results(1));
    });
    assert_eq!(kinds, [ViolationKind::MisplacedRow]);
}

#[test]
fn wrong_panes_and_watermarks_in_rows_are_named() {
    let scene = six();
    let kinds = scene.corrupted(|t| t.results[0].pane = 1);
    assert_eq!(kinds, [ViolationKind::WrongPane]);
    let kinds = scene.corrupted(|t| t.results[0].watermark = at(TWO));
    assert_eq!(kinds, [ViolationKind::WrongRowWatermark]);
}

#[test]
fn a_watermark_must_not_go_back_nor_run_ahead_nor_fall_behind() {
    let scene = six();
    let kinds = scene.corrupted(|t| shift(t, 1, -10_000));
    assert!(kinds.contains(&ViolationKind::WentBack), "{kinds:?}");
    let kinds = scene.corrupted(|t| shift(t, 1, 1));
    assert_eq!(kinds, [ViolationKind::WatermarkAhead]);
    let kinds = scene.corrupted(|t| {
        t.marks.remove(1);
    });
    let behind = ViolationKind::WatermarkBehind;
    assert_eq!(
        kinds,
        [behind, behind],
        "two events pass before the next step makes up for it"
    );
}

#[test]
fn counts_of_dropped_and_filtered_events_are_compared() {
    let scene = six();
    assert_eq!(scene.corrupted(|t| t.dropped(1)), [ViolationKind::WrongDropCount]);
    assert_eq!(
        scene.corrupted(|t| t.filtered(1)),
        [ViolationKind::WrongFilterCount]
    );
}

#[test]
fn the_side_output_holds_exactly_the_late_events() {
    let mut scene = six();
    let mut rules = EventAtATimeRules::new(Cadence::PerEvent);
    rules.late_output = true;
    scene.rules = Rules::EventAtATime(rules);
    let trace = &mut scene.tasks[0];
    trace.marks[3] = Mark::Late(1);
    trace.late.push(4);
    assert_eq!(scene.clean().fates.side_output, 1);
    assert_eq!(scene.corrupted(|t| t.late[0] = 3), [ViolationKind::WrongLate]);
}

#[test]
fn an_alert_keeps_rows_back_but_the_events_are_not_open() {
    let mut scene = six();
    scene.query.alert = Some(Alert {
        count_above: 2,
        mean_below: None,
    });
    assert_eq!(scene.kinds(), [ViolationKind::SpuriousRow]);
    let trace = &mut scene.tasks[0];
    trace.results.pop();
    trace.marks.pop();
    trace.marks.push(Mark::Results(1));
    let judgement = scene.clean();
    assert_eq!((judgement.open_events, judgement.suppressed_events), (0, 2));
}

#[test]
fn the_minimum_over_splits_waits_for_each_of_them() {
    let mut scene = six();
    scene.events = events(TWO, &[(0, 1, 1, 20_000), (1, 1, 1, 4_000)]);
    scene.splits = 2;
    scene.query.watermark = Some(WatermarkRule { delay_ms: 0 });
    let mut trace = TaskTrace::default();
    trace.step(moved(TWO + 3_999, 2));
    scene.tasks = vec![trace];
    scene.clean();
    let early = |t: &mut TaskTrace| t.marks.insert(0, Mark::Step(moved(TWO - 1, 1)));
    assert_eq!(scene.corrupted(early), [ViolationKind::WatermarkAhead]);
}

#[test]
fn a_periodic_watermark_keeps_its_interval_and_may_lag() {
    let mut scene = six();
    scene.rules = Rules::EventAtATime(EventAtATimeRules::new(Cadence::Periodic { millis: 200 }));
    let tick = |millis, after_events, now| Step::Watermark {
        watermark: at(millis),
        after_events,
        now: ProcessingTime::from_millis(now),
    };
    let mut trace = TaskTrace::default();
    trace.step(tick(TWO - 7_001, 3, 200));
    trace.step(tick(TWO - 5_001, 4, 400));
    trace.dropped(1);
    scene.tasks = vec![trace];
    scene.clean();
    let kinds = scene.corrupted(|t| t.marks[1] = Mark::Step(tick(TWO - 5_001, 4, 200)));
    assert_eq!(kinds, [ViolationKind::WatermarkEarly]);
    let kinds = scene.corrupted(|t| shift(t, 0, -1));
    assert_eq!(kinds, [ViolationKind::WatermarkBehind]);
}

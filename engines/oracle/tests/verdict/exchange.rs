//! A keyed exchange: one source task, two window tasks.

use streamgauge_model::{Cadence, EventAtATimeRules, Rules, Watermark};
use streamgauge_oracle::{Mark, TaskTrace, ViolationKind};

use crate::scene::{Scene, TWO, events, moved, row, shift, tumbling};

const FIRST: (i64, i64) = (TWO, TWO + 5_000);

/// Movies 4 and 2, in a task each: their key groups are 7 and 127 of 128.
fn two_tasks() -> Scene {
    let events = events(TWO, &[(1, 4, 1, 1_000), (1, 2, 2, 3_000), (1, 4, 4, 2_000)]);
    let mut rules = EventAtATimeRules::new(Cadence::PerEvent);
    rules.workers = 2;
    let (mut source, mut one, mut two) = (TaskTrace::default(), TaskTrace::default(), TaskTrace::default());
    source.step(moved(TWO - 9_001, 1));
    source.step(moved(TWO - 7_001, 2));
    source.step(moved(i64::MAX, 3));
    one.received(0);
    one.step(moved(TWO - 9_001, 1));
    one.step(moved(TWO - 7_001, 1));
    one.received(2);
    one.step(moved(i64::MAX, 2));
    one.result(&row(&events, 4, FIRST, Watermark::END, &[0, 2]));
    two.step(moved(TWO - 9_001, 0));
    two.received(1);
    two.step(moved(TWO - 7_001, 1));
    two.step(moved(i64::MAX, 1));
    two.result(&row(&events, 2, FIRST, Watermark::END, &[1]));
    Scene {
        query: tumbling(),
        rules: Rules::EventAtATime(rules),
        splits: 1,
        events,
        tasks: vec![source, one, two],
    }
}

fn corrupted(task: usize, corrupt: impl FnOnce(&mut TaskTrace)) -> Vec<ViolationKind> {
    let mut scene = two_tasks();
    corrupt(&mut scene.tasks[task]);
    scene.kinds()
}

#[test]
fn a_right_exchange_is_clean() {
    let judgement = two_tasks().clean();
    assert_eq!(judgement.fates.included, 3);
    assert_eq!(judgement.contributions[1][0].newest_seq, 2);
    assert!(judgement.contributions[0].is_empty());
}

#[test]
fn an_event_must_arrive_once_and_at_the_task_of_its_key() {
    let kinds = corrupted(1, |t| t.received[1] = 0);
    assert!(kinds.contains(&ViolationKind::Exchange), "{kinds:?}");
    let kinds = corrupted(2, |t| t.received[0] = 2);
    assert!(kinds.contains(&ViolationKind::Exchange), "{kinds:?}");
    let kinds = corrupted(1, |t| {
        t.received.pop();
        t.marks.remove(3);
    });
    assert!(kinds.contains(&ViolationKind::Exchange), "{kinds:?}");
    assert!(kinds.contains(&ViolationKind::Conservation), "{kinds:?}");
}

#[test]
fn whole_key_groups_belong_to_their_task_and_not_to_any_other() {
    let mut scene = two_tasks();
    scene.tasks.swap(1, 2);
    let kinds = scene.kinds();
    assert_eq!(kinds, [ViolationKind::Exchange; 3], "one for each event");
}

#[test]
fn a_watermark_must_not_overtake_records_nor_be_made_up() {
    let kinds = corrupted(2, |t| {
        t.marks.swap(1, 2);
        t.marks[1] = Mark::Step(moved(TWO - 7_001, 0));
    });
    assert_eq!(kinds, [ViolationKind::WatermarkAhead]);
    let kinds = corrupted(2, |t| shift(t, 2, -1));
    assert_eq!(kinds, [ViolationKind::Exchange]);
}

#[test]
fn the_source_task_emits_nothing() {
    let scene = two_tasks();
    let result = scene.tasks[1].results[0];
    let kinds = corrupted(0, |t| t.result(&result));
    assert!(kinds.contains(&ViolationKind::MalformedTrace), "{kinds:?}");
}

//! Session windows, event by event.

use streamgauge_model::Watermark;
use streamgauge_operators::{ByUser, EventOperator, Fate, Operator, SessionWindows, Tally};

use crate::collector::Collector;
use crate::{at, event, open_gate};

fn sessions(allowed_ms: i64) -> SessionWindows<ByUser, Tally> {
    SessionWindows::new(10, Tally, open_gate(), allowed_ms)
}

fn feed(
    op: &mut SessionWindows<ByUser, Tally>,
    time: i64,
    watermark: Watermark,
    out: &mut Collector,
) -> Fate {
    let event = event(0, time, 1, 2);
    op.on_event(&event, event.time, watermark, out)
}

#[test]
fn spans_that_touch_are_one_session_and_one_millisecond_more_is_two() {
    let (mut op, mut out) = (sessions(0), Collector::default());
    for time in [0, 10, 21] {
        feed(&mut op, time, Watermark::NONE, &mut out);
    }
    assert_eq!(op.entries(), 2);
    op.advance(Watermark::END, &mut out);
    assert_eq!(out.take(), [(1, 0, 20, 2, 4, 0), (1, 21, 31, 1, 2, 0)]);
}

#[test]
fn an_event_in_between_merges_two_sessions() {
    let (mut op, mut out) = (sessions(0), Collector::default());
    for time in [0, 18, 9] {
        feed(&mut op, time, Watermark::NONE, &mut out);
    }
    assert_eq!(op.entries(), 1);
    op.advance(at(26), &mut out);
    assert!(out.take().is_empty(), "the timers of the parts no longer count");
    op.advance(at(27), &mut out);
    assert_eq!(out.take(), [(1, 0, 28, 3, 6, 0)]);
    assert_eq!((op.entries(), op.next_timer()), (0, i64::MAX));
}

#[test]
fn a_late_event_is_saved_by_a_live_neighbour_and_lost_without_one() {
    let (mut op, mut out) = (sessions(0), Collector::default());
    feed(&mut op, 20, Watermark::NONE, &mut out);
    // [5, 15) alone would be closed at 14; no neighbour touches it.
    assert_eq!(feed(&mut op, 5, at(14), &mut out), Fate::Late);
    // [10, 20) would be closed at 19, but it touches [20, 30).
    assert_eq!(feed(&mut op, 10, at(19), &mut out), Fate::Included);
    op.advance(at(29), &mut out);
    assert_eq!(out.take(), [(1, 10, 30, 2, 4, 0)]);
}

#[test]
fn two_late_events_do_not_build_a_session_together() {
    let (mut op, mut out) = (sessions(0), Collector::default());
    assert_eq!(feed(&mut op, 5, at(30), &mut out), Fate::Late);
    assert_eq!(feed(&mut op, 6, at(30), &mut out), Fate::Late);
    assert_eq!(op.entries(), 0);
}

#[test]
fn with_allowed_lateness_a_bridge_between_fired_sessions_fires_their_union() {
    let (mut op, mut out) = (sessions(1_000), Collector::default());
    feed(&mut op, 0, Watermark::NONE, &mut out);
    feed(&mut op, 18, Watermark::NONE, &mut out);
    op.advance(at(100), &mut out);
    assert_eq!(out.take().len(), 2);
    feed(&mut op, 9, at(100), &mut out);
    assert_eq!(out.take(), [(1, 0, 28, 3, 6, 1)]);
    op.advance(at(1_026), &mut out);
    assert_eq!(op.entries(), 1);
    op.advance(at(1_027), &mut out);
    assert_eq!(op.entries(), 0);
    assert!(out.take().is_empty());
}

#[test]
fn a_fired_session_that_grows_beyond_the_watermark_fires_again_at_its_new_end() {
    let (mut op, mut out) = (sessions(1_000), Collector::default());
    feed(&mut op, 0, Watermark::NONE, &mut out);
    op.advance(at(9), &mut out);
    feed(&mut op, 8, at(9), &mut out);
    assert_eq!(out.take(), [(1, 0, 10, 1, 2, 0)]);
    op.advance(at(17), &mut out);
    assert_eq!(out.take(), [(1, 0, 18, 2, 4, 1)]);
}

/// Quick only if a timer looks at the sessions that it is for.
#[test]
fn ten_thousand_sessions_of_one_key_fire_one_by_one_and_are_forgotten_one_by_one() {
    let (mut op, mut out) = (sessions(50_000), Collector::default());
    for i in 0..10_000 {
        feed(&mut op, 20 * i, Watermark::NONE, &mut out);
    }
    for i in 0..10_000 {
        op.advance(at(20 * i + 9), &mut out);
        assert_eq!(out.take(), [(1, 20 * i, 20 * i + 10, 1, 2, 0)]);
        assert_eq!(
            op.entries(),
            10_000 - u64::try_from((i - 2_499).max(0)).expect("not negative")
        );
    }
}

#[test]
fn sessions_that_fired_before_the_watermark_was_lost_do_not_hide_those_between_them() {
    let (mut op, mut out) = (sessions(1_000), Collector::default());
    for time in [0, 50, 100] {
        feed(&mut op, time, Watermark::NONE, &mut out);
    }
    op.advance(at(109), &mut out);
    assert_eq!(out.take().len(), 3);
    for time in [25, 75, 125] {
        feed(&mut op, time, Watermark::NONE, &mut out);
    }
    op.advance(at(84), &mut out);
    assert_eq!(out.take(), [(1, 25, 35, 1, 2, 0), (1, 75, 85, 1, 2, 0)]);
    op.advance(at(1_009), &mut out);
    assert_eq!(out.take(), [(1, 125, 135, 1, 2, 0)]);
    assert_eq!(op.entries(), 5, "only the first has expired");
}

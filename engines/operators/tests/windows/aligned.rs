//! Tumbling and sliding windows, event by event.

use streamgauge_model::{Alert, Query, Watermark};
use streamgauge_operators::{
    AlignedWindows, ByMovie, EventOperator, Fate, Gate, NoKey, Operator, Sliding, Tally, Tumbling,
};

use crate::collector::Collector;
use crate::{at, event, open_gate, query};

fn tumbling(allowed_ms: i64) -> AlignedWindows<ByMovie, Tumbling, Tally> {
    AlignedWindows::new(Tumbling { size: 10, offset: 0 }, Tally, open_gate(), allowed_ms)
}

/// Feeds one event and says what became of it.
fn feed<Op: EventOperator>(
    op: &mut Op,
    time: i64,
    key: u32,
    watermark: Watermark,
    out: &mut Collector,
) -> Fate {
    let event = event(0, time, key, 2);
    op.on_event(&event, event.time, watermark, out)
}

#[test]
fn a_window_fires_once_with_all_its_keys_when_the_watermark_reaches_its_last_instant() {
    let (mut op, mut out) = (tumbling(0), Collector::default());
    for (time, key) in [(1, 7), (9, 7), (5, 8), (12, 7)] {
        assert_eq!(
            feed(&mut op, time, key, Watermark::NONE, &mut out),
            Fate::Included
        );
    }
    assert_eq!((op.next_timer(), op.entries()), (9, 3));
    op.advance(at(8), &mut out);
    assert!(out.take().is_empty());
    op.advance(at(9), &mut out);
    assert_eq!(out.take(), [(7, 0, 10, 2, 4, 0), (8, 0, 10, 1, 2, 0)]);
    assert_eq!((op.next_timer(), op.entries()), (19, 1));
}

#[test]
fn a_closed_window_refuses_and_an_open_one_takes_events_behind_the_watermark() {
    let (mut op, mut out) = (tumbling(0), Collector::default());
    assert_eq!(feed(&mut op, 9, 1, at(9), &mut out), Fate::Late);
    assert_eq!(feed(&mut op, 10, 1, at(18), &mut out), Fate::Included);
    assert_eq!(feed(&mut op, 10, 1, at(19), &mut out), Fate::Late);
}

#[test]
fn within_the_allowed_lateness_every_late_event_fires_its_group_again() {
    let (mut op, mut out) = (tumbling(5), Collector::default());
    feed(&mut op, 1, 7, Watermark::NONE, &mut out);
    op.advance(at(9), &mut out);
    assert_eq!(out.take(), [(7, 0, 10, 1, 2, 0)]);
    feed(&mut op, 2, 7, at(9), &mut out);
    feed(&mut op, 3, 8, at(9), &mut out);
    assert_eq!(out.take(), [(7, 0, 10, 2, 4, 1), (8, 0, 10, 1, 2, 0)]);
    assert_eq!(op.next_timer(), 14);
    op.advance(at(13), &mut out);
    assert_eq!(feed(&mut op, 4, 7, at(13), &mut out), Fate::Included);
    op.advance(at(14), &mut out);
    assert_eq!(feed(&mut op, 4, 7, at(14), &mut out), Fate::Late);
    assert_eq!(out.take(), [(7, 0, 10, 3, 6, 2)], "clean-up emits nothing");
    assert_eq!(op.entries(), 0);
}

#[test]
fn an_event_may_be_late_for_one_sliding_window_and_welcome_in_another() {
    let sliding = Sliding {
        size: 30,
        slide: 10,
        offset: 0,
    };
    let mut op = AlignedWindows::<NoKey, _, _>::new(sliding, Tally, open_gate(), 0);
    let mut out = Collector::default();
    // At watermark 35 the window [0, 30) is closed; [10, 40) and [20, 50) are open.
    assert_eq!(feed(&mut op, 25, 0, at(35), &mut out), Fate::Included);
    op.advance(Watermark::END, &mut out);
    assert_eq!(out.take(), [(0, 10, 40, 1, 2, 0), (0, 20, 50, 1, 2, 0)]);
}

#[test]
fn windows_that_arrive_out_of_order_fire_in_order_of_their_ends() {
    let (mut op, mut out) = (tumbling(0), Collector::default());
    for time in [45, 5, 25, 15, 5] {
        feed(&mut op, time, 1, Watermark::NONE, &mut out);
    }
    op.advance(at(29), &mut out);
    let starts: Vec<_> = out.take().iter().map(|row| (row.1, row.3)).collect();
    assert_eq!(starts, [(0, 2), (10, 1), (20, 1)]);
}

#[test]
fn an_event_in_a_gap_between_windows_is_lost_only_if_it_is_late() {
    let sliding = Sliding {
        size: 10,
        slide: 30,
        offset: 0,
    };
    let mut op = AlignedWindows::<NoKey, _, _>::new(sliding, Tally, open_gate(), 0);
    let mut out = Collector::default();
    assert_eq!(feed(&mut op, 15, 0, at(14), &mut out), Fate::Nowhere);
    assert_eq!(feed(&mut op, 15, 0, at(15), &mut out), Fate::Late);
}

#[test]
fn an_alert_hides_rows_and_keeps_state() {
    let alert = Query {
        alert: Some(Alert {
            count_above: 1,
            mean_below: Some(4),
        }),
        ..query()
    };
    let mut op =
        AlignedWindows::<ByMovie, _, _>::new(Tumbling { size: 10, offset: 0 }, Tally, Gate::new(&alert), 0);
    let mut out = Collector::default();
    for key in [1, 2, 2] {
        feed(&mut op, 1, key, Watermark::NONE, &mut out);
    }
    assert_eq!(op.entries(), 2);
    op.advance(at(9), &mut out);
    assert_eq!(out.take(), [(2, 0, 10, 2, 4, 0)]);
}

#[test]
fn the_top_rows_of_a_window_are_ranked_and_ties_go_to_the_smaller_key() {
    let top = Query {
        top: Some(2),
        ..query()
    };
    let mut op =
        AlignedWindows::<ByMovie, _, _>::new(Tumbling { size: 10, offset: 0 }, Tally, Gate::new(&top), 0);
    let mut out = Collector::default();
    for key in [9, 5, 3, 5, 3, 1] {
        feed(&mut op, 1, key, Watermark::NONE, &mut out);
    }
    op.advance(at(9), &mut out);
    assert_eq!(out.ranks, [1, 2]);
    assert_eq!(out.take(), [(3, 0, 10, 2, 4, 0), (5, 0, 10, 2, 4, 0)]);
}

/// Quick only if a watermark does not look at the windows that have fired.
#[test]
fn ten_thousand_windows_that_have_fired_stay_open_for_late_events() {
    let (mut op, mut out) = (tumbling(200_000), Collector::default());
    for i in 0..10_000 {
        feed(&mut op, 10 * i, 1, at(10 * i - 1), &mut out);
        op.advance(at(10 * i + 9), &mut out);
        assert_eq!(out.take(), [(1, 10 * i, 10 * i + 10, 1, 2, 0)]);
    }
    assert_eq!((op.entries(), op.next_timer()), (10_000, 200_009));
    feed(&mut op, 5, 1, at(99_999), &mut out);
    assert_eq!(out.take(), [(1, 0, 10, 2, 4, 1)]);
    op.advance(at(200_019), &mut out);
    assert_eq!((op.entries(), op.next_timer()), (9_998, 200_029));
}

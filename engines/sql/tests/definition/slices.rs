//! Aggregates over slices against the definition of the windows, which knows no slices.

use crate::windows::{Row, by_definition, cumulating, hopping, tumbling};
use crate::{Step, random};
use streamgauge_model::{EventTime, TimeDomain, Watermark};
use streamgauge_operators::Assigner;
use streamgauge_sql::{Change, CountRows, Cumulate, Hop, Slices, SlicingWindows, Tumble};

const ALL_STEPS: [Step; 13] = [
    Step::Row(-6),
    Step::Row(-5),
    Step::Row(-2),
    Step::Row(-1),
    Step::Row(0),
    Step::Row(1),
    Step::Row(2),
    Step::Row(4),
    Step::Watermark(-4),
    Step::Watermark(-2),
    Step::Watermark(0),
    Step::Watermark(2),
    Step::Watermark(5),
];

type CountOf<S> = SlicingWindows<S, (), CountRows>;

fn by_slices<S: Slices>(slices: &S, steps: &[Step], restored: bool) -> (Vec<Row>, u64) {
    let mut operator = CountOf::new(slices.clone(), TimeDomain::Event);
    let (mut rows, mut dropped) = (Vec::new(), 0);
    for step in steps {
        match *step {
            Step::Row(t) => operator.on_row((), EventTime::from_millis(t), &Change::insert(())),
            Step::Watermark(t) => operator.advance(Watermark::at(EventTime::from_millis(t)), &mut |row| {
                rows.push((row.window.start.millis(), row.window.end.millis(), row.value));
            }),
        }
        if restored {
            dropped += operator.dropped();
            operator = CountOf::restore(slices.clone(), TimeDomain::Event, [operator.snapshot()]);
        }
    }
    (rows, dropped + operator.dropped())
}

/// All windows fire at the end, those of equal ends do not exist for one key: order is part of the answer.
fn assert_slices_are_invisible(steps: &mut Vec<Step>) {
    steps.push(Step::Watermark(100));
    let tumble = Tumble::new(3, -1).expect("a legal window");
    let hop = Hop::new(6, 2, 1).expect("a legal window");
    let cumulate = Cumulate::new(6, 2, 1).expect("a legal window");
    for restored in [false, true] {
        assert_eq!(
            by_slices(&tumble, steps, restored),
            by_definition(tumbling, steps),
            "{steps:?}"
        );
        assert_eq!(
            by_slices(&hop, steps, restored),
            by_definition(hopping, steps),
            "{steps:?}"
        );
        assert_eq!(
            by_slices(&cumulate, steps, restored),
            by_definition(cumulating, steps),
            "{steps:?}"
        );
    }
    steps.pop();
}

fn each_extension(steps: &mut Vec<Step>, length: usize) {
    assert_slices_are_invisible(steps);
    if steps.len() < length {
        for step in ALL_STEPS {
            steps.push(step);
            each_extension(steps, length);
            steps.pop();
        }
    }
}

#[test]
fn slices_answer_as_windows_do_on_all_short_inputs() {
    each_extension(&mut Vec::new(), 4);
}

#[test]
fn slices_answer_as_windows_do_on_long_inputs() {
    let mut numbers = random(1);
    for _ in 0..10_000 {
        let mut steps: Vec<_> = numbers
            .by_ref()
            .take(16)
            .map(|number| ALL_STEPS[number % ALL_STEPS.len()])
            .collect();
        assert_slices_are_invisible(&mut steps);
    }
}

fn assert_the_ends_of_time_stop_nothing(slices: &impl Slices) {
    let extremes = [
        i64::MIN,
        i64::MIN + 1,
        i64::MIN + 9,
        i64::MAX - 9,
        i64::MAX - 1,
        i64::MAX,
    ];
    let mut operator = CountOf::new(slices.clone(), TimeDomain::Event);
    for t in extremes {
        operator.on_row((), EventTime::from_millis(t), &Change::insert(()));
    }
    let mut windows = Vec::new();
    for watermark in [i64::MIN, i64::MIN + 2, 0, i64::MAX] {
        let watermark = Watermark::at(EventTime::from_millis(watermark));
        operator.advance(watermark, &mut |row| windows.push(row.window));
        operator.on_row((), EventTime::from_millis(i64::MIN + 1), &Change::insert(()));
    }
    for t in [i64::MIN + 9, i64::MAX - 9].map(EventTime::from_millis) {
        assert!(
            windows.iter().any(|window| window.start <= t && t <= window.end),
            "{t:?}"
        );
    }
    operator.on_row((), EventTime::MAX, &Change::insert(()));
    assert!(operator.dropped() >= 2);
}

#[test]
fn the_ends_of_time_stop_nothing() {
    for offset in [-1, 0, 1] {
        assert_the_ends_of_time_stop_nothing(&Tumble::new(5, offset).expect("a legal window"));
        assert_the_ends_of_time_stop_nothing(&Hop::new(4, 2, offset).expect("a legal window"));
        assert_the_ends_of_time_stop_nothing(&Cumulate::new(6, 2, offset).expect("a legal window"));
        assert_the_ends_of_time_stop_nothing(&Cumulate::new(5, 5, offset).expect("a legal window"));
    }
}

#[test]
fn cumulating_windows_assign_the_windows_that_their_slices_make() {
    let cumulate = Cumulate::new(6, 2, 1).expect("a legal window");
    for t in -20..20 {
        let mut windows = Vec::new();
        cumulate.each_window(EventTime::from_millis(t), |w| {
            windows.push((w.start.millis(), w.end.millis()));
        });
        windows.reverse();
        assert_eq!(windows, cumulating(t), "{t}");
    }
}

#[test]
fn rows_that_others_take_back_leave_no_window_and_rows_taken_back_too_often_do() {
    use streamgauge_sql::RowKind::{Delete, Insert};
    let counts = |kinds: &[streamgauge_sql::RowKind]| {
        let mut operator = CountOf::new(Hop::new(4, 2, 0).expect("a legal window"), TimeDomain::Event);
        for kind in kinds {
            operator.on_row((), EventTime::from_millis(1), &Change::new(*kind, ()));
        }
        let mut counts = Vec::new();
        operator.advance(Watermark::END, &mut |row| counts.push(row.value));
        counts
    };
    assert_eq!(counts(&[Insert, Delete]), []);
    assert_eq!(counts(&[Delete]), [-1, -1]);
}

#[test]
fn windows_that_slices_cannot_make_are_refused() {
    assert!(Hop::new(5, 2, 0).is_err_and(|why| why.contains("multiple of its slide")));
    assert!(Cumulate::new(5, 2, 0).is_err_and(|why| why.contains("multiple of its step")));
    assert!(Tumble::new(0, 0).is_err_and(|why| why.contains("positive size")));
    assert!(Tumble::new(5, -5).is_err_and(|why| why.contains("shorter than its size")));
    assert!(Cumulate::new(4, -2, 0).is_err_and(|why| why.contains("positive size and step")));
}

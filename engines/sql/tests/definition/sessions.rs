//! Aggregates over sessions against the definition: rows that are connected.

use streamgauge_model::{EventTime, TimeDomain, Watermark};
use streamgauge_sql::{Change, CountRows, SessionAggregate, SessionRows};

use crate::{Step, random};

const GAP: i64 = 3;

/// A result: start, end, and the number of rows.
type Row = (i64, i64, usize);

fn at(millis: i64) -> EventTime {
    EventTime::from_millis(millis)
}

fn by_operator(steps: &[Step], restored: bool) -> (Vec<Row>, u64) {
    let mut operator = SessionAggregate::<(), CountRows>::new(GAP, TimeDomain::Event);
    let (mut rows, mut dropped) = (Vec::new(), 0);
    for step in steps {
        match *step {
            Step::Row(t) => operator.on_row((), at(t), &Change::insert(())),
            Step::Watermark(t) => operator.advance(Watermark::at(at(t)), &mut |row| {
                rows.push((
                    row.window.start.millis(),
                    row.window.end.millis(),
                    row.value as usize,
                ));
            }),
        }
        if restored {
            dropped += operator.dropped();
            operator = SessionAggregate::restore(GAP, TimeDomain::Event, [operator.snapshot()]);
        }
    }
    (rows, dropped + operator.dropped())
}

/// Takes all of `rows` that are connected with the first of `session` by steps of at most the gap.
fn connect(rows: &mut Vec<i64>, session: &mut Vec<i64>) {
    while let Some(next) = rows
        .iter()
        .position(|row| session.iter().any(|member| (row - member).abs() <= GAP))
    {
        session.push(rows.remove(next));
    }
}

fn result(session: &[i64]) -> Row {
    let (first, last) = (session.iter().min(), session.iter().max());
    let (first, last) = first.zip(last).expect("a session has rows");
    (*first, last + GAP, session.len())
}

/// By definition: a session is the rows that are connected. It fires, and is gone, when the watermark reaches its last
/// instant; a row whose session would have fired already is dropped.
fn by_definition(steps: &[Step]) -> (Vec<Row>, u64) {
    let (mut watermark, mut dropped) = (i64::MIN, 0);
    let (mut open, mut fired): (Vec<i64>, Vec<Row>) = (Vec::new(), Vec::new());
    for step in steps {
        match *step {
            Step::Row(t) => {
                let mut session = vec![t];
                connect(&mut open.clone(), &mut session);
                if result(&session).1 - 1 <= watermark {
                    dropped += 1;
                } else {
                    open.push(t);
                }
            }
            Step::Watermark(t) => {
                watermark = watermark.max(t);
                let mut rest = std::mem::take(&mut open);
                let mut rows = Vec::new();
                while let Some(row) = rest.pop() {
                    let mut session = vec![row];
                    connect(&mut rest, &mut session);
                    if result(&session).1 - 1 <= watermark {
                        rows.push(result(&session));
                    } else {
                        open.extend(session);
                    }
                }
                rows.sort_unstable();
                fired.extend(rows);
            }
        }
    }
    (fired, dropped)
}

#[test]
fn sessions_are_the_rows_that_are_connected() {
    let mut numbers = random(2);
    for _ in 0..20_000 {
        let mut steps: Vec<_> = numbers
            .by_ref()
            .take(12)
            .map(|number| match (number / 4 % 20) as i64 - 5 {
                t if number % 4 == 0 => Step::Watermark(t),
                t => Step::Row(t),
            })
            .collect();
        steps.push(Step::Watermark(100));
        for restored in [false, true] {
            assert_eq!(by_operator(&steps, restored), by_definition(&steps), "{steps:?}");
        }
    }
}

#[test]
fn the_watermark_after_a_restart_is_the_least_of_the_parts_in_aggregates_and_none_in_held_rows() {
    let part = |watermark| {
        let mut operator = SessionAggregate::<_, CountRows>::new(GAP, TimeDomain::Event);
        operator.advance(Watermark::at(at(watermark)), &mut |_| {});
        operator.snapshot()
    };
    let mut operator = SessionAggregate::restore(GAP, TimeDomain::Event, [part(20), part(10)]);
    for (t, dropped) in [(8, 1), (9, 1), (7, 2)] {
        operator.on_row(t, at(t), &Change::insert(()));
        assert_eq!(operator.dropped(), dropped, "{t}");
    }
    let mut rows = SessionRows::new(GAP, TimeDomain::Event);
    rows.advance(Watermark::at(at(10)), &mut |_, _| {});
    let mut rows = SessionRows::restore(GAP, TimeDomain::Event, rows.snapshot());
    rows.on_row('k', Some(at(7)), Change::insert('r'));
    assert_eq!(rows.dropped(), 0);
}

#[test]
fn sessions_whose_rows_have_all_been_taken_back_leave_nothing() {
    use streamgauge_sql::RowKind::{Delete, Insert};
    for (kinds, counts) in [
        (&[Insert, Delete][..], vec![]),
        (&[Insert, Delete, Insert], vec![1]),
        (&[Delete], vec![-1]),
    ] {
        let mut operator = SessionAggregate::<(), CountRows>::new(GAP, TimeDomain::Event);
        for (t, kind) in kinds.iter().enumerate() {
            operator.on_row((), at(t as i64), &Change::new(*kind, ()));
        }
        let mut left = Vec::new();
        operator.advance(Watermark::END, &mut |row| left.push(row.value));
        assert_eq!(left, counts);
    }
}

#[test]
fn nothing_is_late_in_processing_time() {
    let mut operator = SessionAggregate::<(), CountRows>::new(1, TimeDomain::Processing);
    let mut counts = Vec::new();
    for _ in 0..2 {
        operator.on_row((), at(5), &Change::insert(()));
        operator.advance(Watermark::at(at(5)), &mut |row| counts.push(row.value));
    }
    assert_eq!((counts, operator.dropped()), (vec![1, 1], 0));
}

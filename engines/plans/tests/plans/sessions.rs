//! Sessions where the facts do not say (N6-N8, W15, W17, W19).

use streamgauge_model::OutputMode;
use streamgauge_plans::{Aggregate, Expr, Plan, Value, col, lit};

use crate::driver::{Driver, only, row, rows, show, stream};

fn sessions(gap: Expr) -> Plan {
    stream(0)
        .watermark("t", 0)
        .sessions("t", gap, &["key"], &[("n", Aggregate::Count)])
}

#[test]
fn sessions_that_touch_are_one_and_all_of_a_key_are_written() {
    let mut driver = Driver::new(sessions(lit(10_000)), OutputMode::Append);
    let batches = driver.feed(rows(&[25, 30, 40, 60]));
    assert_eq!(only(&batches[0]).updated, 2);
    assert_eq!(show(&batches[1].rows), ["[25000,50000) 1 3"]);
    let batches = driver.feed(vec![row(61, 1), row(90, 2)]);
    assert_eq!(show(&batches[1].rows), ["[60000,71000) 1 2"]);
}

#[test]
fn a_row_behind_others_bridges_sessions_that_are_kept_and_reopens_none_that_is_gone() {
    let plan =
        stream(0)
            .watermark("t", 20_000)
            .sessions("t", lit(10_000), &["key"], &[("n", Aggregate::Count)]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    let first = driver.feed(rows(&[20, 35]));
    assert_eq!(only(&first[0]).updated, 2);
    let bridged = driver.feed(rows(&[26]));
    let metrics = only(&bridged[0]);
    assert_eq!((metrics.updated, metrics.removed, metrics.state_rows), (1, 1, 1));
    let closed = driver.feed(vec![row(65, 2)]);
    assert_eq!(show(&closed[1].rows), ["[20000,45000) 1 3"]);
    // At 45 s a row at 44 s is still in time by its own end; the session that it would have joined is gone.
    let again = driver.feed(vec![row(44, 1), row(35, 1), row(80, 2)]);
    assert_eq!((only(&again[0]).dropped, only(&again[0]).updated), (1, 3));
    assert_eq!(show(&again[1].rows), ["[44000,54000) 1 1"]);
}

#[test]
fn late_is_judged_by_the_rows_own_end_and_rows_of_one_key_and_time_count_once() {
    let mut driver = Driver::new(sessions(lit(10_000)), OutputMode::Append);
    driver.feed(rows(&[20, 28]));
    driver.feed(rows(&[30]));
    // At 30 s, [20, 40) is kept, yet a row at 20 s would end at 30 s by itself.
    let batches = driver.feed(rows(&[20, 20, 19, 21]));
    let metrics = only(&batches[0]);
    assert_eq!((metrics.dropped, metrics.updated), (2, 1));
}

#[test]
fn complete_mode_keeps_all_sessions_and_drops_late_rows_all_the_same() {
    let mut driver = Driver::new(sessions(lit(10_000)), OutputMode::Complete);
    assert_eq!(driver.feed(rows(&[10, 50])).len(), 1, "no batch without data");
    driver.feed(rows(&[51]));
    let batches = driver.feed(rows(&[40, 41]));
    assert_eq!(only(&batches[0]).dropped, 1);
    assert_eq!(show(&batches[0].rows), ["[10000,20000) 1 1", "[41000,61000) 1 3"]);
}

#[test]
fn a_row_without_time_or_gap_vanishes_uncounted_and_still_counts_for_the_watermark() {
    let gap = Expr::when(col("v").above(lit(50)), lit(0), lit(10_000));
    let mut driver = Driver::new(sessions(gap), OutputMode::Append);
    let batches = driver.feed(vec![
        row(10, 1),
        row(60, 1),
        vec![Value::Null, 1.into(), 1.into()],
    ]);
    let metrics = only(&batches[0]);
    assert_eq!((metrics.dropped, metrics.updated), (0, 1));
    let seen = batches[0].event_time.expect("rows");
    assert_eq!((seen.count, seen.min_ms, seen.max_ms), (3, 0, 60_000));
    assert_eq!(show(&batches[1].rows), ["[10000,20000) 1 1"]);
}

//! What joins keep, emit and count where the facts do not say (J1-J6, F6).

use streamgauge_model::OutputMode;
use streamgauge_plans::{Batch, Condition, Field, JoinKind, Kind, Plan, StaticTable, Value, col, lit};

use crate::driver::{Driver, only, row, show, stream};

fn side(source: usize, prefix: &str) -> Plan {
    stream(source).watermark("t", 0).project(&[
        (&format!("{prefix}t"), col("t")),
        (&format!("{prefix}k"), col("key")),
        (&format!("{prefix}v"), col("v")),
    ])
}

fn same_key() -> Condition {
    col("lk").equals(col("rk"))
}

/// The right time is at most 5 s after the left one, and not before it.
fn soon() -> Condition {
    let later = col("lt").at_most(col("rt"));
    same_key().and(later.and(col("rt").at_most(col("lt").moved_by(5_000))))
}

fn joined(kind: JoinKind, on: Condition) -> Driver {
    let plan = side(0, "l").join(side(1, "r"), kind, on);
    let columns = match kind {
        JoinKind::LeftSemi => vec![("left", col("lv"))],
        _ => vec![("left", col("lv")), ("right", col("rv"))],
    };
    Driver::new(plan.project(&columns), OutputMode::Append)
}

fn feed(driver: &mut Driver, left: &[(i64, i64)], right: &[(i64, i64)]) -> Vec<Batch> {
    let rows = |pairs: &[(i64, i64)]| pairs.iter().map(|&(seconds, key)| row(seconds, key)).collect();
    driver.add(0, rows(left));
    driver.add(1, rows(right));
    driver.run()
}

#[test]
fn right_rows_meet_the_left_rows_of_their_own_batch_even_those_that_it_evicts() {
    let mut driver = joined(JoinKind::Inner, soon());
    driver.add(0, vec![row(100, 9)]);
    driver.add(1, vec![row(100, 9)]);
    assert!(driver.fire(0).is_some());
    // Judged late by 0, evicted by 100 s: the left row is stored for the right rows of this batch, and goes
    // with it.
    driver.add(0, vec![row(10, 1)]);
    driver.add(1, vec![row(12, 1)]);
    let batch = driver.fire(0).expect("a batch");
    assert_eq!(show(&batch.rows), ["10 12"]);
    let metrics = only(&batch);
    assert_eq!(
        (metrics.updated, metrics.dropped),
        (1, 0),
        "the right row is not stored"
    );
    assert_eq!(metrics.state_rows, 2, "of the rows at 100 s");
}

#[test]
fn a_right_row_without_partner_that_is_expired_already_comes_out_alone_if_its_side_is_preserved() {
    let in_range = || {
        same_key()
            .and(col("rt").at_least(col("lt")))
            .and(col("lt").at_least(col("rt").moved_by(-5_000)))
    };
    for (kind, expected) in [(JoinKind::RightOuter, vec!["null 12"]), (JoinKind::Inner, vec![])] {
        let mut driver = joined(kind, in_range());
        driver.add(0, vec![row(100, 9)]);
        driver.add(1, vec![row(100, 9)]);
        assert!(driver.fire(0).is_some());
        driver.add(0, Vec::new());
        driver.add(1, vec![row(12, 1)]);
        let batch = driver.fire(0).expect("a batch");
        assert_eq!(show(&batch.rows), expected, "{kind}");
        assert_eq!(only(&batch).updated, expected.len() as u64, "{kind}");
    }
}

#[test]
fn a_right_row_that_is_expired_already_and_found_its_partner_is_not_stored() {
    let mut driver = joined(JoinKind::RightOuter, same_key().and(col("lt").equals(col("rt"))));
    driver.add(0, vec![row(100, 9)]);
    driver.add(1, vec![row(100, 9)]);
    assert!(driver.fire(0).is_some());
    driver.add(0, vec![row(10, 1)]);
    driver.add(1, vec![row(10, 1)]);
    let batch = driver.fire(0).expect("a batch");
    assert_eq!(show(&batch.rows), ["10 10"]);
    assert_eq!(only(&batch).updated, 1, "the left row");
}

#[test]
fn of_a_range_join_rows_leave_when_the_watermark_passes_their_bound() {
    // Left rows may meet right ones up to 5 s later: they wait 5 s and 1 ms. Right rows only meet earlier
    // ones.
    let mut driver = joined(JoinKind::FullOuter, soon());
    feed(&mut driver, &[(10, 1)], &[(10, 2)]);
    let batches = feed(&mut driver, &[(15, 9)], &[(15, 9)]);
    let at_15 = batches.last().expect("a batch");
    assert_eq!(show(&at_15.rows), ["null 10"]);
    let batches = feed(&mut driver, &[(16, 9)], &[(16, 8)]);
    let at_16 = batches.last().expect("a batch");
    assert_eq!(show(&at_16.rows), ["10 null"]);
    assert_eq!(
        only(at_16).removed,
        0,
        "a full outer join counts no row as removed"
    );
}

#[test]
fn a_row_that_had_a_partner_does_not_come_out_alone_when_the_partner_is_gone() {
    let mut driver = joined(JoinKind::LeftOuter, soon());
    assert_eq!(
        show(&feed(&mut driver, &[(10, 1)], &[(10, 1)])[0].rows),
        ["10 10"]
    );
    let batches = feed(&mut driver, &[(40, 9)], &[(40, 9)]);
    assert!(
        batches
            .last()
            .is_some_and(|batch| batch.no_data && batch.rows.is_empty())
    );
}

#[test]
fn a_condition_on_a_preserved_side_alone_lets_its_rows_out_at_once() {
    let mut driver = joined(JoinKind::RightOuter, soon().and(col("rv").above(lit(10))));
    let batches = feed(&mut driver, &[(10, 1)], &[(10, 1), (11, 1)]);
    assert_eq!(show(&batches[0].rows), ["10 11", "null 10"]);
    assert_eq!(only(&batches[0]).updated, 2);
}

#[test]
fn a_left_row_of_a_semi_join_comes_out_once_whenever_its_partner_comes() {
    let mut driver = joined(JoinKind::LeftSemi, soon());
    assert!(feed(&mut driver, &[(10, 1), (11, 2)], &[])[0].rows.is_empty());
    assert_eq!(show(&feed(&mut driver, &[], &[(11, 1), (12, 1)])[0].rows), ["10"]);
    assert!(feed(&mut driver, &[], &[(13, 1)])[0].rows.is_empty());
    assert_eq!(
        show(&feed(&mut driver, &[(12, 1)], &[])[0].rows),
        ["12"],
        "a later left row too"
    );
}

#[test]
fn nothing_equals_null() {
    let mut driver = joined(JoinKind::FullOuter, soon());
    let nobody = |seconds: i64| vec![Value::millis(seconds * 1_000), Value::Null, seconds.into()];
    driver.add(0, vec![nobody(10)]);
    driver.add(1, vec![nobody(10)]);
    assert!(driver.run()[0].rows.is_empty());
    let batches = feed(&mut driver, &[(40, 1)], &[(40, 2)]);
    let last = batches.last().expect("a batch");
    assert_eq!(show(&last.rows), ["10 null", "null 10"]);
}

#[test]
fn a_side_without_watermark_drops_nothing_late() {
    let left = stream(0)
        .watermark("t", 0)
        .project(&[("lt", col("t")), ("lk", col("key"))]);
    let right = stream(1).project(&[("rt", col("t")), ("rk", col("key"))]);
    let on = col("lk").equals(col("rk")).and(col("lt").equals(col("rt")));
    let mut driver = Driver::new(left.join(right, JoinKind::Inner, on), OutputMode::Append);
    feed(&mut driver, &[(50, 1)], &[]);
    let batches = feed(&mut driver, &[(10, 1)], &[(10, 1)]);
    let metrics = only(&batches[0]);
    assert_eq!(
        (metrics.dropped, metrics.updated),
        (1, 0),
        "the right row is old, but not counted"
    );
}

fn names() -> StaticTable {
    let fields = vec![Field::new("id", Kind::Int), Field::new("name", Kind::Text)];
    StaticTable::new(fields, vec![vec![1.into(), "one".into()]]).expect("rows of these columns")
}

#[test]
fn later_batches_see_a_table_as_it_is_then_and_earlier_ones_are_not_corrected() {
    let table = names();
    let plan = stream(0)
        .join_static(table.clone(), JoinKind::LeftOuter, col("key").equals(col("id")))
        .project(&[("key", col("key")), ("name", col("name"))]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    assert_eq!(
        show(&driver.feed(vec![row(1, 1), row(1, 2)])[0].rows),
        ["1 one", "2 null"]
    );
    let rows = [(1, "eins"), (2, "zwei"), (2, "due")];
    let rows = rows.map(|(id, name)| vec![id.into(), name.into()]).to_vec();
    table.replace(rows).expect("rows of these columns");
    assert!(driver.run().is_empty(), "a table makes no batch");
    let batches = driver.feed(vec![row(1, 1), row(1, 2)]);
    assert_eq!(show(&batches[0].rows), ["1 eins", "2 due", "2 zwei"]);
    assert!(batches[0].operators.is_empty(), "it keeps no state");
}

#[test]
fn a_table_joins_inner_and_semi_and_filters_below_the_watermark() {
    for (kind, expected) in [
        (JoinKind::Inner, vec!["1000ms 1 1 1 one"]),
        (JoinKind::LeftSemi, vec!["1000ms 1 1"]),
    ] {
        let on = col("key").equals(col("id")).and(col("v").below(lit(50)));
        let plan = stream(0).watermark("t", 0).join_static(names(), kind, on);
        let mut driver = Driver::new(plan, OutputMode::Append);
        let batches = driver.feed(vec![row(1, 1), row(9, 2), row(60, 1)]);
        assert_eq!(show(&batches[0].rows), expected, "{kind}");
        assert_eq!(batches[0].next_watermark_ms, 9_000, "{kind}");
    }
}

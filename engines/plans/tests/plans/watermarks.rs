//! Which watermark an operator judges by, and when batches without data run (W1-W25).

use streamgauge_model::{OutputMode, WatermarkPolicy};
use streamgauge_plans::{Aggregate, Batch, JoinKind, Plan, Settings, WindowSpan, col, lit};

use crate::driver::{Driver, only, rows, show, stream};

fn counted(input: Plan) -> Plan {
    input
        .window("t", "w", WindowSpan::tumbling(5_000))
        .aggregate(&["w"], &[("n", Aggregate::Count)])
}

fn watermarks(batches: &[Batch]) -> Vec<(i64, i64)> {
    batches
        .iter()
        .map(|batch| (batch.watermark_ms, batch.next_watermark_ms))
        .collect()
}

#[test]
fn without_batches_in_between_rows_are_judged_by_an_older_watermark() {
    let settings = Settings {
        no_data_batches: false,
        ..Settings::new(OutputMode::Append)
    };
    let mut driver = Driver::with(counted(stream(0).watermark("t", 0)), settings);
    assert_eq!(driver.feed(rows(&[1, 20])).len(), 1);
    // The watermark is 20 s; late is what is late by the 0 s of the batch before. The row at 7 s is taken,
    // and its window is closed in the same batch, with that of the row at 1 s.
    let second = driver.feed(rows(&[7]));
    assert_eq!(watermarks(&second), [(20_000, 20_000)]);
    assert_eq!(show(&second[0].rows), ["[0,5000) 1", "[5000,10000) 1"]);
    assert_eq!((only(&second[0]).dropped, only(&second[0]).removed), (0, 2));
    let third = driver.feed(rows(&[8]));
    assert_eq!((only(&third[0]).dropped, third[0].rows.len()), (1, 0));
}

#[test]
fn with_a_batch_in_between_the_same_row_is_late() {
    let mut driver = Driver::new(counted(stream(0).watermark("t", 0)), OutputMode::Append);
    assert_eq!(driver.feed(rows(&[1, 20])).len(), 2);
    assert_eq!(only(&driver.feed(rows(&[7]))[0]).dropped, 1);
}

#[test]
fn late_groups_count_and_not_late_rows_and_a_row_may_be_late_for_one_window_only() {
    let plan = stream(0)
        .watermark("t", 0)
        .window("t", "w", WindowSpan::sliding(10_000, 5_000))
        .aggregate(&["w"], &[("n", Aggregate::Count)]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    driver.feed(rows(&[12]));
    // 6 s is in [0, 10), which is over, and in [5, 15), which is not.
    let batches = driver.feed(rows(&[6, 7, 8]));
    assert_eq!((only(&batches[0]).dropped, only(&batches[0]).updated), (1, 1));
}

#[test]
fn windows_that_end_at_the_epoch_are_late_from_the_start() {
    let mut driver = Driver::new(counted(stream(0).watermark("t", 0)), OutputMode::Append);
    let batches = driver.feed(rows(&[-1, -7, 1]));
    assert_eq!((only(&batches[0]).dropped, only(&batches[0]).updated), (2, 1));
}

#[test]
fn the_slowest_source_rules_and_after_a_restart_all_must_have_data_again() {
    let plan = || {
        counted(
            stream(0)
                .watermark("t", 0)
                .union(stream(1).watermark("t", 10_000)),
        )
    };
    let mut driver = Driver::new(plan(), OutputMode::Append);
    assert_eq!(watermarks(&driver.feed(rows(&[50]))), [(0, 0)]);
    driver.add(1, rows(&[40]));
    assert_eq!(watermarks(&driver.run()), [(0, 30_000), (30_000, 30_000)]);
    driver.query.restart();
    driver.add(1, rows(&[80]));
    assert_eq!(watermarks(&driver.run()), [(30_000, 30_000)]);
    assert_eq!(
        watermarks(&driver.feed(rows(&[60]))),
        [(30_000, 60_000), (60_000, 60_000)]
    );
}

#[test]
fn the_fastest_source_may_rule_and_the_checkpoint_remembers_that() {
    let plan = counted(
        stream(0)
            .watermark("t", 0)
            .union(stream(1).watermark("t", 10_000)),
    );
    let settings = Settings {
        policy: WatermarkPolicy::Max,
        ..Settings::new(OutputMode::Append)
    };
    let mut driver = Driver::with(plan, settings);
    assert_eq!(watermarks(&driver.feed(rows(&[50])))[0], (0, 50_000));
    driver.query.restart_with(WatermarkPolicy::Min, true);
    driver.add(1, rows(&[90]));
    assert_eq!(watermarks(&driver.run())[0], (50_000, 80_000));
}

#[test]
fn rows_that_a_filter_removes_advance_the_watermark_only_if_it_asks_for_the_time() {
    let of_value = stream(0).watermark("t", 0).filter(col("v").below(lit(30)));
    let mut driver = Driver::new(counted(of_value), OutputMode::Append);
    assert_eq!(driver.feed(rows(&[10, 40]))[0].next_watermark_ms, 10_000);

    let bound = col("t").below(stream_time(30));
    let of_time = stream(0).watermark("t", 0).filter(bound);
    let mut driver = Driver::new(counted(of_time), OutputMode::Append);
    assert_eq!(driver.feed(rows(&[10, 40]))[0].next_watermark_ms, 40_000);
}

fn stream_time(seconds: i64) -> streamgauge_plans::Expr {
    streamgauge_plans::Expr::Literal(streamgauge_plans::Value::millis(seconds * 1_000))
}

#[test]
fn an_offset_without_rows_makes_a_batch_with_data() {
    let mut driver = Driver::new(counted(stream(0).watermark("t", 0)), OutputMode::Append);
    driver.feed(rows(&[10]));
    let batches = driver.feed(Vec::new());
    assert_eq!(batches.len(), 1);
    assert!(!batches[0].no_data);
    assert_eq!((batches[0].input_rows, batches[0].next_watermark_ms), (0, 10_000));
    assert_eq!(batches[0].event_time, None);
}

#[test]
fn new_data_wins_over_a_batch_without_data_and_does_its_work() {
    let mut driver = Driver::new(counted(stream(0).watermark("t", 0)), OutputMode::Append);
    driver.add(0, rows(&[1, 10]));
    assert!(driver.fire(0).is_some_and(|batch| !batch.no_data));
    driver.add(0, rows(&[11]));
    let second = driver.fire(0).expect("a batch");
    assert!(!second.no_data);
    assert_eq!(show(&second.rows), ["[0,5000) 1"]);
    let third = driver.fire(0).expect("a batch");
    assert!(third.no_data, "each trigger runs one batch: {third:?}");
    assert_eq!(driver.fire(0), None);
}

#[test]
fn after_a_restart_nothing_closes_before_a_batch_with_data_has_run() {
    let mut driver = Driver::new(counted(stream(0).watermark("t", 0)), OutputMode::Append);
    driver.add(0, rows(&[1, 10]));
    assert!(driver.fire(0).is_some());
    driver.query.restart();
    assert_eq!(driver.fire(0), None);
    let batches = driver.feed(rows(&[9]));
    assert_eq!(watermarks(&batches), [(10_000, 10_000)]);
    // Late is judged by the batch before the restart, which ran with 0: 9 s is taken and closed at once.
    assert_eq!(show(&batches[0].rows), ["[0,5000) 1", "[5000,10000) 1"]);
}

#[test]
fn complete_mode_and_joins_without_bound_want_no_batch_without_data() {
    let mut driver = Driver::new(counted(stream(0).watermark("t", 0)), OutputMode::Complete);
    assert_eq!(watermarks(&driver.feed(rows(&[20]))), [(0, 20_000)]);
    driver.feed(rows(&[21]));
    // Judged by 20 s, the row at 1 s would be late; complete mode drops nothing.
    let batches = driver.feed(rows(&[1]));
    assert_eq!(show(&batches[0].rows), ["[0,5000) 1", "[20000,25000) 2"]);
    assert_eq!(only(&batches[0]).dropped, 0);

    let joined = stream(0).watermark("t", 0).project(&[("l", col("key"))]).join(
        stream(1).project(&[("r", col("key"))]),
        JoinKind::Inner,
        col("l").equals(col("r")),
    );
    let mut driver = Driver::new(joined, OutputMode::Append);
    assert_eq!(watermarks(&driver.feed(rows(&[20]))), [(0, 20_000)]);
}

#[test]
fn update_mode_emits_what_it_touched_and_evicts_in_silence() {
    let mut driver = Driver::new(counted(stream(0).watermark("t", 0)), OutputMode::Update);
    let batches = driver.feed(rows(&[1, 2, 10]));
    assert_eq!(show(&batches[0].rows), ["[0,5000) 2", "[10000,15000) 1"]);
    assert!(batches[1].no_data && batches[1].rows.is_empty());
    assert_eq!((only(&batches[1]).removed, only(&batches[1]).state_rows), (1, 1));
}

#[test]
fn a_raw_timestamp_among_the_keys_closes_its_groups() {
    let plan = stream(0)
        .watermark("t", 0)
        .aggregate(&["t", "key"], &[("n", Aggregate::Count)]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    let batches = driver.feed(rows(&[1, 1, 4]));
    assert_eq!(show(&batches[1].rows), ["1000ms 1 2", "4000ms 1 1"]);
}

#[test]
fn without_keys_one_group_is_written_in_every_batch() {
    let plan = stream(0).aggregate(
        &[],
        &[("n", Aggregate::Count), ("sum", Aggregate::Sum("v".to_owned()))],
    );
    let mut driver = Driver::new(plan, OutputMode::Update);
    let empty = driver.feed(Vec::new());
    assert_eq!(show(&empty[0].rows), ["0 null"]);
    assert_eq!(show(&driver.feed(rows(&[3, 4]))[0].rows), ["2 7"]);
}

#[test]
fn a_source_that_a_plan_reads_twice_counts_twice() {
    let mut driver = Driver::new(stream(0).union(stream(0)), OutputMode::Append);
    let batches = driver.feed(rows(&[1, 2, 3]));
    assert_eq!((batches[0].input_rows, batches[0].rows.len()), (6, 6));
}

#[test]
fn an_operator_behind_a_join_sees_a_watermark_held_back_by_its_range() {
    let side = |source: usize, time: &str, key: &str| {
        stream(source)
            .watermark("t", 0)
            .project(&[(time, col("t")), (key, col("key"))])
    };
    let not_before = col("lt").at_least(col("rt").moved_by(-30_000));
    let not_after = col("lt").at_most(col("rt").moved_by(40_000));
    let on = col("lk").equals(col("rk")).and(not_before).and(not_after);
    let plan = side(0, "lt", "lk")
        .join(side(1, "rt", "rk"), JoinKind::Inner, on)
        .project(&[("lt", col("lt"))])
        .deduplicate(&["lt"]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    let remembered = |batches: &[Batch]| batches.last().map(|batch| batch.operators[0].state_rows);
    driver.add(0, rows(&[10]));
    driver.add(1, rows(&[10]));
    assert_eq!(remembered(&driver.run()), Some(1));
    // At 50.000 s the rows of the right side must still wait for left ones 40 s later: what comes out may be
    // as old as 9.999 s, and the row at 10 s is not forgotten.
    driver.add(0, rows(&[50]));
    driver.add(1, rows(&[50]));
    let batches = driver.run();
    assert_eq!(batches.last().map(|batch| batch.watermark_ms), Some(50_000));
    assert_eq!(remembered(&batches), Some(2));
    let late = vec![streamgauge_plans::Value::millis(50_001), 2.into(), 0.into()];
    driver.add(0, vec![late.clone()]);
    driver.add(1, vec![late]);
    assert_eq!(
        remembered(&driver.run()),
        Some(2),
        "10 s is forgotten at 50.001 s"
    );
}

#[test]
fn windows_of_two_streams_meet_in_a_join_that_evicts_them_in_the_same_batch() {
    let side = |source: usize, window: &str, sum: &str| {
        stream(source)
            .watermark("t", 5_000)
            .window("t", window, WindowSpan::tumbling(10_000))
            .aggregate(&[window], &[(sum, Aggregate::Sum("v".to_owned()))])
    };
    let plan = side(0, "lw", "ls")
        .join(side(1, "rw", "rs"), JoinKind::Inner, col("lw").equals(col("rw")))
        .project(&[
            ("end", col("lw").window_end()),
            ("left", col("ls")),
            ("right", col("rs")),
        ]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    driver.add(0, rows(&[1, 2, 15]));
    driver.add(1, rows(&[3, 4, 15]));
    let batches = driver.run();
    let last = batches.last().expect("a batch without data");
    assert_eq!(
        (last.watermark_ms, show(&last.rows)),
        (10_000, vec!["10000ms 3 7".to_owned()])
    );
}

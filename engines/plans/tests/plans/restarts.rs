//! What a crash leaves and a restart does again (4.2).

use streamgauge_model::{OutputMode, ProcessingTime};
use streamgauge_plans::{Aggregate, BatchError, CrashPoint, Plan, RefusalKind, Settings, StreamingQuery};

use crate::driver::{Driver, row, rows, show, stream};

fn counted() -> Plan {
    stream(0).aggregate(&["key"], &[("n", Aggregate::Count)])
}

fn crash(driver: &mut Driver, point: CrashPoint) {
    driver.query.crash_at(point);
    let failed = driver.query.trigger(ProcessingTime::from_millis(0));
    assert_eq!(failed, Err(BatchError::Crashed(point)));
}

#[test]
fn a_batch_that_crashed_runs_again_over_the_same_offsets_and_leaves_nothing_behind() {
    let mut driver = Driver::new(counted(), OutputMode::Update);
    driver.feed(vec![row(1, 1)]);
    driver.add(0, vec![row(2, 1), row(3, 2)]);
    crash(&mut driver, CrashPoint::DuringTasks);
    driver.add(0, vec![row(4, 1)]);
    let batches = driver.run();
    assert_eq!(batches.len(), 2);
    assert_eq!(
        (batches[0].id, batches[0].input_rows),
        (1, 2),
        "what came since is not in it"
    );
    assert_eq!(show(&batches[0].rows), ["1 2", "2 1"]);
    assert_eq!(
        (batches[1].id, show(&batches[1].rows)),
        (2, vec!["1 3".to_owned()])
    );
}

#[test]
fn a_batch_whose_offsets_were_not_logged_is_planned_anew() {
    let mut driver = Driver::new(counted(), OutputMode::Update);
    driver.add(0, vec![row(1, 1)]);
    crash(&mut driver, CrashPoint::BeforeOffsets);
    driver.add(0, vec![row(2, 1)]);
    let batches = driver.run();
    assert_eq!((batches.len(), batches[0].id, batches[0].input_rows), (1, 0, 2));
}

#[test]
fn a_batch_that_the_sink_has_already_is_run_again_and_ignored_by_it() {
    let mut driver = Driver::new(counted(), OutputMode::Update);
    driver.add(0, vec![row(1, 1)]);
    crash(&mut driver, CrashPoint::AfterSink);
    assert_eq!(show(driver.query.table()), ["1 1"]);
    assert_eq!(driver.run()[0].id, 0);
    assert_eq!(show(driver.query.table()), ["1 1"]);
    driver.feed(vec![row(2, 1)]);
    assert_eq!(show(driver.query.table()), ["1 1", "1 2"]);
}

#[test]
fn in_complete_mode_each_batch_replaces_the_table() {
    let mut driver = Driver::new(counted().sort(&["n"]).limit(1), OutputMode::Complete);
    driver.feed(vec![row(1, 1), row(1, 1), row(1, 2)]);
    assert_eq!(show(driver.query.table()), ["2 1"]);
    let batches = driver.feed(vec![row(1, 2), row(1, 2)]);
    assert_eq!(
        show(driver.query.table()),
        ["1 2"],
        "the limit counts afresh in each batch"
    );
    assert_eq!(batches[0].operators.len(), 1, "and keeps no state");
}

#[test]
fn a_batch_that_is_run_again_keeps_its_watermark_and_its_clock() {
    let plan = stream(0)
        .watermark("t", 0)
        .window("t", "w", streamgauge_plans::WindowSpan::tumbling(5_000))
        .aggregate(&["w"], &[("n", Aggregate::Count)]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    driver.feed(rows(&[1]));
    driver.add(0, rows(&[30]));
    crash(&mut driver, CrashPoint::DuringTasks);
    let again = driver.fire(0).expect("the same batch");
    assert_eq!(
        (again.id, again.watermark_ms, again.next_watermark_ms),
        (2, 1_000, 30_000)
    );
    let next = driver.fire(0).expect("a batch without data");
    assert_eq!(
        (next.no_data, show(&next.rows)),
        (true, vec!["[0,5000) 1".to_owned()])
    );
}

#[test]
fn a_limit_goes_on_counting_after_a_restart() {
    let mut driver = Driver::new(stream(0).limit(3), OutputMode::Append);
    driver.feed(rows(&[1, 2]));
    driver.query.restart();
    assert_eq!(driver.feed(rows(&[3, 4]))[0].rows.len(), 1);
}

#[test]
fn a_source_that_is_not_there_is_named() {
    let refusal = StreamingQuery::new(stream(3), Settings::new(OutputMode::Append), Vec::new());
    let refusal = refusal.err().expect("a refusal");
    assert_eq!(refusal.kind, RefusalKind::UnknownSource);
    assert!(refusal.to_string().contains("source 3"), "{refusal}");
}

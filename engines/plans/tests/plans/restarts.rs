//! What a crash leaves and a restart does again (4.2).

use streamgauge_model::{OutputMode, ProcessingTime};
use streamgauge_plans::{
    Aggregate, BatchError, CrashPoint, Directory, File, FileLimit, FileSource, Plan, RefusalKind, Settings,
    StreamingQuery, Value, WindowSpan,
};

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
        .window("t", "w", WindowSpan::tumbling(5_000))
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
fn a_limit_behind_an_aggregation_in_append_mode_counts_for_life_too() {
    let plan = stream(0)
        .watermark("t", 0)
        .aggregate(&["t"], &[("n", Aggregate::Count)])
        .limit(1);
    let mut driver = Driver::new(plan, OutputMode::Append);
    driver.feed(rows(&[1]));
    driver.feed(rows(&[2]));
    assert_eq!(show(driver.query.table()), ["1000ms 1"]);
}

#[test]
fn rows_that_are_not_of_the_sources_columns_fail_the_batch() {
    for row in [vec![], vec![Value::Int(1), Value::Int(1), Value::Int(1)]] {
        let mut driver = Driver::new(counted(), OutputMode::Update);
        driver.add(0, vec![row]);
        match driver.query.trigger(ProcessingTime::from_millis(0)) {
            Err(BatchError::Refused(refusal)) => assert_eq!(refusal.kind, RefusalKind::WrongType),
            other => panic!("{other:?}"),
        }
    }
}

fn file(directory: &Directory, seconds: i64) {
    directory.add(File {
        name: seconds.to_string(),
        modified_ms: seconds * 1_000,
        bytes: 1,
        rows: vec![row(seconds, 1)],
    });
}

/// Five files that a batch takes one by one.
fn five_files() -> (Directory, StreamingQuery) {
    let directory = Directory::new();
    (1..=5).for_each(|seconds| file(&directory, seconds * 10));
    let source = FileSource::new(directory.clone(), FileLimit::Files(1));
    let plan = stream(0)
        .watermark("t", 0)
        .window("t", "w", WindowSpan::tumbling(5_000))
        .aggregate(&["w"], &[("n", Aggregate::Count)]);
    let settings = Settings::new(OutputMode::Append);
    let query = StreamingQuery::new(plan, settings, vec![Box::new(source)]);
    (directory, query.expect("a legal plan"))
}

#[test]
fn what_is_available_now_comes_in_batches_of_the_limit_and_one_without_data_ends_it() {
    let (directory, mut query) = five_files();
    let now = ProcessingTime::from_millis(0);
    let batches = query.run_available_now(now).unwrap();
    let sizes: Vec<(u64, bool)> = batches
        .iter()
        .map(|batch| (batch.input_rows, batch.no_data))
        .collect();
    let one = (1, false);
    assert_eq!(sizes, [one, one, one, one, one, (0, true)]);
    file(&directory, 60);
    query.restart();
    assert_eq!(query.run_available_now(now).unwrap().len(), 2);
}

#[test]
fn once_takes_everything_in_one_batch_and_only_an_uncommitted_one_if_there_is_one() {
    let (directory, mut query) = five_files();
    let now = ProcessingTime::from_millis(0);
    let batch = query.run_once(now).unwrap().expect("a batch");
    assert_eq!((batch.input_rows, batch.next_watermark_ms), (5, 50_000));
    assert_eq!(query.run_once(now), Ok(None), "no batch without data");
    file(&directory, 60);
    query.crash_at(CrashPoint::DuringTasks);
    assert!(query.run_once(now).is_err());
    file(&directory, 70);
    assert_eq!(
        query.run_once(now).unwrap().map(|batch| batch.input_rows),
        Some(1)
    );
    assert_eq!(
        query.run_once(now).unwrap().map(|batch| batch.input_rows),
        Some(1)
    );
}

#[test]
fn a_source_that_is_not_there_is_named() {
    let refusal = StreamingQuery::new(stream(3), Settings::new(OutputMode::Append), Vec::new());
    let refusal = refusal.err().expect("a refusal");
    assert_eq!(refusal.kind, RefusalKind::UnknownSource);
    assert!(refusal.to_string().contains("source 3"), "{refusal}");
}

//! What deduplication remembers (D1, W14, W15).

use streamgauge_model::OutputMode;

use crate::driver::{Driver, only, row, rows, show, stream};

#[test]
fn a_key_without_its_time_is_remembered_for_ever_and_late_rows_are_dropped_all_the_same() {
    let plan = stream(0).watermark("t", 0).deduplicate(&["key"]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    let batches = driver.feed(vec![row(10, 1), row(20, 1)]);
    assert_eq!(show(&batches[0].rows), ["10000ms 1 10"]);
    assert_eq!(only(&batches[0]).duplicates_dropped, 1);
    assert_eq!(
        batches.len(),
        2,
        "a batch without data runs though it can forget nothing"
    );
    let batches = driver.feed(vec![row(20, 2), row(21, 3), row(300, 1)]);
    assert_eq!(show(&batches[0].rows), ["21000ms 3 21"]);
    let metrics = only(&batches[0]);
    assert_eq!((metrics.dropped, metrics.duplicates_dropped), (1, 1));
    assert_eq!((metrics.removed, metrics.state_rows), (0, 2));
}

#[test]
fn a_key_with_its_time_is_forgotten_when_the_watermark_reaches_the_time() {
    let plan = stream(0).watermark("t", 5_000).deduplicate(&["key", "t"]);
    let mut driver = Driver::new(plan, OutputMode::Update);
    let batches = driver.feed(rows(&[10, 15, 10]));
    let last = only(&batches[1]);
    assert_eq!(
        (batches[1].watermark_ms, last.removed, last.state_rows),
        (10_000, 1, 1)
    );
}

#[test]
fn within_the_watermark_a_duplicate_does_not_make_the_memory_longer() {
    let plan = stream(0)
        .watermark("t", 10_000)
        .deduplicate_within_watermark(&["key"]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    driver.feed(vec![row(10, 1)]);
    // First at 10 s: forgotten when the watermark is 20 s, although a duplicate came at 18 s.
    let batches = driver.feed(vec![row(18, 1), row(29, 2)]);
    assert_eq!(show(&batches[0].rows), ["29000ms 2 29"]);
    let metrics = only(&batches[1]);
    assert_eq!((batches[1].watermark_ms, metrics.state_rows), (19_000, 2));
    assert_eq!(metrics.operator, "dedupeWithinWatermark");
    let batches = driver.feed(vec![row(30, 3)]);
    let metrics = only(&batches[1]);
    assert_eq!(
        (batches[1].watermark_ms, metrics.removed, metrics.state_rows),
        (20_000, 1, 2)
    );
    let batches = driver.feed(vec![row(25, 1), row(20, 4)]);
    assert_eq!(
        show(&batches[0].rows),
        ["25000ms 1 25"],
        "20 s is late, key 1 is new again"
    );
    assert_eq!(only(&batches[0]).dropped, 1);
}

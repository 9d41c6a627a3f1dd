//! What survives a stop, and what a failed batch leaves behind.

use streamgauge_model::{KeyBy, MicroBatchRules, OutputMode, Query, Trigger, WatermarkPolicy, WindowSpec};

use crate::script::{Act, Batch, play};
use crate::{rules, tumbling};

fn watermarks(batches: &[Batch]) -> Vec<(u64, bool, i64, i64, i64)> {
    batches
        .iter()
        .map(|b| {
            let p = b.progress;
            let [late, evict, next] = [p.late_watermark_ms, p.watermark_ms, p.next_watermark_ms];
            (p.batch_id, p.no_data, late, evict, next)
        })
        .collect()
}

/// Spark's `StreamingAggregationSuite`, "simple count, update mode".
#[test]
fn state_and_batch_numbers_survive() {
    let query = Query {
        key: KeyBy::Movie,
        window: WindowSpec::Running,
        watermark: None,
        ..tumbling(1, 0)
    };
    let update = MicroBatchRules::new(Trigger::BackToBack, OutputMode::Update);
    let acts = [
        Act::Restart,
        Act::Feed(&[(0, 3, 0)]),
        Act::Restart,
        Act::Restart,
        Act::Feed(&[(0, 3, 0), (0, 2, 0)]),
    ];
    let batches = play(&query, &update, &acts);
    let ids: Vec<_> = batches.iter().map(|b| b.progress.batch_id).collect();
    assert_eq!(ids, [0, 1]);
    assert_eq!(batches[1].rows, [(3, i64::MIN, 2), (2, i64::MIN, 1)]);
}

/// Spark's `EventTimeWatermarkSuite`, "recovery": the watermark is known again, and nothing closes before a batch
/// with data has run.
#[test]
fn all_watermarks_survive_and_nothing_closes_before_data() {
    let query = tumbling(5_000, 10_000);
    let mut no_idle = rules(Trigger::BackToBack);
    no_idle.no_data_batches = false;
    let feed: [Act; 2] = [Act::Feed(&[(0, 0, 15_000)]), Act::Feed(&[(0, 0, 25_000)])];
    let stopped = [
        feed[0],
        feed[1],
        Act::Restart,
        Act::Idle,
        Act::Feed(&[(0, 0, 9_999)]),
    ];
    let through = [feed[0], feed[1], stopped[4]];
    let batches = play(&query, &no_idle, &stopped);
    let expected = [
        (0, false, 0, 0, 5_000),
        (1, false, 0, 5_000, 15_000),
        (2, false, 5_000, 15_000, 15_000),
    ];
    assert_eq!(watermarks(&batches), expected);
    assert_eq!(batches[2].rows, [(0, 5_000, 1)]);
    assert_eq!(
        batches.iter().map(|b| &b.rows).collect::<Vec<_>>(),
        play(&query, &no_idle, &through)
            .iter()
            .map(|b| &b.rows)
            .collect::<Vec<_>>()
    );
    let idle = rules(Trigger::BackToBack);
    let batches = play(&query, &idle, &[Act::Restart, feed[0], Act::Restart, Act::Idle]);
    assert_eq!(
        batches.len(),
        2,
        "the restored engine waits for data: {batches:?}"
    );
}

/// Spark's `EventTimeWatermarkSuite`, "watermark with 2 streams".
#[test]
fn how_far_each_source_was_does_not_survive_but_the_policy_does() {
    let query = Query {
        source_delays_ms: vec![10_000, 15_000],
        ..tumbling(5_000, 10_000)
    };
    let acts = [
        Act::Feed(&[(0, 0, 20_000), (1, 0, 30_000)]),
        Act::Restart,
        Act::Feed(&[(0, 0, 120_000)]),
        Act::Feed(&[(1, 0, 40_000)]),
    ];
    let next = |policy| {
        let mut rules = rules(Trigger::BackToBack);
        rules.no_data_batches = false;
        rules.watermark_policy = policy;
        let batches = play(&query, &rules, &acts);
        batches
            .iter()
            .map(|b| b.progress.next_watermark_ms)
            .collect::<Vec<_>>()
    };
    assert_eq!(next(WatermarkPolicy::Min), [10_000, 10_000, 25_000]);
    assert_eq!(next(WatermarkPolicy::Max), [15_000, 110_000, 110_000]);
}

/// Spark's `StreamingAggregationSuite`, "midbatch failure".
#[test]
fn a_failed_batch_runs_again_with_its_number_its_input_and_its_instant() {
    let query = tumbling(5_000, 0);
    let first = Act::Feed(&[(0, 0, 7_000)]);
    let events = &[(0, 0, 7_500), (0, 0, 12_000)];
    let failed = [first, Act::Fail(events), Act::Idle, Act::Feed(&[(0, 0, 30_000)])];
    let smooth = [first, Act::Feed(events), Act::Idle, Act::Feed(&[(0, 0, 30_000)])];
    for trigger in [Trigger::BackToBack, Trigger::AvailableNow] {
        let mut batches = play(&query, &rules(trigger), &failed);
        assert!(batches.len() > 3);
        assert_eq!(batches[2].now, 1_000, "the instant is the logged one");
        batches.iter_mut().for_each(|b| b.now = 0);
        if trigger == Trigger::BackToBack {
            let mut expected = play(&query, &rules(trigger), &smooth);
            expected.iter_mut().for_each(|b| b.now = 0);
            assert_eq!(batches, expected);
        }
    }
}

#[test]
fn a_batch_that_fails_twice_is_still_the_same_batch() {
    let query = tumbling(5_000, 0);
    let acts = [
        Act::Fail(&[(0, 0, 7_000)]),
        Act::Fail(&[(0, 0, 90_000)]),
        Act::Restart,
        Act::Idle,
    ];
    let batches = play(&query, &rules(Trigger::BackToBack), &acts);
    assert_eq!(
        watermarks(&batches),
        [(0, false, 0, 0, 7_000), (1, true, 0, 7_000, 7_000)],
        "what came while the failed batch was still to be repeated is left to its source"
    );
}

/// Rule T3: with an uncommitted batch, a single batch is its repetition.
#[test]
fn once_repeats_a_failed_batch_and_stops() {
    let query = tumbling(5_000, 0);
    let acts = [
        Act::Fail(&[(0, 0, 7_000)]),
        Act::Feed(&[(0, 0, 90_000)]),
        Act::Idle,
    ];
    let batches = play(&query, &rules(Trigger::Once), &acts);
    assert_eq!(watermarks(&batches), [(0, false, 0, 0, 7_000)]);
}

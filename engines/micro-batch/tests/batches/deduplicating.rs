//! Deduplication, in batches.

use streamgauge_model::{
    Deduplicate, KeyBy, MicroBatchRules, OutputMode, Query, Trigger, WatermarkRule, WindowSpec,
};

use crate::script::{Act, Batch, play};
use crate::tumbling;

const BY_KEY: Deduplicate = Deduplicate {
    by_key: true,
    by_value: false,
    by_time: false,
    within_watermark: false,
};

fn query(by: Deduplicate, delay_ms: Option<i64>) -> Query {
    Query {
        key: KeyBy::Movie,
        window: WindowSpec::Running,
        aggregates: vec![],
        watermark: delay_ms.map(|delay_ms| WatermarkRule { delay_ms }),
        deduplicate: Some(by),
        ..tumbling(1, 0)
    }
}

fn rules(workers: u32) -> MicroBatchRules {
    MicroBatchRules {
        workers,
        ..MicroBatchRules::new(Trigger::BackToBack, OutputMode::Append)
    }
}

/// (dropped, duplicates, state, updated, removed) of every batch.
fn work(batches: &[Batch]) -> Vec<[u64; 5]> {
    batches
        .iter()
        .map(|b| {
            let p = b.progress;
            assert_eq!(p.dropped_rows, p.late_events);
            [
                p.dropped_rows,
                p.duplicate_rows,
                p.state_rows,
                p.updated_rows,
                p.removed_rows,
            ]
        })
        .collect()
}

/// Rules W14 and W15: without the time among the fields nothing is forgotten, but late events are refused.
#[test]
fn by_key_alone_nothing_is_forgotten() {
    let acts = [
        Act::Feed(&[(0, 1, 10), (0, 1, 11), (0, 2, 12)]),
        Act::Feed(&[(0, 1, 50), (0, 3, 2), (0, 3, 3)]),
    ];
    let batches = play(&query(BY_KEY, Some(10)), &rules(1), &acts);
    assert_eq!(batches[0].passed, [0, 2]);
    assert_eq!(batches[2].passed, [5]);
    let expected = [[0, 1, 2, 2, 0], [0, 0, 2, 0, 0], [1, 1, 3, 1, 0], [0, 0, 3, 0, 0]];
    assert_eq!(work(&batches), expected);
}

#[test]
fn without_a_watermark_nothing_is_late_and_nothing_is_forgotten() {
    let by_time = Deduplicate {
        by_time: true,
        ..BY_KEY
    };
    let acts = [
        Act::Feed(&[(0, 1, i64::MIN), (0, 1, i64::MIN), (0, 1, i64::MAX)]),
        Act::Feed(&[(0, 1, i64::MAX), (0, 1, -1)]),
    ];
    let batches = play(&query(by_time, None), &rules(1), &acts);
    assert_eq!(work(&batches), [[0, 1, 2, 2, 0], [0, 1, 3, 1, 0]]);
}

/// An event between the two watermarks of a batch passes and is forgotten at once.
#[test]
fn an_event_may_be_forgotten_in_its_own_batch() {
    let by_time = Deduplicate {
        by_time: true,
        ..BY_KEY
    };
    let mut no_idle = rules(1);
    no_idle.no_data_batches = false;
    let acts = [
        Act::Feed(&[(0, 1, 30)]),
        Act::Feed(&[(0, 1, 20), (0, 1, 21), (0, 1, 20)]),
    ];
    let batches = play(&query(by_time, Some(10)), &no_idle, &acts);
    assert_eq!(work(&batches), [[0, 0, 1, 1, 0], [0, 1, 2, 2, 1]]);
}

/// Rule D1: the first event's time counts, also when a duplicate is younger.
#[test]
fn within_the_watermark_duplicates_do_not_put_off_the_expiry() {
    let within = Deduplicate {
        within_watermark: true,
        ..BY_KEY
    };
    let acts = [
        Act::Feed(&[(0, 1, 20), (0, 1, 29)]),
        Act::Feed(&[(0, 2, 39)]),
        Act::Feed(&[(0, 2, 40)]),
        Act::Feed(&[(0, 1, 41)]),
    ];
    let batches = play(&query(within, Some(10)), &rules(1), &acts);
    let expected = [
        [0, 1, 1, 1, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 2, 1, 0],
        [0, 0, 2, 0, 0],
        [0, 1, 2, 0, 0],
        [0, 0, 1, 0, 1],
        [0, 0, 2, 1, 0],
        [0, 0, 2, 0, 0],
    ];
    assert_eq!(work(&batches), expected);
}

#[test]
fn what_has_passed_is_still_known_after_a_restart() {
    let acts = [
        Act::Feed(&[(0, 1, 10)]),
        Act::Restart,
        Act::Feed(&[(0, 1, 12), (0, 2, 12)]),
    ];
    let batches = play(&query(BY_KEY, Some(10)), &rules(1), &acts);
    assert_eq!(
        work(&batches),
        [[0, 0, 1, 1, 0], [0, 1, 2, 1, 0], [0, 0, 2, 0, 0]]
    );
}

#[test]
fn partitions_change_nothing() {
    let by_time = Deduplicate {
        by_time: true,
        by_value: true,
        ..BY_KEY
    };
    let acts = [
        Act::Feed(&[
            (0, 1, 40),
            (0, 2, 40),
            (0, 1, 40),
            (0, 3, 41),
            (0, 3, 41),
            (0, 2, 40),
        ]),
        Act::Feed(&[(0, 1, 29), (0, 1, 40), (0, 7, 90), (0, 7, 90)]),
    ];
    for by in [BY_KEY, by_time] {
        let of = |workers| {
            let mut batches = play(&query(by, Some(10)), &rules(workers), &acts);
            batches.iter_mut().for_each(|b| b.passed.sort_unstable());
            batches
        };
        assert_eq!(of(3), of(1));
    }
}

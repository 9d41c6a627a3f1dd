//! Deduplication and several sources, in micro-batches.

use streamgauge_model::{
    BatchProgress, Deduplicate, Firing, MicroBatchRules, OutputMode, Query, Rules, Step, Trigger,
    WatermarkPolicy, WatermarkRule, WindowSpec, WindowTrigger,
};
use streamgauge_oracle::{Mark, TaskTrace, ViolationKind};

use crate::micro_batch::start;
use crate::scene::{Scene, events, tumbling};

fn scene(query: Query, events: &[(u32, u32, i64, i64)], batches: &[(BatchProgress, &[u64])]) -> Scene {
    let mut trace = TaskTrace::default();
    for (number, (progress, passed)) in (0..).zip(batches) {
        trace.step(start(number, progress.no_data, 1_000));
        passed.iter().for_each(|seq| trace.pass(*seq));
        trace.step(Step::BatchEnd(BatchProgress {
            batch_id: number,
            ..*progress
        }));
    }
    let rules = MicroBatchRules::new(Trigger::BackToBack, OutputMode::Append);
    Scene {
        query,
        rules: Rules::MicroBatch(rules),
        splits: 1,
        events: self::events(0, events),
        tasks: vec![trace],
    }
}

fn figures(trace: &mut TaskTrace, batch: usize) -> &mut BatchProgress {
    let ends = trace.marks.iter_mut().filter_map(|mark| match mark {
        Mark::Step(Step::BatchEnd(progress)) => Some(progress),
        _ => None,
    });
    ends.into_iter().nth(batch).expect("there is such a batch")
}

/// By key and time, 10 s behind. Batch 0 remembers two events and learns 5 s, batch 1 forgets the one of 4 s; batch 2
/// then refuses an event of 4 s as late.
fn deduplicated() -> Scene {
    let by = Deduplicate {
        by_key: true,
        by_value: false,
        by_time: true,
        within_watermark: false,
    };
    let query = Query {
        aggregates: Vec::new(),
        window: WindowSpec::Running,
        deduplicate: Some(by),
        ..tumbling()
    };
    let first = BatchProgress {
        input_rows: 3,
        duplicate_rows: 1,
        next_watermark_ms: 5_000,
        state_rows: 2,
        updated_rows: 2,
        ..BatchProgress::default()
    };
    let second = BatchProgress {
        no_data: true,
        watermark_ms: 5_000,
        next_watermark_ms: 5_000,
        state_rows: 1,
        removed_rows: 1,
        ..BatchProgress::default()
    };
    let third = BatchProgress {
        input_rows: 1,
        late_watermark_ms: 5_000,
        watermark_ms: 5_000,
        next_watermark_ms: 5_000,
        dropped_rows: 1,
        late_events: 1,
        state_rows: 1,
        ..BatchProgress::default()
    };
    let input = [
        (1, 1, 1, 4_000),
        (1, 1, 2, 4_000),
        (1, 1, 3, 15_000),
        (1, 1, 4, 4_000),
    ];
    let mut scene = scene(query, &input, &[(first, &[0, 2]), (second, &[]), (third, &[])]);
    scene.tasks[0].dropped(1);
    scene
}

#[test]
fn of_equal_events_the_first_passes_until_it_is_forgotten() {
    let fates = deduplicated().clean().fates;
    assert_eq!((fates.passed, fates.duplicates, fates.dropped), (2, 1, 1));
    let scene = deduplicated();
    let kinds = scene.corrupted(|t| t.passed[0] = 1);
    assert_eq!(kinds, [ViolationKind::WrongPass]);
    let kinds = scene.corrupted(|t| figures(t, 0).duplicate_rows = 0);
    assert_eq!(kinds, [ViolationKind::BatchFigure]);
    let kinds = scene.corrupted(|t| figures(t, 1).removed_rows = 0);
    assert_eq!(kinds, [ViolationKind::BatchFigure]);
}

/// Source 1 is 15 s ahead with a delay of 2 s, source 0 is at 11 s with a delay of 10 s.
#[test]
fn the_policy_makes_one_watermark_of_those_of_the_sources() {
    let query = Query {
        aggregates: Vec::new(),
        window: WindowSpec::Running,
        source_delays_ms: vec![10_000, 2_000],
        ..tumbling()
    };
    for (policy, learnt) in [(WatermarkPolicy::Min, 1_000), (WatermarkPolicy::Max, 24_000)] {
        let progress = BatchProgress {
            input_rows: 2,
            next_watermark_ms: learnt,
            ..BatchProgress::default()
        };
        let input = [(0, 1, 1, 11_000), (1, 1, 1, 26_000)];
        let mut scene = scene(query.clone(), &input, &[(progress, &[0, 1])]);
        scene.splits = 2;
        if let Rules::MicroBatch(rules) = &mut scene.rules {
            rules.watermark_policy = policy;
        }
        scene.clean();
        let kinds = scene.corrupted(|t| figures(t, 0).next_watermark_ms = 12_000);
        let expected = if policy == WatermarkPolicy::Min {
            ViolationKind::WatermarkAhead
        } else {
            ViolationKind::WatermarkBehind
        };
        assert_eq!(kinds, [expected]);
        scene.splits = 3;
        assert!(scene.kinds().contains(&ViolationKind::Undefined));
    }
}

#[test]
fn a_query_that_the_judge_cannot_compute_does_not_pass() {
    let queries = [
        Query {
            firing: Firing::on(WindowTrigger::Count { count: 2 }),
            ..tumbling()
        },
        Query {
            window: WindowSpec::Global,
            watermark: Some(WatermarkRule { delay_ms: 0 }),
            ..tumbling()
        },
    ];
    for query in queries {
        let scene = scene(query, &[], &[]);
        assert_eq!(scene.kinds(), [ViolationKind::Undefined]);
    }
}

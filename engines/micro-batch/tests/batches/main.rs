//! The micro-batch engine, driven by hand on a made-up clock.

mod deduplicating;
mod harness;
mod restarting;
mod script;

use harness::{Harness, event};
use streamgauge_model::{
    Aggregate, Comparison, Filter, Firing, KeyBy, MicroBatchRules, OutputMode, Query, TimeDomain, Trigger,
    WatermarkRule, WindowSpec,
};

fn tumbling(size_ms: i64, delay_ms: i64) -> Query {
    Query {
        name: "tumbling".to_owned(),
        filter: None,
        key: KeyBy::None,
        window: WindowSpec::Tumbling {
            size_ms,
            offset_ms: 0,
        },
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

fn rules(trigger: Trigger) -> MicroBatchRules {
    MicroBatchRules::new(trigger, OutputMode::Append)
}

/// Spark's `EventTimeWatermarkSuite#append mode`.
#[test]
fn the_closed_window_is_emitted_by_the_batch_without_data_that_follows() {
    let mut h = Harness::new(&tumbling(5_000, 10_000), &rules(Trigger::BackToBack));
    h.feed(&[10_000, 11_000, 12_000, 13_000, 14_000, 15_000]);
    h.run_until_idle(0);
    h.feed(&[25_000]);
    h.run_until_idle(100);
    h.feed(&[10_000]);
    h.run_until_idle(200);
    let watermarks: Vec<_> = h
        .batches()
        .map(|b| (b.no_data, b.watermark_ms, b.next_watermark_ms))
        .collect();
    let expected = [
        (false, 0, 5_000),
        (true, 5_000, 5_000),
        (false, 5_000, 15_000),
        (true, 15_000, 15_000),
        (false, 15_000, 15_000),
    ];
    assert_eq!(watermarks, expected);
    let state: Vec<_> = h
        .batches()
        .map(|b| (b.state_rows, b.updated_rows, b.removed_rows))
        .collect();
    assert_eq!(state, [(2, 2, 0), (2, 0, 0), (3, 1, 0), (2, 0, 1), (2, 0, 0)]);
    assert_eq!(h.rows(), [(3, 10_000, 15_000, 5)]);
    let last = h.batches().last().expect("five batches ran");
    assert_eq!((last.dropped_rows, last.late_events), (1, 1));
    assert!(h.is_done());
}

#[test]
fn a_limit_cuts_what_waits_into_batches() {
    let mut limited = rules(Trigger::BackToBack);
    limited.max_events_per_trigger = Some(2);
    let mut h = Harness::new(&tumbling(5_000, 0), &limited);
    h.feed(&[1, 2, 3, 4, 5]);
    h.run_until_idle(0);
    let sizes: Vec<_> = h.batches().filter(|b| !b.no_data).map(|b| b.input_rows).collect();
    assert_eq!(sizes, [2, 2, 1]);
}

#[test]
fn an_interval_holds_back_even_the_batch_without_data() {
    let mut h = Harness::new(&tumbling(5_000, 0), &rules(Trigger::Interval { millis: 1_000 }));
    h.step_at(2_340);
    h.feed(&[1_000, 9_000]);
    h.step_at(2_900);
    assert_eq!(h.batches().count(), 0);
    h.step_at(3_000);
    h.step_at(3_500);
    assert_eq!(
        h.batches().count(),
        1,
        "the batch without data waits for the next tick"
    );
    h.step_at(4_000);
    assert_eq!(h.rows(), [(1, 0, 5_000, 1)]);
}

#[test]
fn once_waits_for_the_whole_source_and_runs_one_batch() {
    let mut h = Harness::new(&tumbling(5_000, 0), &rules(Trigger::Once));
    h.feed(&[1_000]);
    h.step_at(0);
    assert_eq!(h.batches().count(), 0);
    h.feed(&[9_000]);
    h.finish();
    h.run_until_idle(50);
    assert_eq!(
        h.batches().map(|b| (b.input_rows, b.no_data)).collect::<Vec<_>>(),
        [(2, false)]
    );
    assert!(h.rows().is_empty(), "no batch without data follows");
}

#[test]
fn available_now_ends_after_its_batches_without_data() {
    let mut limited = rules(Trigger::AvailableNow);
    limited.max_events_per_trigger = Some(1);
    let mut h = Harness::new(&tumbling(5_000, 0), &limited);
    h.feed(&[1_000, 9_000]);
    h.finish();
    h.run_until_idle(0);
    assert_eq!(
        h.batches().map(|b| b.no_data).collect::<Vec<_>>(),
        [false, false, true]
    );
    assert_eq!(h.rows(), [(2, 0, 5_000, 1)]);
    assert!(h.is_done());
}

#[test]
fn partitions_change_nothing_but_the_order() {
    let query = Query {
        key: KeyBy::User,
        ..tumbling(5_000, 3_000)
    };
    let times: Vec<i64> = (0..400).map(|i| i * 97 % 20_000 + i * 20).collect();
    let answer = |workers| {
        let mut rules = rules(Trigger::BackToBack);
        rules.workers = workers;
        rules.max_events_per_trigger = Some(50);
        let mut h = Harness::new(&query, &rules);
        h.feed(&times);
        h.run_until_idle(0);
        let mut rows = h.rows();
        rows.sort_unstable();
        (
            rows,
            h.batches()
                .map(|b| (b.late_events, b.state_rows, b.removed_rows))
                .collect::<Vec<_>>(),
        )
    };
    let one = answer(1);
    assert!(
        one.0.len() > 5 && one.1.iter().any(|b| b.0 > 0),
        "the input does not exercise windows and lateness"
    );
    assert_eq!(answer(3), one);
}

#[test]
fn filtered_events_do_not_move_the_watermark() {
    let query = Query {
        filter: Some(Filter::Value(Comparison::Below(4))),
        ..tumbling(5_000, 0)
    };
    let mut h = Harness::new(&query, &rules(Trigger::BackToBack));
    h.push(event(0, 1_000, 2));
    h.push(event(1, 90_000, 9));
    h.run_until_idle(0);
    assert_eq!(
        h.batches().next().map(|b| (b.input_rows, b.next_watermark_ms)),
        Some((2, 1_000))
    );
    assert_eq!(h.filtered(), 1);
}

#[test]
fn windows_of_processing_time_take_the_instant_of_the_batch() {
    let query = Query {
        time: TimeDomain::Processing,
        ..tumbling(1_000, 30_000)
    };
    let mut h = Harness::new(&query, &rules(Trigger::Interval { millis: 400 }));
    for (now, time) in [(5_000, 1), (5_600, 77_000), (6_000, 3)] {
        h.feed(&[time]);
        h.step_at(now);
    }
    h.step_at(6_400);
    assert_eq!(h.rows(), [(3, 5_000, 6_000, 2)]);
}

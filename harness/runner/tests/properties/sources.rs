//! Watermarks of several sources, in batches.

use streamgauge_model::{Event, MicroBatchRules, OutputMode, Query, Rules, WatermarkPolicy};

use crate::counterexample::assert_holds;
use crate::drive::Pace;
use crate::queries::{ALIGNED, SESSIONS, by_movie, query};
use crate::sequences::each_stream;
use crate::settings::batches;
use crate::stream::Stream;
use crate::trial::Trial;

fn by_policy(watermark_policy: WatermarkPolicy) -> Rules {
    let Rules::MicroBatch(rules) = batches(OutputMode::Append, true) else {
        unreachable!("these are micro-batch rules");
    };
    Rules::MicroBatch(MicroBatchRules {
        watermark_policy,
        ..rules
    })
}

/// The same events from two sources: an event's user decides, and is its movie here.
fn from_two(stream: &Stream) -> Stream {
    let events = stream.events.iter().map(|event| Event {
        user: event.movie,
        ..*event
    });
    Stream {
        events: events.collect(),
        ends: stream.ends.clone(),
    }
}

fn each_pair(delays_ms: [i64; 2], mut see: impl FnMut(&Query, Pace, &Stream)) {
    for (turn, window) in (0..).zip(ALIGNED.into_iter().chain(SESSIONS)) {
        let query = Query {
            source_delays_ms: delays_ms.to_vec(),
            ..by_movie(query(window, delays_ms[0]))
        };
        for pace in [Pace::IDLE, Pace::Busy] {
            each_stream(-2, turn, |stream| see(&query, pace, &from_two(stream)));
        }
    }
}

const fn two<'a>(query: &'a Query, rules: &'a Rules, pace: Pace) -> Trial<'a> {
    Trial {
        query,
        rules,
        splits: 2,
        pace,
    }
}

#[test]
fn the_oracle_agrees_under_either_policy() {
    for policy in [WatermarkPolicy::Min, WatermarkPolicy::Max] {
        let rules = by_policy(policy);
        for delays_ms in [[0, 2], [1, 1]] {
            each_pair(delays_ms, |query, pace, stream| {
                let trial = two(query, &rules, pace);
                assert_holds(&query.name, &trial, stream, |stream| {
                    trial.judged(stream).map(drop)
                });
            });
        }
    }
}

#[test]
fn two_sources_of_the_same_delay_are_one_where_the_greatest_watermark_counts() {
    let rules = by_policy(WatermarkPolicy::Max);
    each_pair([1, 1], |query, pace, stream| {
        let trial = two(query, &rules, pace);
        let common = Query {
            source_delays_ms: Vec::new(),
            ..query.clone()
        };
        assert_holds(&query.name, &trial, stream, |stream| {
            let (each, all) = (trial.run(stream), two(&common, &rules, pace).run(stream));
            (each == all)
                .then_some(())
                .ok_or_else(|| format!("each {each:?}, together {all:?}"))
        });
    });
}

#[test]
fn waiting_for_the_slowest_source_never_drops_more() {
    let (slowest, foremost) = (by_policy(WatermarkPolicy::Min), by_policy(WatermarkPolicy::Max));
    let mut spared = 0;
    each_pair([0, 1], |query, pace, stream| {
        let trial = two(query, &slowest, pace);
        let drops = |stream: &Stream| {
            let less = trial.run(stream).dropped();
            (less, two(query, &foremost, pace).run(stream).dropped())
        };
        assert_holds(&query.name, &trial, stream, |stream| {
            let (less, more) = drops(stream);
            (less <= more)
                .then_some(())
                .ok_or_else(|| format!("waiting drops {less}, not waiting {more}"))
        });
        let (less, more) = drops(stream);
        spared += more - less;
    });
    assert!(spared > 1_000, "only {spared} events spared");
}

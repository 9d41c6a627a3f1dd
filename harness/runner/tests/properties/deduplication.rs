//! Of equal events the first one passes.

use std::collections::BTreeSet;

use streamgauge_model::{Deduplicate, KeyBy, OutputMode, Query, Rules, WindowSpec};

use crate::counterexample::assert_holds;
use crate::drive::Pace;
use crate::queries::query;
use crate::sequences::{SEQUENCES, each_stream};
use crate::settings::{batches, with_workers};
use crate::stream::Stream;
use crate::trial::Trial;

fn deduplicating(by_key: bool, by_time: bool, within_watermark: bool, delay_ms: i64) -> Query {
    let by = Deduplicate {
        by_key,
        by_value: false,
        by_time,
        within_watermark,
    };
    Query {
        name: format!("{by:?}, {delay_ms} ms behind"),
        key: KeyBy::Movie,
        aggregates: Vec::new(),
        deduplicate: Some(by),
        ..query(WindowSpec::Running, delay_ms)
    }
}

/// Which fields are compared, and whether events are forgotten by the delay.
const KINDS: [(bool, bool, bool); 4] = [
    (true, false, false),
    (true, true, false),
    (true, false, true),
    (false, true, true),
];

fn in_every_way(rules: &Rules, check: impl Fn(&Trial<'_>, &Stream) -> Result<u64, String>) {
    for (by_key, by_time, within) in KINDS {
        for delay_ms in [0, 1, 3] {
            let query = deduplicating(by_key, by_time, within, delay_ms);
            for pace in [Pace::IDLE, Pace::Busy] {
                let trial = Trial {
                    pace,
                    ..Trial::new(&query, rules)
                };
                let mut seen = 0;
                each_stream(-2, delay_ms as u64, |stream| {
                    seen += check(&trial, stream).unwrap_or_else(|_| {
                        assert_holds(&query.name, &trial, stream, |stream| {
                            check(&trial, stream).map(drop)
                        });
                        0
                    });
                });
                assert!(seen > SEQUENCES / 2, "{}: {seen} is too tame", query.name);
            }
        }
    }
}

#[test]
fn the_oracle_agrees_on_what_passes_and_what_is_remembered() {
    for no_data in [true, false] {
        let rules = batches(OutputMode::Append, no_data);
        in_every_way(&rules, |trial, stream| {
            let (_, judgement) = trial.judged(stream)?;
            Ok(judgement.fates.duplicates + judgement.fates.dropped)
        });
    }
}

#[test]
fn several_partitions_let_the_same_events_pass() {
    let alone = batches(OutputMode::Append, true);
    let together = with_workers(&alone, 3);
    in_every_way(&together, |trial, stream| {
        trial.judged(stream)?;
        let one = Trial {
            rules: &alone,
            ..*trial
        };
        let [one, many] = [one, *trial].map(|trial| trial.run(stream).passed_in_batches());
        (one == many)
            .then_some(one.len() as u64)
            .ok_or_else(|| format!("alone {one:?}, together {many:?}"))
    });
}

/// Without a watermark nothing is late and nothing is forgotten.
#[test]
fn without_a_watermark_exactly_the_first_of_equal_events_pass() {
    for (by_key, by_time, _) in KINDS {
        let query = Query {
            watermark: None,
            ..deduplicating(by_key, by_time, false, 0)
        };
        let rules = batches(OutputMode::Append, true);
        let trial = Trial::new(&query, &rules);
        each_stream(-2, 1, |stream| {
            assert_holds(&query.name, &trial, stream, |stream| {
                let mut known = BTreeSet::new();
                let first = stream.events.iter().filter(|event| {
                    known.insert((by_key.then_some(event.movie), by_time.then_some(event.time)))
                });
                let first: Vec<u64> = first.map(|event| event.seq).collect();
                let passed = trial.run(stream).passed_in_batches();
                (passed == first)
                    .then_some(())
                    .ok_or_else(|| format!("expected {first:?}, found {passed:?}"))
            });
        });
    }
}

//! One task answers as several.

use streamgauge_model::{BatchProgress, OutputMode, Query, ResultRow, WindowSpec};

use crate::counterexample::assert_holds;
use crate::drive::Pace;
use crate::queries::{allowing, by_movie, query, windows};
use crate::random::{SMALL, random_stream};
use crate::sequences::each_stream;
use crate::settings::{batches, modes, per_event, with_workers};
use crate::stream::Stream;
use crate::trial::{Run, Trial};

/// Every sequence, whose keys are two, and random streams of more keys.
fn each_input(turn: u64, mut see: impl FnMut(&dyn std::fmt::Display, &Stream)) {
    each_stream(0, turn, |stream| see(&"exhaustive", stream));
    for seed in 0..500 {
        see(&format!("seed {seed}"), &random_stream(seed, &SMALL));
    }
}

fn agree<T: PartialEq + std::fmt::Debug>(alone: &T, together: &T) -> Result<(), String> {
    (alone == together)
        .then_some(())
        .ok_or_else(|| format!("alone {alone:?}, together {together:?}"))
}

#[test]
fn event_at_a_time_several_tasks_behind_an_exchange_answer_as_one() {
    for (turn, window) in (0..).zip(windows()) {
        let query = allowing(by_movie(query(window, 1)), turn as i64 % 2);
        let alone = per_event(turn % 2 == 0);
        for (workers, pace) in [(2, Pace::IDLE), (3, Pace::Busy)] {
            let together = with_workers(&alone, workers);
            let alone = Trial::new(&query, &alone);
            let together = Trial {
                pace,
                ..Trial::new(&query, &together)
            };
            each_input(turn, |origin, stream| {
                assert_holds(origin, &together, stream, |stream| {
                    together.judged(stream)?;
                    let [one, many] = [alone, together].map(|trial| trial.run(stream));
                    agree(&one.sorted_rows(), &many.sorted_rows())?;
                    agree(&one.side_output(), &many.side_output())?;
                    agree(&one.dropped(), &many.dropped())
                });
            });
        }
    }
}

/// Batch by batch, what it reports and its rows, in an order of their own. Late groups of sessions are counted by
/// every task that meets them.
fn by_batch(query: &Query, run: &Run) -> Vec<(BatchProgress, Vec<ResultRow>)> {
    let mut batches = run.batches();
    for (progress, rows) in &mut batches {
        rows.sort_unstable_by_key(|row| (row.window, row.key, row.pane));
        if matches!(query.window, WindowSpec::Session { .. }) {
            progress.dropped_rows = progress.dropped_rows.min(1);
        }
    }
    batches
}

#[test]
fn in_batches_several_partitions_answer_as_one() {
    for (turn, window) in (0..).zip(windows()) {
        let query = by_movie(query(window, 1));
        for mode in modes(window) {
            let alone = batches(*mode, turn % 2 == 0 || *mode != OutputMode::Append);
            let together = with_workers(&alone, 2 + turn as u32 % 2);
            let [alone, together] = [&alone, &together].map(|rules| Trial::new(&query, rules));
            each_input(turn, |origin, stream| {
                assert_holds(origin, &together, stream, |stream| {
                    let [one, many] = [alone, together].map(|trial| by_batch(&query, &trial.run(stream)));
                    agree(&one, &many)
                });
            });
        }
    }
}

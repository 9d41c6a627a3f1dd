//! How the input is cut is invisible event at a time.

use streamgauge_model::Query;

use crate::counterexample::assert_holds;
use crate::drive::Pace;
use crate::queries::{allowing, by_movie, query, session, sliding, tumbling};
use crate::sequences::{each_cutting, each_stream};
use crate::settings::{per_event, with_workers};
use crate::stream::Stream;
use crate::trial::Trial;

fn questions() -> Vec<Query> {
    vec![
        by_movie(query(tumbling(2, 0), 1)),
        allowing(query(sliding(3, 1, 0), 0), 1),
        query(session(2), 1),
        allowing(query(session(1), 0), 2),
    ]
}

/// Everything that happens, happens in the same order: rows, refusals, watermarks.
fn same_as_whole(trial: &Trial<'_>, stream: &Stream) -> Result<(), String> {
    let whole = trial.run(&Stream::whole(stream.events.clone()));
    let cut = trial.run(stream);
    if whole == cut {
        return Ok(());
    }
    Err(format!(
        "in one portion {whole:?}, in {} {cut:?}",
        stream.ends.len()
    ))
}

#[test]
fn how_the_input_is_cut_changes_nothing() {
    for query in questions() {
        let rules = per_event(true);
        let trial = Trial {
            pace: Pace::Idle { gap_ms: 0 },
            ..Trial::new(&query, &rules)
        };
        each_cutting(-2, 5, |stream| {
            assert_holds(&query.name, &trial, stream, |stream| {
                same_as_whole(&trial, stream)
            });
        });
    }
}

#[test]
fn how_tasks_behind_an_exchange_take_turns_changes_nothing() {
    for query in questions().into_iter().map(by_movie) {
        let rules = with_workers(&per_event(false), 2);
        let eager = Trial {
            pace: Pace::Idle { gap_ms: 0 },
            ..Trial::new(&query, &rules)
        };
        let lazy = Trial {
            pace: Pace::Busy,
            ..eager
        };
        each_stream(-2, 3, |stream| {
            assert_holds(&query.name, &eager, stream, |stream| {
                same_as_whole(&eager, stream)?;
                let (eager, lazy) = (eager.run(stream), lazy.run(stream));
                (eager == lazy)
                    .then_some(())
                    .ok_or_else(|| format!("turn by turn {eager:?}, at the end {lazy:?}"))
            });
        });
    }
}

//! What holds for every row when it leaves, and for every watermark.

use std::collections::BTreeMap;

use streamgauge_model::{OutputMode, Step, Watermark, WindowSpec};
use streamgauge_oracle::Mark;

use crate::counterexample::assert_holds;
use crate::drive::Pace;
use crate::queries::{allowing, by_movie, query, windows};
use crate::sequences::each_stream;
use crate::settings::{batches, modes, per_event};
use crate::trial::{Run, Trial};

/// Looks at everything that either engine does with every sequence.
fn everywhere(check: impl Fn(&Trial<'_>, &Run) -> Result<(), String>) {
    for (turn, window) in (0..).zip(windows()) {
        let look = |trial: &Trial<'_>| {
            each_stream(-2, turn, |stream| {
                assert_holds(&trial.query.name, trial, stream, |stream| {
                    check(trial, &trial.run(stream))
                });
            });
        };
        let query = by_movie(query(window, turn as i64 % 3));
        for mode in modes(window) {
            for pace in [Pace::IDLE, Pace::Busy] {
                let rules = batches(*mode, true);
                look(&Trial {
                    pace,
                    ..Trial::new(&query, &rules)
                });
            }
        }
        for lateness in [0, 2] {
            look(&Trial::new(&allowing(query.clone(), lateness), &per_event(false)));
        }
    }
}

#[test]
fn no_watermark_ever_falls() {
    everywhere(|_, run| {
        let (mut moved, mut known) = (i64::MIN, 0);
        for mark in run.marks() {
            let rises = match mark {
                Mark::Step(Step::Watermark { watermark, .. }) => {
                    let before = std::mem::replace(&mut moved, watermark.millis());
                    before < moved
                }
                Mark::Step(Step::BatchEnd(batch)) => {
                    let (late, evict) = (batch.late_watermark_ms, batch.watermark_ms);
                    let before = std::mem::replace(&mut known, batch.next_watermark_ms);
                    late <= evict && evict == before && evict <= known
                }
                _ => true,
            };
            if !rises {
                return Err(format!("{mark:?} after {moved} or {known}"));
            }
        }
        Ok(())
    });
}

#[test]
fn no_row_of_a_complete_window_leaves_before_the_watermark_has_passed_it() {
    everywhere(|trial, run| {
        let early = run.rows_at().into_iter().find(|(now, row)| {
            let known = *now == Watermark::NONE || *now == row.watermark;
            !known || !row.watermark.completes(row.window)
        });
        let before_it_is_complete = run.batches().iter().any(|(batch, rows)| {
            rows.iter()
                .any(|row| row.window.end.millis() > batch.watermark_ms)
        });
        match (early, trial.rules) {
            (Some(_), rules) if *rules == batches(OutputMode::Update, true) => Ok(()),
            (Some(_), rules) if *rules == batches(OutputMode::Complete, true) => Ok(()),
            (None, _) if !before_it_is_complete => Ok(()),
            (early, _) => Err(format!("{early:?} left early")),
        }
    });
}

#[test]
fn a_window_leaves_at_most_once_in_append_mode_and_counts_its_firings_event_at_a_time() {
    everywhere(|trial, run| {
        let mut panes = BTreeMap::<_, u32>::new();
        let session = matches!(trial.query.window, WindowSpec::Session { .. });
        let once = *trial.rules == batches(OutputMode::Append, true)
            || (trial.query.allowed_lateness_ms == 0 && *trial.rules == per_event(false));
        for row in run.rows() {
            let pane = panes.entry((row.key, row.window)).or_default();
            if (once && *pane > 0) || (!session && row.pane != *pane) {
                return Err(format!("{row:?} is number {pane} of its window"));
            }
            *pane += 1;
        }
        Ok(())
    });
}

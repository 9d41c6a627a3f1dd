//! Every event has exactly one fate.

use streamgauge_model::OutputMode;

use crate::counterexample::assert_holds;
use crate::definition::windows_of;
use crate::drive::Pace;
use crate::queries::{allowing, query, sliding, windows};
use crate::sequences::each_stream;
use crate::settings::{batches, per_event};
use crate::stream::FLUSH_MS;
use crate::trial::{Run, Trial};

/// The events that rows cover: values are powers of two, so that a sum is a set.
pub fn covered(run: &Run) -> i64 {
    let rows = run.rows().filter(|row| row.window.start.millis() < FLUSH_MS / 2);
    rows.fold(0, |all, row| all | row.values.sum)
}

pub fn set_of(events: impl Iterator<Item = u64>) -> i64 {
    events.fold(0, |all, seq| all | 1 << seq)
}

#[test]
fn every_event_is_in_a_row_or_in_the_side_output_or_in_no_window_and_never_in_two_of_them() {
    let gaps = [sliding(1, 2, 0), sliding(2, 3, 1)];
    for (turn, window) in (0..).zip(windows().chain(gaps)) {
        for lateness in [0, 1] {
            let query = allowing(query(window, turn as i64 % 3), lateness);
            let rules = per_event(true);
            let trial = Trial::new(&query, &rules);
            each_stream(-2, turn, |stream| {
                assert_holds(&query.name, &trial, stream, |stream| {
                    let events = &stream.events;
                    let run = trial.run(&stream.flushed());
                    let (rows, late) = (covered(&run), set_of(run.side_output().into_iter()));
                    let nowhere = events.iter().filter(|event| {
                        windows_of(window, event.time.millis()).is_empty() && late >> event.seq & 1 == 0
                    });
                    let nowhere = set_of(nowhere.map(|event| event.seq));
                    let all = set_of(events.iter().map(|event| event.seq));
                    let once = rows & late == 0 && rows & nowhere == 0 && rows | late | nowhere == all;
                    once.then_some(())
                        .ok_or_else(|| format!("rows {rows:b}, late {late:b}, nowhere {nowhere:b}"))
                });
            });
        }
    }
}

#[test]
fn in_batches_every_event_is_in_a_row_or_counted_as_late() {
    for (turn, window) in (0..).zip(windows()) {
        let query = query(window, turn as i64 % 3);
        let rules = batches(OutputMode::Append, true);
        for pace in [Pace::IDLE, Pace::Busy] {
            let trial = Trial {
                pace,
                ..Trial::new(&query, &rules)
            };
            each_stream(-2, turn, |stream| {
                assert_holds(&query.name, &trial, stream, |stream| {
                    let run = trial.run(&stream.flushed());
                    let (rows, dropped) = (covered(&run).count_ones(), run.dropped());
                    let reported: u64 = run.batches().iter().map(|(batch, _)| batch.late_events).sum();
                    (u64::from(rows) + dropped == stream.events.len() as u64 && dropped == reported)
                        .then_some(())
                        .ok_or_else(|| {
                            format!("{rows} in rows, {dropped} dropped, {reported} reported as late")
                        })
                });
            });
        }
    }
}

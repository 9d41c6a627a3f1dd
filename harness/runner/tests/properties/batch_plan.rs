//! Which batches run.

use streamgauge_model::OutputMode;

use crate::counterexample::assert_holds;
use crate::queries::{query, windows};
use crate::sequences::each_stream;
use crate::settings::{batches, modes};
use crate::stream::Stream;
use crate::trial::Trial;

/// What each batch takes, and the watermarks that it judges late rows by, evicts by and leaves behind.
type Plan = Vec<(u64, i64, i64, i64)>;

/// One batch for each portion and, if the watermark has moved by it, one without data: it is the next data batch's
/// watermark for late rows. Nothing moves the watermark below 0 or back.
fn plan(delay_ms: i64, stream: &Stream, without_data: bool) -> Plan {
    let (mut late, mut evict) = (0, 0);
    let mut plan = Plan::new();
    for portion in stream.portions() {
        let newest = portion.iter().map(|event| event.time.millis()).max().unwrap_or(0);
        let next = evict.max(newest - delay_ms);
        plan.push((portion.len() as u64, late, evict, next));
        (late, evict) = (evict, next);
        let &(_, _, evicted_by, learnt) = plan.last().expect("pushed");
        if without_data && learnt > evicted_by {
            plan.push((0, late, evict, next));
            late = evict;
        }
    }
    plan
}

#[test]
fn a_moved_watermark_brings_a_batch_without_data_where_that_can_change_the_state() {
    for (turn, window) in (0..).zip(windows()) {
        for delay_ms in [0, 2] {
            for mode in modes(window) {
                for allowed in [true, false] {
                    let query = query(window, delay_ms);
                    let rules = batches(*mode, allowed);
                    let trial = Trial::new(&query, &rules);
                    let without_data = allowed && *mode != OutputMode::Complete;
                    each_stream(-2, turn, |stream| {
                        assert_holds(&query.name, &trial, stream, |stream| {
                            let batch = |(batch, _): (streamgauge_model::BatchProgress, _)| {
                                let (late, evict) = (batch.late_watermark_ms, batch.watermark_ms);
                                (batch.input_rows, late, evict, batch.next_watermark_ms)
                            };
                            let found: Plan = trial.run(stream).batches().into_iter().map(batch).collect();
                            let expected = plan(delay_ms, stream, without_data);
                            (found == expected)
                                .then_some(())
                                .ok_or_else(|| format!("expected {expected:?}, found {found:?}"))
                        });
                    });
                }
            }
        }
    }
}

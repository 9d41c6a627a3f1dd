//! Stopping and going on is invisible where it should be.

use streamgauge_micro_batch::{Checkpoint, MicroBatch, check};
use streamgauge_model::{Engine, Inline, MicroBatchRules, OutputMode, ProcessingTime, Query, Rules};
use streamgauge_operators::{BatchOperator, BatchVisitor, select_for_batches};
use streamgauge_oracle::TaskTrace;

use crate::counterexample::assert_holds;
use crate::queries::{ALIGNED, SESSIONS, by_movie, query};
use crate::sequences::each_stream;
use crate::settings::batches;
use crate::stream::{Feed, Stream};
use crate::trial::{Run, Trial};

/// When an engine stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// Never.
    Never,
    /// Behind each portion, when nothing is left to do.
    Idle,
    /// Behind each batch with data, before a batch without data has run.
    AfterData,
    /// In the batch that each portion makes, and again when nothing is left to do.
    InBatch,
}

/// What a chain of engines does, each of which goes on from the checkpoint of the one before.
fn run(query: &Query, rules: &MicroBatchRules, stop: Stop, stream: &Stream) -> Run {
    check(query, rules).expect("the query is legal");
    let chain = Chain {
        query,
        rules,
        stop,
        stream,
    };
    select_for_batches(query, chain).expect("the query is valid")
}

struct Chain<'a> {
    query: &'a Query,
    rules: &'a MicroBatchRules,
    stop: Stop,
    stream: &'a Stream,
}

impl Chain<'_> {
    fn restored<Op: BatchOperator>(&self, checkpoint: Checkpoint<Op>) -> MicroBatch<Op, Inline> {
        MicroBatch::restore(self.query, self.rules, checkpoint, Inline)
    }
}

impl BatchVisitor for Chain<'_> {
    type Out = Run;

    fn visit<Op: BatchOperator>(self, operator: Op) -> Run {
        let mut out = TaskTrace::default();
        let mut feed = Feed::new(self.stream, 1);
        let mut now = ProcessingTime::from_millis(1_000);
        let mut engine = MicroBatch::new(self.query, self.rules, &operator, Inline);
        while feed.admit() {
            if self.stop == Stop::InBatch {
                engine = self.restored(engine.fail_in_batch(now, &mut feed));
            }
            engine.step(now, &mut feed, &mut out);
            if self.stop == Stop::AfterData {
                engine = self.restored(engine.stop());
            }
            while !engine.is_done() {
                engine.step(now, &mut feed, &mut out);
            }
            if matches!(self.stop, Stop::Idle | Stop::InBatch) {
                engine = self.restored(engine.stop());
            }
            now = now.saturating_add_nanos(20_000_000);
        }
        Run { tasks: vec![out] }
    }
}

/// Plays every sequence to engines that stop and to one that does not.
fn agree(stop: Stop, no_data_batches: bool, against: bool) {
    for (turn, window) in (0..).zip(ALIGNED.into_iter().chain(SESSIONS)) {
        let query = by_movie(query(window, turn as i64 % 3));
        let [stopping, whole] =
            [no_data_batches, against].map(|allowed| batches(OutputMode::Append, allowed));
        let (Rules::MicroBatch(stopping), Rules::MicroBatch(whole)) = (&stopping, &whole) else {
            unreachable!("these are micro-batch rules");
        };
        let declared = batches(OutputMode::Append, no_data_batches);
        let trial = Trial::new(&query, &declared);
        each_stream(-2, turn, |stream| {
            assert_holds(&format!("{}, {stop:?}", query.name), &trial, stream, |stream| {
                let stopped = run(&query, stopping, stop, stream);
                trial.verdict(stream, &stopped)?;
                let expected = run(&query, whole, Stop::Never, stream);
                (stopped == expected)
                    .then_some(())
                    .ok_or_else(|| format!("without stopping {expected:?}, with it {stopped:?}"))
            });
        });
    }
}

#[test]
fn stopping_when_nothing_is_left_to_do_changes_nothing() {
    agree(Stop::Idle, true, true);
    agree(Stop::Idle, false, false);
}

#[test]
fn failing_in_any_batch_changes_nothing() {
    agree(Stop::InBatch, true, true);
    agree(Stop::InBatch, false, false);
}

/// Nothing closes before a batch with data has run: who always stops before that never runs a batch without data.
#[test]
fn stopping_behind_each_batch_with_data_is_as_if_none_without_data_could_run() {
    agree(Stop::AfterData, true, false);
}

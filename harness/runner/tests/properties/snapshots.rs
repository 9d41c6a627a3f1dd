//! Event at a time: state survives a restart, the watermark does not.

use streamgauge_event_at_a_time::{BoundedOutOfOrderness, Chain, OperatorTask, Source};
use streamgauge_model::{Engine, Event, EventAtATimeRules, ProcessingTime, Query, Rules};
use streamgauge_operators::{EventOperator, EventVisitor, select_for_events};
use streamgauge_oracle::TaskTrace;

use crate::conservation::{covered, set_of};
use crate::counterexample::assert_holds;
use crate::queries::{allowing, by_movie, query, windows};
use crate::sequences::each_stream;
use crate::settings::per_event;
use crate::stream::{Feed, Stream};
use crate::trial::{Run, Trial};

/// What a chain of engines does, each of which takes a portion and leaves a snapshot to the next.
fn restarting(query: &Query, rules: &Rules, stream: &Stream) -> Run {
    let Rules::EventAtATime(rules) = rules else {
        unreachable!("these are event-at-a-time rules");
    };
    let visitor = Restarting { query, rules, stream };
    select_for_events(query, visitor).expect("the query is valid")
}

struct Restarting<'a> {
    query: &'a Query,
    rules: &'a EventAtATimeRules,
    stream: &'a Stream,
}

impl Restarting<'_> {
    fn source(&self) -> Source<BoundedOutOfOrderness> {
        let rule = self.query.watermark;
        let generator = rule.map(|rule| BoundedOutOfOrderness::new(rule.delay_ms));
        Source::new(self.query, self.rules, 1, ProcessingTime::default(), generator)
    }
}

impl EventVisitor for Restarting<'_> {
    type Out = Run;

    fn visit<Op: EventOperator>(self, operator: Op) -> Run {
        let (time, late_output) = (self.query.time, self.rules.late_output);
        let mut chain = Chain::new(self.source(), OperatorTask::new(operator, time, late_output));
        let mut out = TaskTrace::default();
        let mut feed = Feed::new(self.stream, 1);
        while feed.admit() {
            while feed.is_waiting() {
                chain.step(ProcessingTime::default(), &mut feed, &mut out);
            }
            chain = Chain::restore(chain.snapshot(), self.source(), time, late_output);
        }
        Run { tasks: vec![out] }
    }
}

fn everywhere(check: impl Fn(&Trial<'_>, &Stream) -> Result<(), String>) {
    let rules = per_event(true);
    for (turn, window) in (0..).zip(windows()) {
        for lateness in [0, 1] {
            let query = by_movie(allowing(query(window, turn as i64 % 3), lateness));
            let trial = Trial::new(&query, &rules);
            each_stream(-2, turn, |stream| {
                assert_holds(&query.name, &trial, stream, |stream| check(&trial, stream));
            });
        }
    }
}

/// The events in order of their times, in the same portions.
fn in_order(stream: &Stream) -> Stream {
    let mut times: Vec<_> = stream.events.iter().map(|event| event.time).collect();
    times.sort_unstable();
    let timed = stream.events.iter().zip(times);
    Stream {
        events: timed.map(|(event, time)| Event { time, ..*event }).collect(),
        ends: stream.ends.clone(),
    }
}

#[test]
fn a_restart_changes_no_row_of_events_in_order() {
    everywhere(|trial, stream| {
        let stream = in_order(stream);
        let whole = trial.run(&stream).sorted_rows();
        let restarted = restarting(trial.query, trial.rules, &stream).sorted_rows();
        (whole == restarted)
            .then_some(())
            .ok_or_else(|| format!("without restarts {whole:?}, with them {restarted:?}"))
    });
}

/// Until the watermark has caught up, windows that were over are open again.
#[test]
fn a_restart_drops_no_event_that_would_not_be_dropped_without() {
    everywhere(|trial, stream| {
        let whole = trial.run(stream).side_output();
        let restarted = restarting(trial.query, trial.rules, stream).side_output();
        let nested = restarted.iter().all(|seq| whole.contains(seq));
        nested
            .then_some(())
            .ok_or_else(|| format!("without restarts {whole:?}, with them {restarted:?}"))
    });
}

#[test]
fn across_restarts_every_event_is_in_a_row_or_in_the_side_output() {
    everywhere(|trial, stream| {
        let run = restarting(trial.query, trial.rules, &stream.flushed());
        let (rows, late) = (covered(&run), set_of(run.side_output().into_iter()));
        let all = set_of(stream.events.iter().map(|event| event.seq));
        (rows & late == 0 && rows | late == all)
            .then_some(())
            .ok_or_else(|| format!("rows {rows:b}, late {late:b}"))
    });
}

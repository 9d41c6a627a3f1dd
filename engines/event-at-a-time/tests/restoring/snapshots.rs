//! A chain that fails goes on from its snapshot.

use streamgauge_event_at_a_time::{BoundedOutOfOrderness, Chain, OperatorTask, Source};
use streamgauge_model::{
    Cadence, Engine, Event, EventAtATimeRules, Firing, ProcessingTime, Query, SourceId, Taken, Watermark,
    WindowSpec, WindowTrigger,
};
use streamgauge_operators::{EventOperator, EventVisitor, MAX_TIMERS_SET_MEANWHILE, select_for_events};

use crate::output::Collected;
use crate::{SESSIONS, SLIDING, TUMBLING, event, query, scattered};

const NOW: ProcessingTime = ProcessingTime::from_millis(0);

fn source(query: &Query) -> Source<BoundedOutOfOrderness> {
    let rules = EventAtATimeRules::new(Cadence::PerEvent);
    let generator = query
        .watermark
        .map(|rule| BoundedOutOfOrderness::new(rule.delay_ms));
    Source::new(query, &rules, 1, NOW, generator)
}

/// Runs the input to its end; the chain fails behind the first `fails_behind` events and goes on from a snapshot
/// taken there.
struct Run<'a> {
    query: &'a Query,
    events: &'a [Event],
    fails_behind: Option<usize>,
}

impl EventVisitor for Run<'_> {
    type Out = Collected;

    fn visit<Op: EventOperator>(self, operator: Op) -> Collected {
        let mut out = Collected::default();
        let task = OperatorTask::new(operator, self.query.time, true);
        let mut chain = Chain::new(source(self.query), task);
        let mut rest = self.events;
        if let Some(count) = self.fails_behind {
            feed(&mut chain, &self.events[..count], &mut out);
            let snapshot = chain.snapshot();
            // What happens behind the snapshot is lost.
            feed(&mut chain, &self.events[count..], &mut Collected::default());
            assert_eq!(snapshot.taken(), count as u64);
            rest = &self.events[count..];
            chain = Chain::restore(snapshot, source(self.query), self.query.time, true);
        }
        feed(&mut chain, rest, &mut out);
        chain.on_watermark(Watermark::END, NOW, &mut out);
        assert!(chain.is_done());
        out
    }
}

fn feed<Op: EventOperator>(
    chain: &mut Chain<Op, BoundedOutOfOrderness>,
    events: &[Event],
    out: &mut Collected,
) {
    let source = SourceId(0);
    chain.on_events(Taken { source, events }, NOW, out);
}

fn run(query: &Query, events: &[Event], fails_behind: Option<usize>) -> Collected {
    let run = Run {
        query,
        events,
        fails_behind,
    };
    select_for_events(query, run).expect("a legal query")
}

/// Times that are at most 4 ms out of order: nothing is late.
fn events(seed: u64) -> Vec<Event> {
    (0..30)
        .map(|seq| {
            let number = scattered(seed * 100 + seq);
            event(
                seq,
                2 * seq as i64 + (number % 5) as i64,
                (number >> 8) as u32 % 2,
            )
        })
        .collect()
}

#[test]
fn a_failure_anywhere_changes_no_answer_if_nothing_is_late() {
    let triggers = [
        WindowTrigger::AtEnd,
        WindowTrigger::Count { count: 3 },
        WindowTrigger::EndOfStream,
    ];
    for window in [TUMBLING, SLIDING, SESSIONS, WindowSpec::Global] {
        for trigger in triggers {
            for purges in [false, true] {
                let query = Query {
                    firing: Firing {
                        purges,
                        ..Firing::on(trigger)
                    },
                    ..query(window)
                };
                let events = events(7);
                let whole = run(&query, &events, None);
                for cut in 0..=events.len() {
                    let mut restored = run(&query, &events, Some(cut));
                    assert_eq!(
                        restored.take_rows(),
                        whole.clone().take_rows(),
                        "{window:?}, {:?}, cut at {cut}",
                        query.firing
                    );
                    assert_eq!(restored.late, [0; 0]);
                }
            }
        }
    }
}

#[test]
fn a_late_event_behind_the_failure_is_welcome_and_makes_a_second_partial_result() {
    let query = query(TUMBLING);
    let events = [event(0, 1, 1), event(1, 15, 1), event(2, 2, 1)];
    let whole = run(&query, &events, None);
    assert_eq!(
        (whole.clone().take_rows(), whole.late),
        (vec![(1, 0, 10, 1), (1, 10, 20, 1)], vec![2])
    );
    let mut restored = run(&query, &events, Some(2));
    assert_eq!(
        restored.take_rows(),
        [(1, 0, 10, 1), (1, 0, 10, 1), (1, 10, 20, 1)]
    );
    assert!(restored.late.is_empty());
}

#[test]
fn a_continuous_trigger_on_an_endless_window_lets_the_engine_go_on() {
    let query = Query {
        firing: Firing::on(WindowTrigger::ContinuousEventTime { interval_ms: 2 }),
        ..query(WindowSpec::Global)
    };
    let rows = run(&query, &[event(0, 1, 1), event(1, 17, 1)], None).rows;
    // At 2 to 10 as the watermark comes to 11; then, as the input ends, at 12, and at as many multiples as one watermark
    // may fire.
    assert_eq!(rows.len() as u64, 5 + 1 + MAX_TIMERS_SET_MEANWHILE);
}

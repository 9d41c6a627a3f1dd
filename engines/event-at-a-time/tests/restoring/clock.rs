//! Windows on the clock, and triggers that look at the other clock.

use streamgauge_event_at_a_time::OperatorTask;
use streamgauge_model::{
    Event, EventTime, Firing, ProcessingTime, Query, TimeDomain, Watermark, WindowTrigger,
};
use streamgauge_operators::{
    ByMovie, Contents, EventOperator, EventVisitor, Full, Gate, QueryTrigger, QueryWindows, TriggeredWindows,
    select_for_events,
};

use crate::output::Collected;
use crate::{SESSIONS, SLIDING, TUMBLING, event, query, scattered};

fn at(millis: i64) -> ProcessingTime {
    ProcessingTime::from_millis(millis)
}

fn triggered(query: &Query) -> impl EventOperator + use<> {
    TriggeredWindows::<ByMovie, _, _, _>::new(
        QueryWindows::new(query),
        query.time,
        Contents::new(Full::new(query), None),
        QueryTrigger::new(query),
        Gate::new(query),
        query.allowed_lateness_ms,
    )
}

/// Lets a clock run at random, with events in between. Returns the rows of every step and the state behind it.
struct Run(u64);

type Trace = Vec<(Vec<(u32, i64, i64, u64)>, u64)>;

impl EventVisitor for Run {
    type Out = Trace;

    fn visit<Op: EventOperator>(self, operator: Op) -> Trace {
        let mut task = OperatorTask::new(operator, TimeDomain::Processing, false);
        let (mut out, mut now) = (Collected::default(), -20);
        task.on_clock(at(now), 0, &mut out);
        (0..60)
            .map(|seq| {
                let number = scattered(self.0 * 1_000 + seq);
                if number.is_multiple_of(3) {
                    now += (number >> 8) as i64 % 7;
                    task.on_clock(at(now), seq, &mut out);
                } else {
                    task.on_event(&event(seq, 0, (number >> 8) as u32 % 2), &mut out);
                }
                (out.take_rows(), task.entries())
            })
            .collect()
    }
}

#[test]
fn on_the_clock_the_general_operator_equals_the_fast_ones() {
    for seed in 0..300 {
        for window in [TUMBLING, SLIDING, SESSIONS] {
            let query = Query {
                time: TimeDomain::Processing,
                allowed_lateness_ms: 7,
                ..query(window)
            };
            let fast = select_for_events(&query, Run(seed)).expect("a legal query");
            assert!(fast.iter().any(|(rows, _)| !rows.is_empty()));
            assert_eq!(
                Run(seed).visit(triggered(&query)),
                fast,
                "seed {seed}, {window:?}"
            );
        }
    }
}

fn task(query: &Query) -> OperatorTask<impl EventOperator + use<>> {
    OperatorTask::new(triggered(query), query.time, false)
}

fn watermark<Op: EventOperator>(task: &mut OperatorTask<Op>, millis: i64, out: &mut Collected) {
    let watermark = Watermark::at(EventTime::from_millis(millis));
    task.on_watermark(watermark, 0, at(0), out);
}

fn on(trigger: WindowTrigger, time: TimeDomain) -> Query {
    Query {
        time,
        firing: Firing::on(trigger),
        ..query(TUMBLING)
    }
}

const FIRST: Event = Event {
    time: EventTime::from_millis(3),
    seq: 0,
    value: 1,
    user: 0,
    movie: 1,
};

#[test]
fn the_clock_fires_windows_of_event_time_once_it_has_passed_their_last_instant() {
    let mut task = task(&on(WindowTrigger::ProcessingTime, TimeDomain::Event));
    let mut out = Collected::default();
    task.on_clock(at(2), 0, &mut out);
    task.on_event(&FIRST, &mut out);
    assert_eq!(task.next_timer(), Some(at(10)));
    task.on_clock(at(9), 1, &mut out);
    assert!(out.take_rows().is_empty());
    task.on_clock(at(10), 1, &mut out);
    assert_eq!(out.take_rows(), [(1, 0, 10, 1)]);
    watermark(&mut task, 9, &mut out);
    assert_eq!((out.take_rows().len(), task.entries()), (0, 0));
}

#[test]
fn a_timer_that_is_set_too_late_fires_at_the_next_look_at_the_clock() {
    let mut task = task(&on(WindowTrigger::ProcessingTime, TimeDomain::Event));
    let mut out = Collected::default();
    task.on_clock(at(100), 0, &mut out);
    task.on_event(&FIRST, &mut out);
    assert_eq!(task.next_timer(), Some(at(10)), "it is overdue");
    task.on_clock(at(100), 1, &mut out);
    assert_eq!(out.take_rows(), [(1, 0, 10, 1)]);
    assert_eq!(task.next_timer(), None, "nothing keeps the task awake");
}

#[test]
fn the_watermark_fires_windows_of_the_clock_and_the_clock_cleans_them_up() {
    let mut task = task(&on(WindowTrigger::EventTime, TimeDomain::Processing));
    let mut out = Collected::default();
    task.on_clock(at(12), 0, &mut out);
    task.on_event(&FIRST, &mut out);
    watermark(&mut task, 19, &mut out);
    assert_eq!(out.take_rows(), [(1, 10, 20, 1)]);
    task.on_event(&FIRST, &mut out);
    assert_eq!(out.take_rows(), [(1, 10, 20, 2)], "complete: every event fires");
    task.on_clock(at(20), 2, &mut out);
    assert_eq!((out.take_rows().len(), task.entries(), out.dropped), (0, 0, 0));
}

#[test]
fn an_operator_that_never_looks_at_the_clock_is_not_woken_by_it() {
    let mut task = task(&on(WindowTrigger::Count { count: 2 }, TimeDomain::Event));
    let mut out = Collected::default();
    task.on_clock(at(5), 0, &mut out);
    task.on_event(&FIRST, &mut out);
    assert_eq!(task.next_timer(), None);
}

//! The operator that knows any trigger, with the one that fires at the end, against the operators that know nothing
//! else: the same answers, the same fates, the same state, on random inputs with restores in between. And windows found by
//! their distance against windows that are searched for.

mod distance;
mod random;
mod trace;

use streamgauge_model::{
    Aggregate, Event, EventTime, Firing, KeyBy, Query, TimeDomain, Watermark, WindowSpec, WindowTrigger,
};
use streamgauge_operators::{
    ByMovie, Contents, EventOperator, EventVisitor, Full, Gate, QueryTrigger, QueryWindows, TriggeredWindows,
    select_for_events,
};

use crate::random::Random;
use crate::trace::{Action, Trace};

const ROUNDS: u64 = 4_000;

fn query(window: WindowSpec, allowed_lateness_ms: i64) -> Query {
    Query {
        name: "any".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window,
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count, Aggregate::Sum, Aggregate::Max],
        alert: None,
        top: None,
        watermark: None,
        allowed_lateness_ms,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

fn window(random: &mut Random) -> WindowSpec {
    let offset = |random: &mut Random, below: i64| random.between(1 - below, below);
    match random.below(4) {
        0 => {
            let size_ms = random.between(1, 12);
            WindowSpec::Tumbling {
                size_ms,
                offset_ms: offset(random, size_ms),
            }
        }
        1 | 2 => {
            let (size_ms, slide_ms) = (random.between(1, 12), random.between(1, 8));
            WindowSpec::Sliding {
                size_ms,
                slide_ms,
                offset_ms: offset(random, slide_ms),
            }
        }
        _ => WindowSpec::Session {
            gap_ms: random.between(1, 8),
        },
    }
}

/// Events around zero, watermarks that trail or jump, and, if asked for, restores.
fn actions(random: &mut Random, restores: bool) -> Vec<Action> {
    let mut newest = -20;
    let mut actions: Vec<_> = (0..random.between(5, 40))
        .map(|seq| match random.below(8) {
            0 if restores => Action::Restore,
            1 if random.below(12) == 0 => Action::Watermark(Watermark::END),
            1 | 2 => Action::Watermark(at(newest + random.between(-12, 4))),
            _ => {
                let time = newest + random.between(-18, 8);
                newest = newest.max(time);
                Action::Event(Event {
                    time: EventTime::from_millis(time),
                    seq: seq.unsigned_abs(),
                    value: random.between(-5, 6),
                    user: 0,
                    movie: random.below(2) as u32,
                })
            }
        })
        .collect();
    actions.push(Action::Watermark(Watermark::END));
    actions
}

fn at(millis: i64) -> Watermark {
    Watermark::at(EventTime::from_millis(millis))
}

/// Runs the operator that a query gets.
struct Run<'a>(&'a [Action]);

impl EventVisitor for Run<'_> {
    type Out = Trace;

    fn visit<Op: EventOperator>(self, operator: Op) -> Trace {
        Trace::of(operator, self.0)
    }
}

fn triggered(query: &Query, actions: &[Action]) -> Trace {
    let operator = TriggeredWindows::<ByMovie, _, _, _>::new(
        QueryWindows::new(query),
        query.time,
        Contents::new(Full::new(query), None),
        QueryTrigger::new(query),
        Gate::new(query),
        query.allowed_lateness_ms,
    );
    Trace::of(operator, actions)
}

fn compare(seed: u64, query: &Query, actions: &[Action]) {
    let fast = select_for_events(query, Run(actions)).expect("a legal query");
    let general = triggered(query, actions);
    for (index, (fast, general)) in fast.steps.iter().zip(&general.steps).enumerate() {
        let step = &actions[index];
        assert_eq!(
            general, fast,
            "seed {seed}, {:?}, lateness {}, action {index} {step:?} of {actions:?}",
            query.window, query.allowed_lateness_ms
        );
    }
}

fn compare_all(restores: bool) {
    for seed in 0..ROUNDS {
        let mut random = Random::new(seed);
        let lateness = [0, 0, 1, 5, 30, i64::MAX][random.below(6) as usize];
        let query = query(window(&mut random), lateness);
        let actions = actions(&mut random, restores);
        compare(seed, &query, &actions);
    }
}

#[test]
fn the_general_operator_equals_the_fast_ones() {
    compare_all(false);
}

#[test]
fn the_general_operator_equals_the_fast_ones_also_when_both_are_restored_in_between() {
    compare_all(true);
}

#[test]
fn the_trigger_of_event_time_by_name_is_the_default_one() {
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let mut query = query(window(&mut random), random.between(0, 9));
        let actions = actions(&mut random, true);
        let default = triggered(&query, &actions);
        query.firing = Firing::on(WindowTrigger::EventTime);
        assert_eq!(triggered(&query, &actions), default, "seed {seed}");
    }
}

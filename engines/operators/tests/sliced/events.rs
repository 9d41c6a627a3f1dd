//! Event by event.

use streamgauge_model::{Event, Watermark};
use streamgauge_operators::{EventOperator, Fate};

use crate::random::Random;
use crate::rows::{Rows, groups};
use crate::{ROUNDS, at, event, operators};

#[derive(Clone, Copy, Debug)]
enum Action {
    Event(Event),
    Watermark(Watermark),
    /// The watermark is lost.
    Restore,
}

/// What an operator did at one step, and what it holds then.
type Did = (Vec<String>, Option<Fate>, u64, Vec<String>);

fn act<Op: EventOperator>(operator: &mut Op, action: Action, watermark: &mut Watermark) -> Did {
    let mut out = Rows::default();
    let mut fate = None;
    match action {
        Action::Event(event) => fate = Some(operator.on_event(&event, event.time, *watermark, &mut out)),
        Action::Watermark(next) if next > *watermark => {
            *watermark = next;
            operator.advance(next, &mut out);
        }
        Action::Watermark(_) => {}
        Action::Restore => {
            *operator = operator.clone();
            *watermark = Watermark::NONE;
        }
    }
    (out.sorted(), fate, operator.entries(), groups(operator))
}

fn actions(random: &mut Random, restores: bool, ends: bool) -> Vec<Action> {
    let mut newest = random.between(-30, 30);
    let mut actions: Vec<_> = (0..random.between(5, 60).unsigned_abs())
        .map(|seq| match random.below(8) {
            0 if restores => Action::Restore,
            1 if ends && random.below(12) == 0 => Action::Watermark(Watermark::END),
            1 | 2 => Action::Watermark(at(newest + random.between(-12, 4))),
            _ => Action::Event(event(random, &mut newest, seq, ends)),
        })
        .collect();
    actions.push(Action::Watermark(Watermark::END));
    actions
}

fn compare_all(restores: bool, ends: bool) {
    for seed in 0..ROUNDS {
        let mut random = Random::new(seed);
        let allowed_ms = [0, 0, 1, 5, 30, i64::MAX][random.below(6) as usize];
        let (mut sharing, mut apart, windows) = operators(&mut random, allowed_ms);
        let actions = actions(&mut random, restores, ends);
        let (mut of_sharing, mut of_apart) = (Watermark::NONE, Watermark::NONE);
        for (index, action) in actions.iter().enumerate() {
            let found = act(&mut sharing, *action, &mut of_sharing);
            let expected = act(&mut apart, *action, &mut of_apart);
            assert_eq!(
                found, expected,
                "seed {seed}, {windows:?}, lateness {allowed_ms}, action {index} of {actions:#?}"
            );
        }
    }
}

#[test]
fn sharing_changes_no_answer() {
    compare_all(false, false);
}

#[test]
fn sharing_changes_no_answer_at_the_ends_of_time() {
    compare_all(false, true);
}

#[test]
fn sharing_changes_no_answer_of_an_operator_that_is_restored_in_between() {
    compare_all(true, false);
    compare_all(true, true);
}

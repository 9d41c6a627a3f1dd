//! What is checked of every trial.

use streamgauge_record::{Check, CheckUnit, Delivery, Run, Trend, Zone};

use crate::trend::{backlog_left_ns, backlog_trend, latency_trend};
use crate::{Order, SearchPlan};

/// The part of the schedule that must be handed over.
const HANDED_OVER: f64 = 0.999;
/// The greatest trend of the backlog, as a share of the rate, and of the latency, seconds per second.
const TREND: f64 = 0.01;

/// The checks that void a trial when they fail: they are about the generator and the harness, not about the engine.
pub(crate) const OF_THE_HARNESS: [&str; 3] = ["handed_over", "own_slip", "harness"];

/// Self-tests of the instruments: no engine can make them fail, however slow it is.
const OF_INSTRUMENTS: [&str; 5] = [
    "clock_back_steps",
    "clock_rate",
    "identities",
    "negative_values",
    "histogram_overflow",
];

/// All checks of a trial, in the order in which they are shown.
#[must_use]
pub fn checks(run: &Run, order: &Order, plan: &SearchPlan) -> Vec<Check> {
    let Some(delivery) = &run.delivery else {
        // An engine that panics has failed; a process that was killed says nothing about it.
        let name = if run.status.harness_fault {
            "harness"
        } else {
            "broke_off"
        };
        return vec![one_of(name, run.status.reasons.first().cloned())];
    };
    let mut checks = vec![handed_over(run, delivery), own_slip(delivery)];
    checks.extend(unexplained(run, delivery).map(|reason| one_of("harness", Some(reason))));
    checks.extend(delivery.ended_early.as_ref().map(|end| Check {
        note: Some(match end.zone {
            Zone::Red => "in the red zone of the queue, so the trial was ended".to_owned(),
            Zone::Yellow => "for too long in the yellow zone of the queue, so the trial was ended".to_owned(),
        }),
        ..at_most(
            "queue_zone",
            Some(end.behind_ns as f64),
            end.zone_ns as f64,
            CheckUnit::Ns,
        )
    }));
    if delivery.ended_early.is_none() {
        let waits_ns = plan.waits_ns;
        checks.push(trend(
            "backlog_trend",
            CheckUnit::Share,
            backlog_trend(run, order, waits_ns),
        ));
        checks.push(trend(
            "latency_trend",
            CheckUnit::SecondsPerSecond,
            latency_trend(run, order, waits_ns),
        ));
        checks.push(drain(delivery, plan));
    }
    checks.extend(correctness(run));
    if order.overload.is_some() {
        let limit = plan.recovered_limit_ns() as f64;
        checks.push(at_most(
            "backlog_left",
            backlog_left_ns(run, order),
            limit,
            CheckUnit::Ns,
        ));
    }
    checks.extend(plan.objectives.iter().map(|objective| objective.check(run)));
    checks
}

fn at_most(name: &str, measured: Option<f64>, limit: f64, unit: CheckUnit) -> Check {
    Check {
        name: name.to_owned(),
        measured,
        limit,
        at_least: false,
        unit,
        passed: measured.is_some_and(|measured| measured <= limit),
        undecided: false,
        note: None,
        trend: None,
    }
}

/// What the engine kept out of the queue is not missing by the source's fault.
fn handed_over(run: &Run, delivery: &Delivery) -> Check {
    let share = run.ledger.handed_over as f64 / run.ledger.generated.max(1) as f64;
    let kept_out =
        delivery.ended_early.is_some() || (delivery.drained_ns.is_none() && delivery.queue_full > 0);
    Check {
        at_least: true,
        passed: share >= HANDED_OVER || kept_out,
        note: (share < HANDED_OVER && kept_out).then(|| "the engine left no room for the rest".to_owned()),
        ..at_most("handed_over", Some(share), HANDED_OVER, CheckUnit::Share)
    }
}

fn own_slip(delivery: &Delivery) -> Check {
    let limit = delivery.own_slip_limit_ns as f64;
    let slip = delivery.own_slip_p999_ns;
    let check = at_most("own_slip", slip.map(|slip| slip as f64), limit, CheckUnit::Ns);
    Check {
        // A trial that was ended in its warm-up handed nothing over in the measured phase.
        passed: slip.is_none() || check.passed,
        ..check
    }
}

/// Something that happened once and must not.
fn one_of(name: &str, reason: Option<String>) -> Check {
    Check {
        note: reason,
        ..at_most(name, Some(1.0), 0.0, CheckUnit::Count)
    }
}

/// Why a run is void, if no other check will tell. That the engine fell behind does not explain a clock that went back or
/// a figure that contradicts another.
fn unexplained(run: &Run, delivery: &Delivery) -> Option<String> {
    let slipped = delivery
        .own_slip_p999_ns
        .is_some_and(|slip| slip > delivery.own_slip_limit_ns);
    let fell_behind = delivery.ended_early.is_some() || delivery.drained_ns.is_none();
    let contradiction = run
        .self_tests
        .iter()
        .find(|test| !test.passed && OF_INSTRUMENTS.contains(&test.name.as_str()));
    if let Some(test) = contradiction {
        return Some(format!("the self-test {} failed", test.name));
    }
    let explained = run.status.valid || run.status.wrong_answer || slipped || fell_behind;
    (!explained).then(|| run.status.reasons.first().cloned().unwrap_or_default())
}

fn trend(name: &str, unit: CheckUnit, found: Option<Trend>) -> Check {
    Check {
        note: found
            .is_none()
            .then(|| "too few points for a trend: results must leave in more intervals".to_owned()),
        trend: found,
        ..at_most(name, found.map(|trend| trend.upper), TREND, unit)
    }
}

fn drain(delivery: &Delivery, plan: &SearchPlan) -> Check {
    let drained = delivery.drained_ns.map(|ns| ns as f64);
    Check {
        note: drained
            .is_none()
            .then(|| "results that were due had not left when the drain ended".to_owned()),
        ..at_most("drain", drained, plan.drain_limit_ns() as f64, CheckUnit::Ns)
    }
}

fn correctness(run: &Run) -> [Check; 2] {
    let wrong = if run.status.wrong_answer {
        run.judged.violations.max(1)
    } else {
        0
    };
    let dropped = run
        .lateness
        .events
        .wrong_drop
        .max(run.lateness.assignments.wrong_drop);
    [
        at_most("wrong_answers", Some(wrong as f64), 0.0, CheckUnit::Count),
        at_most("wrong_drops", Some(dropped as f64), 0.0, CheckUnit::Count),
    ]
}

#[cfg(test)]
mod tests {
    use streamgauge_record::{EarlyEnd, SelfTest};

    use super::*;
    use crate::fakes::{order, plan, steady_run};
    use crate::verdict;
    use streamgauge_record::TrialVerdict::{self, Fail, Pass, Void};

    fn judged(change: impl Fn(&mut Run)) -> (TrialVerdict, String) {
        let order = order(1000);
        let mut run = steady_run(&order);
        change(&mut run);
        verdict(&checks(&run, &order, &plan()))
    }

    fn delivery(run: &mut Run) -> &mut Delivery {
        run.delivery.as_mut().unwrap()
    }

    #[test]
    fn a_steady_run_passes() {
        assert_eq!(judged(|_| {}), (Pass, String::new()));
    }

    #[test]
    fn a_generator_that_fails_voids_the_trial_whatever_the_engine_did() {
        let (verdict, reason) = judged(|run| delivery(run).own_slip_p999_ns = Some(1_000_001));
        assert!(verdict == Void && reason.contains("own_slip"), "{reason}");
        assert_eq!(judged(|run| run.ledger.handed_over = 9_989).0, Void);
        let both = judged(|run| {
            delivery(run).own_slip_p999_ns = Some(1_000_001);
            delivery(run).drained_ns = None;
        });
        assert_eq!(both.0, Void);
        let broken = judged(|run| {
            run.status.valid = false;
            run.status.reasons = vec!["the clock went back".to_owned()];
        });
        assert!(
            broken.0 == Void && broken.1.contains("the clock went back"),
            "{broken:?}"
        );
    }

    #[test]
    fn a_clock_that_went_back_voids_a_trial_even_if_the_engine_fell_behind() {
        let (verdict, reason) = judged(|run| {
            delivery(run).drained_ns = None;
            run.status.valid = false;
            run.self_tests = vec![SelfTest {
                name: "clock_back_steps".into(),
                passed: false,
                measured: 1.0,
                expected: 0.0,
                tolerance: 0.0,
                unit: "steps".into(),
            }];
        });
        assert!(verdict == Void && reason.contains("clock_back_steps"), "{reason}");
    }

    #[test]
    fn a_trial_that_is_too_short_for_an_objective_says_nothing_about_the_engine() {
        let order = order(1000);
        let plan = crate::SearchPlan {
            objectives: vec!["from_trigger.p99.9<1s".parse().unwrap()],
            ..plan()
        };
        let (verdict, reason) = verdict(&checks(&steady_run(&order), &order, &plan));
        assert!(verdict == Void && reason.contains("measure longer"), "{reason}");
    }

    #[test]
    fn a_process_that_was_killed_says_nothing_about_the_engine() {
        let (verdict, reason) = judged(|run| {
            run.delivery = None;
            run.status.harness_fault = true;
            run.status.reasons = vec!["the process was ended by signal 9".to_owned()];
        });
        assert!(verdict == Void && reason.contains("signal 9"), "{reason}");
    }

    #[test]
    fn what_the_engine_kept_out_of_the_queue_is_its_own_doing() {
        let (verdict, _) = judged(|run| {
            run.ledger.handed_over = 5_000;
            delivery(run).queue_full = 1;
            delivery(run).drained_ns = None;
        });
        assert_eq!(verdict, Fail);
    }

    #[test]
    fn a_zone_of_the_queue_fails_a_trial_without_looking_at_trends() {
        let (order, end) = (
            order(1000),
            EarlyEnd {
                zone: Zone::Red,
                at_ns: 1,
                behind_ns: 5,
                zone_ns: 4,
                tolerated_ns: 0,
            },
        );
        let mut run = steady_run(&order);
        delivery(&mut run).ended_early = Some(end);
        let checks = checks(&run, &order, &plan());
        assert!(checks.iter().all(|check| !check.name.ends_with("trend")));
        let (verdict, reason) = verdict(&checks);
        assert!(verdict == Fail && reason.contains("red zone"), "{reason}");
    }

    #[test]
    fn wrong_answers_wrong_drops_and_a_slow_drain_fail_a_trial() {
        let wrong = judged(|run| run.status.wrong_answer = true);
        assert!(wrong.0 == Fail && wrong.1.contains("wrong_answers"), "{wrong:?}");
        assert_eq!(judged(|run| run.lateness.events.wrong_drop = 1).0, Fail);
        assert_eq!(judged(|run| run.lateness.assignments.wrong_drop = 1).0, Fail);
        assert_eq!(
            judged(|run| delivery(run).drained_ns = Some(2_000_000_001)).0,
            Fail
        );
        assert_eq!(judged(|run| delivery(run).drained_ns = None).0, Fail);
        assert_eq!(judged(|run| run.series = None).0, Fail, "no trend, no pass");
    }

    #[test]
    fn an_engine_that_breaks_off_has_failed() {
        let (verdict, reason) = judged(|run| {
            run.delivery = None;
            run.status.reasons = vec!["the engine panicked: planted".to_owned()];
        });
        assert!(verdict == Fail && reason.contains("planted"), "{reason}");
    }
}

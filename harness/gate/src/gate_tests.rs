//! The gate on builds whose difference is known.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use streamgauge_model::Query;
use streamgauge_record::{
    AnswerVerdict, CheckMetric, CheckPolicy, CheckScenario, CheckVerdict, CheckedScenario, Run, Side, Slot,
    TurnTally, UnthreadedTrial,
};
use streamgauge_runner::{EngineChoice, RunError, broken_run};

use crate::turn::Found;
use crate::{Bench, Trial, Watch, check_answers, check_scenario, compare_answers, judge_again, self_test};

/// Builds whose speed is known, on a machine with noise, drift and neighbours.
struct Machine {
    random: ChaCha8Rng,
    /// What the head takes longer, as a factor; each time it is measured afresh the next one, and the last for ever.
    head: Vec<f64>,
    noise: f64,
    /// By how much the control kernel varies, and how many times as long it takes beside the head.
    control: (f64, f64),
    drift: f64,
    blocks: u32,
    /// After so many blocks the user has enough.
    patience: u32,
    void: bool,
    /// The share of the head's tries whose process fails.
    crashes: f64,
}

impl Machine {
    fn new(head: f64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(5),
            head: vec![head],
            noise: 0.02,
            control: (0.001, 1.0),
            drift: 1.0,
            blocks: 0,
            patience: u32::MAX,
            void: false,
            crashes: 0.0,
        }
    }

    fn noise(&mut self) -> f64 {
        1.0 + self.noise * self.random.random_range(-1.0..1.0)
    }
}

fn run(nanos: f64) -> Run {
    let slot = Slot {
        arm: "a".to_owned(),
        query: "q".to_owned(),
        repeat: 0,
    };
    let query: Query = streamgauge_workloads::query("movie-tumbling").unwrap();
    let mut run = broken_run(&query, &EngineChoice::Null, &slot, 0, String::new());
    run.status.valid = true;
    run.ledger.taken = 1000;
    run.usage.engine_cpu_ns = Some((1000.0 * nanos) as u64);
    run.throughput.saturated_per_s = Some(1e9 / nanos);
    run
}

impl Machine {
    /// What an event costs this time, nanoseconds.
    fn cost(&mut self, side: Side) -> f64 {
        let time = self.blocks / 26;
        self.blocks += 1;
        let times = match side {
            Side::Base => 1.0,
            Side::Head => self.head[(time as usize).min(self.head.len() - 1)],
        };
        100_000.0 * times * self.noise() * self.drift.powi(self.blocks as i32)
    }
}

impl Bench for Machine {
    fn measure(&mut self, side: Side, _: &CheckScenario) -> Result<Run, RunError> {
        let mut run = run(self.cost(side));
        if self.void {
            run.status.valid = false;
            run.status.harness_fault = true;
            run.status.reasons = vec!["the source fell behind".to_owned()];
        }
        Ok(run)
    }

    fn try_unthreaded(&mut self, side: Side, _: &CheckScenario) -> Result<UnthreadedTrial, RunError> {
        if side == Side::Head && self.random.random_bool(self.crashes) {
            return Err(RunError::Elsewhere("exit code 101: it panicked".to_owned()));
        }
        let rate = 1e9 / self.cost(side);
        Ok(UnthreadedTrial::of(1000, vec![0.9 * rate, rate, 0.8 * rate]))
    }

    fn simulate(&mut self, _: Side, _: &CheckScenario) -> Result<Run, RunError> {
        Ok(run(1.0))
    }

    fn control_ns(&mut self, side: Side) -> f64 {
        let (noise, beside_head) = self.control;
        let times = if side == Side::Head { beside_head } else { 1.0 };
        20_000.0 * times * (1.0 + noise * self.random.random_range(-1.0..1.0))
    }

    fn is_stopped(&self) -> bool {
        self.blocks >= self.patience
    }
}

struct Blind;

impl Watch for Blind {
    fn block(&mut self, _: &str, _: u32, _: u32) {}
}

fn policy() -> CheckPolicy {
    CheckPolicy {
        pairs: 12,
        metrics: vec![CheckMetric::Saturated, CheckMetric::CpuPerEvent],
        ..CheckPolicy::default()
    }
}

fn verdicts(machine: &mut Machine) -> Vec<CheckVerdict> {
    let policy = policy();
    let checked = check_scenario(&policy, &policy.scenarios[0], 1, machine, &mut Blind).unwrap();
    let found = checked.comparisons.iter();
    found.map(|found| found.comparison.verdict).collect()
}

#[test]
fn equal_builds_are_the_same_and_a_slower_one_is_worse_in_every_metric() {
    assert_eq!(verdicts(&mut Machine::new(1.0)), [CheckVerdict::Same; 2]);
    assert_eq!(verdicts(&mut Machine::new(1.1)), [CheckVerdict::Worse; 2]);
    assert_eq!(verdicts(&mut Machine::new(0.9)), [CheckVerdict::Better; 2]);
}

#[test]
fn a_rate_without_threads_is_judged_alone_and_beside_numbers_of_runs() {
    for metrics in [
        vec![CheckMetric::Unthreaded],
        vec![CheckMetric::Unthreaded, CheckMetric::CpuPerEvent],
    ] {
        let policy = CheckPolicy {
            pairs: 24,
            metrics: metrics.clone(),
            ..CheckPolicy::default()
        };
        let mut machine = Machine::new(1.1);
        let checked = check_scenario(&policy, &policy.scenarios[0], 1, &mut machine, &mut Blind).unwrap();
        let found = checked.comparisons.iter();
        assert!(
            found.map(|found| found.metric).eq(metrics)
                && checked
                    .comparisons
                    .iter()
                    .all(|found| found.comparison.verdict == CheckVerdict::Worse),
            "{checked:?}"
        );
        assert_eq!(checked.blocks.len(), 50);
    }
}

#[test]
fn a_machine_that_slows_down_meets_both_alike() {
    let mut drifting = Machine {
        drift: 1.004,
        ..Machine::new(1.0)
    };
    assert_eq!(verdicts(&mut drifting), [CheckVerdict::Same; 2]);
}

#[test]
fn a_machine_that_favours_a_build_takes_verdicts_back_and_one_that_is_merely_noisy_does_not() {
    let favouring = |noise, beside_head| Machine {
        control: (noise, beside_head),
        ..Machine::new(1.1)
    };
    assert_eq!(verdicts(&mut favouring(0.3, 1.0)), [CheckVerdict::Worse; 2]);
    assert_eq!(
        verdicts(&mut favouring(0.001, 1.01)),
        [CheckVerdict::Worse; 2],
        "less than half the limit"
    );
    assert_eq!(verdicts(&mut favouring(0.001, 1.1)), [CheckVerdict::Undecided; 2]);
}

#[test]
fn builds_are_not_called_the_same_where_the_machine_may_hide_a_change() {
    let favouring = |head, beside_head| Machine {
        control: (0.001, beside_head),
        ..Machine::new(head)
    };
    let by_much = &mut favouring(1.0, 1.0 / 1.04);
    assert_eq!(verdicts(by_much), [CheckVerdict::Undecided; 2], "the head");
    let by_much = &mut favouring(1.0, 1.04);
    assert_eq!(verdicts(by_much), [CheckVerdict::Undecided; 2], "the base");
    let by_little = |head, beside_head| verdicts(&mut favouring(head, beside_head));
    assert_eq!(by_little(1.025, 1.0), [CheckVerdict::Same; 2], "nobody");
    assert_eq!(
        by_little(1.025, 1.0 / 1.02),
        [CheckVerdict::Undecided; 2],
        "the head, which may be 4.5 % slower and more"
    );
    assert_eq!(
        by_little(1.025, 1.02),
        [CheckVerdict::Same; 2],
        "the base, so that the head is only slower by 0.5 %"
    );
}

/// A scenario whose head takes so many times as long at first, and so many when it is measured afresh, with so much noise.
fn twice(first: f64, (afresh, noise): (f64, f64)) -> CheckedScenario {
    let policy = policy();
    let measured = |times, noise| {
        let mut machine = Machine {
            noise,
            ..Machine::new(times)
        };
        let once = CheckPolicy {
            confirm: false,
            ..policy.clone()
        };
        check_scenario(&once, &policy.scenarios[0], 1, &mut machine, &mut Blind).unwrap()
    };
    let again = Some(Box::new(measured(afresh, noise)));
    let first = CheckedScenario {
        confirmation: again,
        ..measured(first, 0.02)
    };
    judge_again(&policy, &first)
}

#[test]
fn what_cannot_be_confirmed_for_want_of_pairs_is_unmeasured() {
    let mut checked = twice(1.1, (1.1, 0.02));
    assert_eq!(checked.comparisons[0].comparison.verdict, CheckVerdict::Worse);
    let again = checked.confirmation.as_mut().unwrap();
    for block in again.blocks.iter_mut().filter(|block| block.pair > 5) {
        block.void = Some("the source fell behind".to_owned());
    }
    let checked = judge_again(&policy(), &checked);
    let found = &checked.comparisons[0];
    assert_eq!(found.comparison.verdict, CheckVerdict::Undecided);
    assert!(found.comparison.why.contains("5 pairs are no basis"), "{found:?}");
    assert!(checked.is_unmeasured(found));
}

#[test]
fn what_is_not_found_again_is_no_verdict() {
    let mut once = Machine::new(1.1);
    once.head = vec![1.1, 1.0];
    assert_eq!(verdicts(&mut once), [CheckVerdict::Undecided; 2]);
    for (afresh, noise, says) in [
        (1.0, 0.02, "it looked worse, and came out the same when"),
        (0.9, 0.02, "it looked worse, and came out better when"),
        (
            1.045,
            0.2,
            "it looked worse, and could not be decided when it was measured afresh: equal builds",
        ),
    ] {
        let checked = twice(1.1, (afresh, noise));
        let found = &checked.comparisons[0].comparison;
        assert_eq!(found.verdict, CheckVerdict::Undecided);
        assert!(found.why.starts_with(says), "{says}: {}", found.why);
        assert!(!checked.is_unmeasured(&checked.comparisons[0]));
    }
    let policy = policy();
    let mut twice = Machine::new(1.1);
    let checked = check_scenario(&policy, &policy.scenarios[0], 1, &mut twice, &mut Blind).unwrap();
    assert_eq!(checked.blocks.len(), 26);
    assert_eq!(checked.confirmation.map(|again| again.blocks.len()), Some(26));
}

#[test]
fn void_runs_are_kept_made_again_and_count_for_nothing() {
    let mut void = Machine {
        void: true,
        ..Machine::new(1.1)
    };
    let policy = policy();
    let checked = check_scenario(&policy, &policy.scenarios[0], 1, &mut void, &mut Blind).unwrap();
    assert_eq!(checked.blocks.len(), 3 * 26);
    for found in checked.comparisons {
        assert_eq!((found.comparison.pairs, found.base), (0, None));
        assert_eq!(found.comparison.verdict, CheckVerdict::Undecided);
    }
}

#[test]
fn a_head_that_mostly_crashes_is_told_with_how_often_and_why() {
    let policy = CheckPolicy {
        pairs: 12,
        ..CheckPolicy::default()
    };
    let crashing = |crashes| {
        let mut machine = Machine {
            crashes,
            ..Machine::new(1.0)
        };
        check_scenario(&policy, &policy.scenarios[0], 1, &mut machine, &mut Blind).unwrap()
    };
    let checked = crashing(0.88);
    let [base, head] = [Side::Base, Side::Head].map(|side| TurnTally::of(&checked.blocks, side));
    assert!(base.mostly_answers() && head.mostly_fails(), "{head:?}");
    let found = &checked.comparisons[0].comparison;
    assert!((1..8).contains(&found.pairs), "{}", found.pairs);
    let head = format!(
        "{} of {} tries of the head are void, {} of them because: exit code 101: it panicked",
        head.void_tries, head.tries, head.void_tries
    );
    for part in ["8 are needed; ", "0 of 13 tries of the base are void; ", &head] {
        assert!(found.why.contains(part), "{part}: {}", found.why);
    }
    let rarely = crashing(0.2);
    assert_eq!(rarely.comparisons[0].comparison.verdict, CheckVerdict::Same);
    let head = TurnTally::of(&rarely.blocks, Side::Head);
    assert!(head.failed_tries > 0 && !head.mostly_fails(), "{head:?}");
}

#[test]
fn who_has_enough_keeps_what_was_measured_and_gets_no_verdict() {
    let mut impatient = Machine {
        patience: 7,
        ..Machine::new(1.1)
    };
    let policy = policy();
    let ended = |machine: &mut Machine| {
        let ended = check_scenario(&policy, &policy.scenarios[0], 1, machine, &mut Blind);
        ended.unwrap_err().so_far
    };
    let so_far = ended(&mut impatient).unwrap();
    assert_eq!(so_far.blocks.len(), 7);
    let found = &so_far.comparisons[0].comparison;
    assert_eq!((found.pairs, found.verdict), (2, CheckVerdict::Undecided));
    impatient.blocks = 7;
    assert_eq!(ended(&mut impatient), None);
    let mut before_it_is_confirmed = Machine {
        patience: 30,
        ..Machine::new(1.1)
    };
    let so_far = ended(&mut before_it_is_confirmed).unwrap();
    assert_eq!(so_far.confirmation.map(|again| again.blocks.len()), Some(4));
    let found = &so_far.comparisons[0].comparison;
    assert_eq!(found.verdict, CheckVerdict::Undecided);
    assert!(found.why.contains("interruption"), "{}", found.why);
}

/// Model B of the statistics: noise of 2.5 %, here uniform, on 300 pairs of builds.
#[test]
fn false_alarms_are_rare_and_ten_percent_are_found() {
    let trial = Trial {
        comparisons: 400,
        planted: 40,
        seed: 3,
    };
    let (mut equal, mut slowed) = (Machine::new(1.0), Machine::new(1.1));
    (equal.noise, slowed.noise) = (0.05, 0.05);
    let found = self_test(&policy(), trial, (&mut equal, &mut slowed), &mut Blind);
    assert!(found.is_complete);
    assert_eq!((found.comparisons(), found.slowed.len()), (400, 40));
    assert!(
        found.equal_with(CheckVerdict::Worse) <= 2,
        "{}",
        found.equal_with(CheckVerdict::Worse)
    );
    assert!(found.found() >= 36, "{}", found.found());
}

#[test]
fn answers_are_compared_row_by_row_and_fate_by_fate() {
    let scenario = &policy().scenarios[0];
    let check = |change: fn(&mut Run)| {
        let (base, mut head) = (run(1.0), run(1.0));
        change(&mut head);
        let check = crate::compare_answers(&scenario.name, &Ok(base), &Ok(head));
        (check.verdict, check.why)
    };
    assert_eq!(check(|_| ()).0, AnswerVerdict::Equal);
    assert_eq!(
        check_answers(scenario, 0.05, &mut Machine::new(1.0)).0.verdict,
        AnswerVerdict::Equal
    );
    let (verdict, why) = check(|head| head.judged.answer = "other".to_owned());
    assert_eq!(verdict, AnswerVerdict::Differ);
    assert!(why.contains("other"), "{why}");
    let (verdict, why) = check(|head| head.ledger.dropped = 1);
    assert_eq!(verdict, AnswerVerdict::Differ);
    assert!(why.contains("fates"), "{why}");
    let (verdict, why) = check(|head| {
        head.judged.violations = 2;
        head.judged.examples = vec!["a row is missing".to_owned()];
    });
    assert_eq!(verdict, AnswerVerdict::Wrong);
    assert!(why.contains("a row is missing"), "{why}");
    let (verdict, why) = check(|head| head.status.valid = false);
    assert_eq!(verdict, AnswerVerdict::Differ);
    assert!(why.contains("void"), "{why}");
    let failed = || Err(RunError::Elsewhere("it crashed".to_owned()));
    let compared = |base, head| compare_answers("s", &base, &head).verdict;
    assert_eq!(compared(Ok(run(1.0)), failed()), AnswerVerdict::Differ);
    assert_eq!(compared(failed(), Ok(run(1.0))), AnswerVerdict::Missing);
    assert_eq!(compared(failed(), failed()), AnswerVerdict::Missing);
    assert_eq!(
        compared(Ok(run(1.0)), Err(RunError::Interrupted)),
        AnswerVerdict::Missing
    );
}

#[test]
fn of_the_trials_of_a_run_the_fastest_counts() {
    let mut run = run(1000.0);
    let figure = |run: &Run| Found::of_run(run).figures[&CheckMetric::Saturated];
    assert_eq!(figure(&run), 1e6, "a build that keeps no trials");
    run.throughput.saturated_trials_per_s = vec![0.9e6, 1.2e6, 1e6];
    assert_eq!(figure(&run), 1.2e6);
}

#[test]
fn what_is_judged_again_comes_to_the_same_by_the_same_rules_and_to_more_by_others() {
    let policy = policy();
    for times in [1.0, 1.1] {
        let mut machine = Machine::new(times);
        let checked = check_scenario(&policy, &policy.scenarios[0], 1, &mut machine, &mut Blind).unwrap();
        assert_eq!(judge_again(&policy, &checked), checked);
    }
    let mut machine = Machine::new(1.1);
    let lenient = CheckPolicy {
        limit: 0.2,
        ..policy.clone()
    };
    let checked = check_scenario(&lenient, &lenient.scenarios[0], 1, &mut machine, &mut Blind).unwrap();
    let again = judge_again(&policy, &checked);
    let verdict = |checked: &CheckedScenario| checked.comparisons[0].comparison.verdict;
    assert_eq!(verdict(&checked), CheckVerdict::Same);
    assert_eq!(
        verdict(&again),
        CheckVerdict::Worse,
        "nothing confirms it, and nothing takes it back"
    );
}

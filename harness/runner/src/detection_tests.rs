//! Alerts against attacks, on streams small enough to be judged by hand.
//!
//! The query alerts on users with more than 2 ratings in a window of 10 ms, without a watermark delay. One millisecond
//! of event time takes 20 ns of wall time.

use std::sync::atomic::AtomicBool;

use streamgauge_model::{
    Alert, Arrival, Cadence, Digest, Event, EventAtATimeRules, EventTime, Key, KeyBy, MicroBatchRules,
    OutputMode, Phi, Query, ResultRow, Rules, Trigger, Values, Watermark, WatermarkRule, Window, WindowSpec,
};
use streamgauge_oracle::{GroupFirings, Holding, Judgement, Reference};
use streamgauge_record::{AttackFate, Clock, Detection, Outcome, RuleMiss, Run};
use streamgauge_workloads::{Attack, AttackTarget, Scenario, ScenarioKind, query};

use crate::detection::Found;
use crate::{
    Arm, ComparisonPlan, EngineChoice, MeasuredPhase, Observed, Silent, Subject, TaskObserved, Verdict,
    compare,
};

const PHI: Phi = Phi::new(EventTime::from_millis(0), 20);
/// The target of the attack in most examples.
const ROGUE: u32 = 7;

fn hyperactive() -> Query {
    Query {
        name: "hand-made".to_owned(),
        window: WindowSpec::Tumbling {
            size_ms: 10,
            offset_ms: 0,
        },
        alert: Some(Alert {
            count_above: 2,
            mean_below: None,
        }),
        watermark: Some(WatermarkRule { delay_ms: 0 }),
        ..query("hyperactive-users").unwrap()
    }
}

/// A stream, an attack on it, and what an engine made of it.
struct Example {
    query: Query,
    arrivals: Vec<Arrival>,
    attacks: Vec<Attack>,
    /// (instant, key, window) of the alerts.
    rows: Vec<(i64, u32, (i64, i64))>,
    /// (key, window, events) of the windows that fired.
    firings: Vec<(u32, (i64, i64), u64)>,
    warm_up_ns: u64,
}

impl Example {
    /// Ratings by (user, time in ms, due in ns); those of the target are the attack.
    fn new(ratings: &[(u32, i64, u64)]) -> Self {
        let arrival = |(seq, (user, time, due_ns)): (u64, &(u32, i64, u64))| Arrival {
            event: Event {
                time: EventTime::from_millis(*time),
                seq,
                user: *user,
                value: 1,
                ..Event::default()
            },
            due_ns: *due_ns,
            is_late: *due_ns > 20 * (*time as u64) + 200,
        };
        let own = || (0..).zip(ratings).filter(|(_, rating)| rating.0 == ROGUE);
        Self {
            query: hyperactive(),
            arrivals: (0..).zip(ratings).map(arrival).collect(),
            attacks: vec![Attack {
                law: 0,
                target: AttackTarget::User(ROGUE),
                first: EventTime::from_millis(own().map(|(_, rating)| rating.1).min().unwrap_or(0)),
                last: EventTime::from_millis(own().map(|(_, rating)| rating.1).max().unwrap_or(0)),
                seqs: own().map(|(seq, _)| seq).collect(),
            }],
            rows: Vec::new(),
            firings: Vec::new(),
            warm_up_ns: 0,
        }
    }

    fn alert(mut self, left_ns: i64, key: u32, window: (i64, i64)) -> Self {
        self.rows.push((left_ns, key, window));
        self
    }

    fn fired(mut self, key: u32, window: (i64, i64), events: u64) -> Self {
        self.firings.push((key, window, events));
        self
    }

    fn found(&self) -> Option<Found> {
        let mut task = TaskObserved::default();
        for (left_ns, key, (start, end)) in &self.rows {
            task.trace.result(&ResultRow {
                key: Key(*key),
                window: Window::new(*start, *end),
                pane: 0,
                rank: 0,
                watermark: Watermark::NONE,
                values: Values {
                    digest: Digest::default(),
                    ..Values::default()
                },
            });
            task.result_ns.push(*left_ns);
        }
        let firing = |(key, (start, end), events): &(u32, (i64, i64), u64)| GroupFirings {
            key: Key(*key),
            window: Window::new(*start, *end),
            first: Holding {
                count: *events,
                sum: 0,
            },
            last: Holding {
                count: *events,
                sum: 0,
            },
        };
        let reference = Reference::new(&self.query, &self.arrivals, PHI);
        let observed = Observed {
            arrivals: self.arrivals.clone().into(),
            tasks: vec![task],
            end_ns: 10_000,
            ..Observed::default()
        };
        let verdict = Verdict {
            judgement: Judgement {
                firings: self.firings.iter().map(firing).collect(),
                ..Judgement::default()
            },
            ..Verdict::default()
        };
        let subject = Subject {
            query: &self.query,
            rules: None,
            phase: MeasuredPhase {
                warm_up_ns: self.warm_up_ns,
                measured_ns: 10_000,
            },
            slip_ns: crate::SLIP_NS,
            phi: PHI,
            reference: &reference,
            observed: &observed,
            verdict: &verdict,
        };
        Found::of(&subject, &self.attacks, &["user".parse().unwrap()])
    }

    fn detection(&self) -> Detection {
        self.found().unwrap().detection()
    }

    fn fate(&self) -> AttackFate {
        self.detection().attacks.remove(0)
    }
}

/// Three ratings in the window from 0 to 10, which is complete at 300 ns.
fn inside() -> Example {
    Example::new(&[(ROGUE, 1, 20), (ROGUE, 4, 90), (ROGUE, 6, 130), (1, 12, 300)])
}

#[test]
fn an_alert_on_the_target_finds_the_attack() {
    let example = inside().alert(350, ROGUE, (0, 10)).fired(ROGUE, (0, 10), 3);
    let fate = example.fate();
    assert_eq!(
        (fate.outcome, fate.rule_miss, fate.alerts),
        (Outcome::Found, None, 1)
    );
    assert_eq!(fate.latency_ns, Some(330), "350 - due of the first rating");
    assert_eq!(fate.from_threshold_ns, Some(220), "350 - due of the third rating");
    assert_eq!(fate.from_trigger_ns, Some(50), "350 - T, T = 300");
    assert_eq!((fate.windows, fate.fullest, fate.fullest_fired), (1, 3, 3));
    let detection = example.detection();
    assert_eq!((detection.alerts, detection.true_alerts), (1, 1));
    assert_eq!((detection.rule_alerts, detection.rule_true_alerts), (1, 1));
    assert_eq!(detection.f1(), Some(1.0));
}

#[test]
fn only_the_first_of_several_alerts_counts_for_the_latency() {
    let twice = Example::new(&[
        (ROGUE, 1, 20),
        (ROGUE, 2, 40),
        (ROGUE, 3, 60),
        (ROGUE, 11, 220),
        (ROGUE, 12, 240),
        (ROGUE, 13, 260),
        (1, 30, 600),
    ])
    .alert(700, ROGUE, (10, 20))
    .alert(650, ROGUE, (0, 10));
    let fate = twice.fate();
    assert_eq!((fate.alerts, fate.latency_ns, fate.windows), (2, Some(630), 2));
    assert_eq!(twice.detection().true_alerts, 2);
}

#[test]
fn a_window_border_that_cuts_an_attack_in_two_makes_the_rule_miss_it() {
    let cut = Example::new(&[
        (ROGUE, 7, 140),
        (ROGUE, 9, 180),
        (ROGUE, 11, 220),
        (ROGUE, 13, 260),
        (1, 25, 500),
    ])
    .fired(ROGUE, (0, 10), 2)
    .fired(ROGUE, (10, 20), 2);
    let fate = cut.fate();
    assert_eq!(
        (fate.outcome, fate.rule_miss),
        (Outcome::MissedByRule, Some(RuleMiss::Split))
    );
    assert_eq!((fate.windows, fate.fullest, fate.fullest_fired), (2, 2, 2));
    assert_eq!(fate.latency_ns, None);
    let session = Example {
        query: Query {
            window: WindowSpec::Session { gap_ms: 5 },
            ..hyperactive()
        },
        ..cut
    }
    .alert(510, ROGUE, (7, 18));
    let fate = session.fate();
    assert_eq!((fate.outcome, fate.windows, fate.fullest), (Outcome::Found, 1, 4));
}

#[test]
fn an_attack_below_the_limit_is_too_small_and_one_among_good_ratings_is_diluted() {
    let small = Example::new(&[(ROGUE, 1, 20), (ROGUE, 4, 90), (1, 12, 300)]);
    assert_eq!(small.fate().rule_miss, Some(RuleMiss::TooFew));
    let mut diluted = inside();
    diluted.query.alert = Some(Alert {
        count_above: 2,
        mean_below: Some(4),
    });
    assert_eq!(diluted.fate().rule_miss, None, "a mean of half a star");
    diluted.arrivals[0].event.value = 10;
    assert_eq!(
        diluted.fate().rule_miss,
        Some(RuleMiss::Diluted),
        "(10 + 1 + 1) / 3 is 4, not less"
    );
}

#[test]
fn a_rating_dropped_as_late_is_a_miss_by_lateness() {
    let late = Example::new(&[(ROGUE, 1, 20), (ROGUE, 4, 90), (1, 12, 300), (ROGUE, 6, 400)]).fired(
        ROGUE,
        (0, 10),
        2,
    );
    let fate = late.fate();
    assert_eq!((fate.outcome, fate.rule_miss), (Outcome::MissedByLateness, None));
    assert_eq!((fate.fullest, fate.fullest_fired, fate.late_ratings), (3, 2, 1));
    let detection = late.detection();
    assert_eq!(
        (detection.recall(), detection.rule_recall()),
        (Some(0.0), Some(1.0))
    );
    assert_eq!(detection.precision(), None, "there was no alert");
}

#[test]
fn an_attack_whose_window_is_not_due_stays_open() {
    let open = Example::new(&[(ROGUE, 1, 20), (ROGUE, 4, 90), (ROGUE, 6, 130)]);
    assert_eq!(open.fate().outcome, Outcome::Open);
    assert_eq!(open.detection().judged(), 0);
}

#[test]
fn alerts_without_an_attack_are_false_by_rule_or_by_lateness() {
    let busy = Example::new(&[
        (ROGUE, 1, 20),
        (3, 2, 40),
        (3, 3, 60),
        (3, 4, 80),
        (4, 5, 100),
        (1, 12, 300),
    ])
    .alert(310, 3, (0, 10))
    .alert(320, 4, (0, 10));
    let detection = busy.detection();
    assert_eq!((detection.alerts, detection.true_alerts), (2, 0));
    assert_eq!((detection.false_by_rule, detection.false_by_lateness), (1, 1));
    assert_eq!((detection.rule_alerts, detection.rule_true_alerts), (1, 0));
    assert_eq!(
        (detection.precision(), detection.recall(), detection.f1()),
        (Some(0.0), Some(0.0), Some(0.0))
    );
}

#[test]
fn an_alert_that_left_before_the_attack_does_not_belong_to_it() {
    let early = Example::new(&[(1, 12, 30), (ROGUE, 4, 200)]).alert(40, ROGUE, (0, 10));
    assert_eq!(early.fate().outcome, Outcome::MissedByRule);
    assert_eq!(early.detection().true_alerts, 0);
}

#[test]
fn an_attack_of_the_warm_up_enters_no_figure_and_its_alerts_are_not_false() {
    let warm = Example {
        warm_up_ns: 250,
        ..inside().alert(350, ROGUE, (0, 10))
    };
    let detection = warm.detection();
    assert_eq!(
        (detection.attacks.len(), detection.alerts, detection.true_alerts),
        (0, 1, 1)
    );
    let warmer = Example {
        warm_up_ns: 301,
        ..inside().alert(350, ROGUE, (0, 10))
    };
    assert_eq!(warmer.detection().alerts, 0, "T(w) = 300 lies in the warm-up");
}

#[test]
fn a_query_looks_for_its_own_kind_of_attack_only() {
    let films = Example {
        query: Query {
            key: KeyBy::Movie,
            ..hyperactive()
        },
        ..inside()
    };
    assert!(films.detection().attacks.is_empty());
    let without_alert = Example {
        query: Query {
            alert: None,
            ..hyperactive()
        },
        ..inside()
    };
    assert!(without_alert.found().is_none());
    let unharmed = Example {
        attacks: Vec::new(),
        ..inside()
    };
    assert!(unharmed.found().is_none());
}

/// One film rated 15 times in 30 s on average, and users who hardly rate: traffic in which attacks stand out.
fn attacked(queries: &[&str], laws: &[&str]) -> ComparisonPlan {
    let scenario = Scenario {
        rate_per_s: 5,
        time_scale: 1.0,
        attacks: laws.iter().map(|law| law.parse().unwrap()).collect(),
        ..Scenario::new(ScenarioKind::Ratings)
    };
    let micro_batch = MicroBatchRules::new(Trigger::Interval { millis: 10_000 }, OutputMode::Append);
    let arms = [
        ("micro-batch", Rules::MicroBatch(micro_batch)),
        (
            "event-at-a-time",
            Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent)),
        ),
    ];
    let arm = |(label, rules): (&str, Rules)| Arm {
        label: label.to_owned(),
        engine: EngineChoice::Rules(rules),
    };
    ComparisonPlan {
        clock: Clock::Simulated,
        repeats: 1,
        warm_up_ns: 60_000_000_000,
        measured_ns: 1_800_000_000_000,
        drain_ns: 60_000_000_000,
        ..ComparisonPlan::new(
            arms.map(arm).to_vec(),
            queries.iter().map(|name| query(name).unwrap()).collect(),
            scenario,
        )
    }
}

fn runs(plan: &ComparisonPlan) -> Vec<Run> {
    compare(plan, &mut Silent, &AtomicBool::new(false)).unwrap().runs
}

fn of<'a>(runs: &'a [Run], arm: &str, query: &str) -> &'a Detection {
    let run = runs.iter().find(|run| run.arm == arm && run.query.name == query);
    let run = run.unwrap();
    assert!(run.status.valid, "{:?}", run.status.reasons);
    run.detection.as_ref().unwrap()
}

fn judged(found: &Detection) -> impl Iterator<Item = &AttackFate> {
    found
        .attacks
        .iter()
        .filter(|attack| attack.outcome != Outcome::Open)
}

/// (judged, found, found on complete data, missed by lateness, alerts, false alerts)
fn figures(found: &Detection) -> [u64; 6] {
    let by_rule = judged(found).filter(|attack| attack.rule_miss.is_none());
    [
        found.judged(),
        found.count(Outcome::Found),
        by_rule.count() as u64,
        found.count(Outcome::MissedByLateness),
        found.alerts,
        found.false_alerts(),
    ]
}

/// Films are attacked in bursts, users rate 14 times in 10 s or 18 times in 90 s. Every burst on a film counts. Of the
/// users, tumbling windows find the bursts that no border splits and no slow attack; sessions follow the slow ones to
/// their end, but 14 ratings are below their limit. One session of the micro-batch engine lacks late ratings that event
/// at a time are merged into the live session.
#[test]
fn each_model_finds_what_its_rules_let_it_find() {
    let laws = [
        "film:every=2min,ratings=40,for=10s",
        "user:every=2min,ratings=14,for=10s",
        "user:every=2min,ratings=18,for=90s",
    ];
    let plan = attacked(
        &["suspicious-movies", "hyperactive-users", "suspicious-sessions"],
        &laws,
    );
    let runs = runs(&plan);
    for arm in ["micro-batch", "event-at-a-time"] {
        assert_eq!(
            figures(of(&runs, arm, "suspicious-movies")),
            [14, 14, 14, 0, 17, 0],
            "{arm}"
        );
        assert_eq!(
            figures(of(&runs, arm, "hyperactive-users")),
            [27, 11, 11, 0, 11, 0],
            "{arm}"
        );
        let mut slow =
            judged(of(&runs, arm, "hyperactive-users")).filter(|attack| attack.law.ends_with("90s"));
        assert!(slow.all(|attack| attack.rule_miss == Some(RuleMiss::Split)));
        let mut sessions = judged(of(&runs, arm, "suspicious-sessions"));
        assert!(
            sessions.all(|attack| attack.windows == 1),
            "a session is never split"
        );
    }
    assert_eq!(
        figures(of(&runs, "micro-batch", "suspicious-sessions")),
        [29, 13, 14, 1, 14, 0]
    );
    assert_eq!(
        figures(of(&runs, "event-at-a-time", "suspicious-sessions")),
        [29, 14, 14, 0, 15, 0]
    );
    for run in &runs {
        let waits = run
            .detection
            .iter()
            .flat_map(|found| &found.attacks)
            .filter_map(|attack| attack.from_trigger_ns);
        let expected = if run.arm == "micro-batch" {
            10_000_000_000..=20_000_000_000
        } else {
            0..=0
        };
        assert!(
            waits.clone().all(|ns| expected.contains(&ns)),
            "{}: {:?}",
            run.arm,
            waits.collect::<Vec<_>>()
        );
        let found = run
            .detection
            .as_ref()
            .map_or(0, |found| found.count(Outcome::Found));
        assert_eq!(run.latency["detection"].samples, found);
    }
}

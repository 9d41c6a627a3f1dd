//! Facts about requested checkpoints.

use serde::Deserialize;
use streamgauge_event_at_a_time::{
    CheckpointDecider, CheckpointDecision, CheckpointKind, CheckpointRejection, CheckpointRequest,
    CheckpointSituation,
};

#[derive(Deserialize)]
struct Fact {
    name: String,
    window: Settings,
    steps: Vec<Step>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Settings {
    min_pause: i64,
    max_concurrent: usize,
    last_completion: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    CheckpointRequest(Request),
    PendingCheckpoints(usize),
    TriggeringInProgress(bool),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    kind: Kind,
    now: i64,
    pending: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    PeriodicCheckpoint,
    Savepoint,
    PeriodicSavepoint,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    emitted: Vec<Answer>,
    late: Vec<i64>,
    dropped: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    after_step: usize,
    result: Outcome,
    /// Which are triggered, one after the other; absent where there is only one to speak of.
    which: Option<Vec<Kind>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Triggered,
    Queued,
    #[serde(rename = "rejected:minimum_time_between_checkpoints")]
    MinimumPause,
    #[serde(rename = "rejected:too_many_checkpoint_requests")]
    TooMany,
}

/// Savepoints of these facts are forced, as those that a person asks for are.
fn request(kind: Kind, requested_ms: i64) -> CheckpointRequest {
    let checkpoint = kind == Kind::PeriodicCheckpoint;
    CheckpointRequest {
        kind: if checkpoint {
            CheckpointKind::Checkpoint
        } else {
            CheckpointKind::Savepoint
        },
        periodic: kind != Kind::Savepoint,
        forced: !checkpoint,
        requested_ms,
    }
}

fn kind(request: &CheckpointRequest) -> Kind {
    match (request.kind, request.periodic) {
        (CheckpointKind::Checkpoint, _) => Kind::PeriodicCheckpoint,
        (CheckpointKind::Savepoint, false) => Kind::Savepoint,
        (CheckpointKind::Savepoint, true) => Kind::PeriodicSavepoint,
    }
}

fn outcome(decision: &CheckpointDecision) -> Outcome {
    match (decision.triggered, decision.rejected.first()) {
        (Some(_), _) => Outcome::Triggered,
        (None, Some((_, CheckpointRejection::MinimumPause { .. }))) => Outcome::MinimumPause,
        (None, Some((_, CheckpointRejection::TooManyRequests))) => Outcome::TooMany,
        (None, None) => Outcome::Queued,
    }
}

/// What a step leads to: the first outcome, and all that are triggered by it.
fn take(
    step: &Step,
    decider: &mut CheckpointDecider,
    situation: &mut CheckpointSituation,
) -> Option<(Outcome, Vec<Kind>)> {
    match *step {
        Step::CheckpointRequest(ref asked) => {
            situation.now_ms = asked.now;
            situation.pending = asked.pending;
            let decision = decider.request(request(asked.kind, asked.now), situation);
            Some((outcome(&decision), decision.triggered.iter().map(kind).collect()))
        }
        Step::TriggeringInProgress(true) => {
            situation.triggering = true;
            None
        }
        Step::TriggeringInProgress(false) => {
            situation.triggering = false;
            serve(decider, situation)
        }
        Step::PendingCheckpoints(pending) => {
            situation.pending = pending;
            serve(decider, situation)
        }
    }
}

/// Serves those that wait, as if each were complete at once.
fn serve(decider: &mut CheckpointDecider, situation: &CheckpointSituation) -> Option<(Outcome, Vec<Kind>)> {
    let served = std::iter::from_fn(|| decider.reconsider(situation).triggered);
    let kinds: Vec<_> = served.map(|request| kind(&request)).collect();
    (!kinds.is_empty()).then_some((Outcome::Triggered, kinds))
}

fn holds(fact: &Fact) {
    let mut decider = CheckpointDecider::new(fact.window.min_pause, fact.window.max_concurrent);
    let mut situation = CheckpointSituation {
        now_ms: 0,
        last_completion_ms: fact.window.last_completion,
        pending: 0,
        triggering: false,
    };
    let mut expected = fact.expected.emitted.iter();
    for (index, step) in fact.steps.iter().enumerate() {
        let Some((result, kinds)) = take(step, &mut decider, &mut situation) else {
            continue;
        };
        let answer = expected
            .next()
            .unwrap_or_else(|| panic!("{}: step {index} answers", fact.name));
        assert_eq!(
            (answer.after_step, answer.result),
            (index, result),
            "{}",
            fact.name
        );
        if let Some(which) = &answer.which {
            assert_eq!(&kinds, which, "{}", fact.name);
        }
    }
    assert!(expected.next().is_none(), "{}: more is expected", fact.name);
    assert!(
        fact.expected.late.is_empty() && fact.expected.dropped == 0,
        "{}",
        fact.name
    );
}

#[test]
fn requests_are_granted_as_in_flink() {
    streamgauge_facts::read("flink-checkpoint-trigger")
        .iter()
        .for_each(holds);
}

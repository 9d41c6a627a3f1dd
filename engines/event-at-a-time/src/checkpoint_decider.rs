//! Which requested checkpoint is triggered, and when.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Requests that wait at most.
const MOST_QUEUED: usize = 1_000;

/// Somebody wants a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CheckpointRequest {
    /// What it is for.
    pub kind: CheckpointKind,
    /// It came from the interval, not from a person.
    pub periodic: bool,
    /// It does not wait for checkpoints that are under way, nor for the pause between two of them.
    pub forced: bool,
    /// When it was made, milliseconds on the coordinator's clock.
    pub requested_ms: i64,
}

/// What a checkpoint is for. Savepoints go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckpointKind {
    /// To be kept by a person.
    Savepoint,
    /// To recover from a failure.
    Checkpoint,
}

/// How the coordinator stands when it decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckpointSituation {
    /// The coordinator's clock, milliseconds.
    pub now_ms: i64,
    /// When the last checkpoint was completed, on the same clock.
    pub last_completion_ms: i64,
    /// Checkpoints under way.
    pub pending: usize,
    /// A checkpoint is being triggered at this moment.
    pub triggering: bool,
}

/// What becomes of requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckpointDecision {
    /// The one to trigger now.
    pub triggered: Option<CheckpointRequest>,
    /// Those that will never be, and why.
    pub rejected: Vec<(CheckpointRequest, CheckpointRejection)>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckpointRejection {
    /// Too many wait already.
    TooManyRequests,
    /// The last checkpoint was completed too short a time ago: the interval asks again.
    MinimumPause {
        /// In how many milliseconds it may.
        retry_after_ms: i64,
    },
}

/// Decides whether a requested checkpoint is triggered, waits or is refused (Flink's `CheckpointRequestDecider`).
///
/// Savepoints go before checkpoints, forced requests before others, a person's before the interval's, then
/// earlier ones before later ones. The minimum pause is counted from the completion of the last checkpoint and
/// holds for the interval's requests only.
#[derive(Clone, Debug)]
pub struct CheckpointDecider {
    min_pause_ms: i64,
    max_concurrent: usize,
    queue: BTreeMap<Rank, CheckpointRequest>,
    received: u64,
}

/// The order in which requests are served; the last part keeps requests of the same instant apart.
type Rank = (CheckpointKind, Reverse<bool>, bool, i64, u64);

impl CheckpointDecider {
    /// A decider that leaves `min_pause_ms` milliseconds between checkpoints
    /// (`execution.checkpointing.min-pause`) and lets `max_concurrent` of them, at least one, be under way at a
    /// time (`execution.checkpointing.max-concurrent-checkpoints`).
    #[must_use]
    pub fn new(min_pause_ms: i64, max_concurrent: usize) -> Self {
        Self {
            min_pause_ms,
            max_concurrent: max_concurrent.max(1),
            queue: BTreeMap::new(),
            received: 0,
        }
    }

    /// A new request: decides on it and on those that wait.
    pub fn request(
        &mut self,
        request: CheckpointRequest,
        situation: &CheckpointSituation,
    ) -> CheckpointDecision {
        let mut decision = CheckpointDecision::default();
        self.received += 1;
        let rank = (
            request.kind,
            Reverse(request.forced),
            request.periodic,
            request.requested_ms,
            self.received,
        );
        let only_people_wait = self.queue.values().next_back().is_some_and(|last| !last.periodic);
        if self.queue.len() >= MOST_QUEUED && only_people_wait {
            let refused = (request, CheckpointRejection::TooManyRequests);
            decision.rejected.push(refused);
            return decision;
        }
        self.queue.insert(rank, request);
        if self.queue.len() > MOST_QUEUED {
            let last = self.queue.pop_last();
            let refused = last.map(|(_, last)| (last, CheckpointRejection::TooManyRequests));
            decision.rejected.extend(refused);
        }
        self.choose(situation, &mut decision);
        decision
    }

    /// The situation has changed: decides on those that wait.
    pub fn reconsider(&mut self, situation: &CheckpointSituation) -> CheckpointDecision {
        let mut decision = CheckpointDecision::default();
        self.choose(situation, &mut decision);
        decision
    }

    /// Requests that wait.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    fn choose(&mut self, situation: &CheckpointSituation, decision: &mut CheckpointDecision) {
        let Some(first) = self.queue.first_entry().filter(|_| !situation.triggering) else {
            return;
        };
        let request = *first.get();
        if situation.pending >= self.max_concurrent && !request.forced {
            return;
        }
        first.remove();
        let retry_after_ms = situation
            .last_completion_ms
            .saturating_sub(situation.now_ms)
            .saturating_add(self.min_pause_ms);
        if request.periodic && !request.forced && retry_after_ms > 0 {
            let refused = (request, CheckpointRejection::MinimumPause { retry_after_ms });
            decision.rejected.push(refused);
        } else {
            decision.triggered = Some(request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIODIC: CheckpointRequest = CheckpointRequest {
        kind: CheckpointKind::Checkpoint,
        periodic: true,
        forced: false,
        requested_ms: 0,
    };
    const MANUAL: CheckpointRequest = CheckpointRequest {
        periodic: false,
        ..PERIODIC
    };
    const SAVEPOINT: CheckpointRequest = CheckpointRequest {
        kind: CheckpointKind::Savepoint,
        periodic: false,
        forced: true,
        requested_ms: 0,
    };
    const QUIET: CheckpointSituation = CheckpointSituation {
        now_ms: 86_400_000,
        last_completion_ms: 0,
        pending: 0,
        triggering: false,
    };
    const BUSY: CheckpointSituation = CheckpointSituation {
        triggering: true,
        ..QUIET
    };

    #[test]
    fn the_pause_is_for_the_interval_only_and_says_when_to_ask_again() {
        let just_completed = CheckpointSituation {
            last_completion_ms: QUIET.now_ms - 3,
            ..QUIET
        };
        let mut decider = CheckpointDecider::new(10, 1);
        let refused = CheckpointRejection::MinimumPause { retry_after_ms: 7 };
        let decision = decider.request(PERIODIC, &just_completed);
        assert_eq!(decision.rejected, [(PERIODIC, refused)]);
        assert_eq!(decider.request(MANUAL, &just_completed).triggered, Some(MANUAL));
        let paused = CheckpointSituation {
            last_completion_ms: QUIET.now_ms - 10,
            ..QUIET
        };
        assert_eq!(decider.request(PERIODIC, &paused).triggered, Some(PERIODIC));
        assert_eq!(decider.queued(), 0);
    }

    #[test]
    fn those_who_wait_are_served_by_rank() {
        let unforced = CheckpointRequest {
            forced: false,
            ..SAVEPOINT
        };
        let later = CheckpointRequest {
            requested_ms: 5,
            ..MANUAL
        };
        let mut decider = CheckpointDecider::new(0, 1);
        for request in [PERIODIC, later, MANUAL, unforced, SAVEPOINT] {
            assert_eq!(decider.request(request, &BUSY), CheckpointDecision::default());
        }
        let served = std::iter::from_fn(|| decider.reconsider(&QUIET).triggered);
        let expected = [SAVEPOINT, unforced, MANUAL, later, PERIODIC];
        assert_eq!(served.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_full_queue_lets_the_interval_go_first_and_people_stay() {
        let mut decider = CheckpointDecider::new(0, 1);
        decider.request(PERIODIC, &BUSY);
        let asked = (1..MOST_QUEUED).all(|_| decider.request(MANUAL, &BUSY).rejected.is_empty());
        assert!(asked && decider.queued() == MOST_QUEUED);
        let too_many = CheckpointRejection::TooManyRequests;
        assert_eq!(decider.request(SAVEPOINT, &BUSY).rejected, [(PERIODIC, too_many)]);
        assert_eq!(
            decider.request(SAVEPOINT, &BUSY).rejected,
            [(SAVEPOINT, too_many)]
        );
        assert_eq!(decider.queued(), MOST_QUEUED);
    }

    #[test]
    fn instants_at_the_ends_of_the_range_are_no_trouble() {
        let mut decider = CheckpointDecider::new(i64::MAX, 0);
        let ends = CheckpointSituation {
            now_ms: i64::MIN,
            last_completion_ms: i64::MAX,
            ..QUIET
        };
        let refused = CheckpointRejection::MinimumPause {
            retry_after_ms: i64::MAX,
        };
        assert_eq!(decider.request(PERIODIC, &ends).rejected, [(PERIODIC, refused)]);
    }
}

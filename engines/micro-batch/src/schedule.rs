//! When the next batch may start.

use streamgauge_model::{ProcessingTime, Trigger};

/// How long the default trigger waits before it looks again when nothing waits (Spark's
/// `spark.sql.streaming.pollingDelay`).
const POLLING_DELAY_NANOS: i64 = 10_000_000;

/// Turns a trigger into instants.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    trigger: Trigger,
    next: ProcessingTime,
}

impl Schedule {
    /// The first batch may start at once.
    #[must_use]
    pub const fn new(trigger: Trigger) -> Self {
        Self {
            trigger,
            next: ProcessingTime::MIN,
        }
    }

    /// Whether a batch may start at `now`.
    #[must_use]
    pub fn is_due(&self, now: ProcessingTime) -> bool {
        now >= self.next
    }

    /// The instant at which the next batch may start.
    #[must_use]
    pub const fn next(&self) -> ProcessingTime {
        self.next
    }

    /// The trigger fired at `now`; `ran` says whether there was anything to do.
    ///
    /// An interval aligns to its multiples since the Unix epoch, counted from the *start* of the batch: a batch
    /// that overruns its boundary is followed at once, and missed boundaries are not made up (Spark's
    /// `ProcessingTimeExecutor#nextBatchTime`).
    pub const fn fired(&mut self, now: ProcessingTime, ran: bool) {
        self.next = match self.trigger {
            Trigger::Interval { millis } => {
                let interval = millis.saturating_mul(1_000_000);
                let past = now.nanos().rem_euclid(interval);
                now.saturating_add_nanos(interval - past)
            }
            _ if ran => now,
            _ => now.saturating_add_nanos(POLLING_DELAY_NANOS),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> ProcessingTime {
        ProcessingTime::from_millis(millis)
    }

    #[test]
    fn intervals_align_to_their_multiples_and_not_to_the_first_batch() {
        let mut schedule = Schedule::new(Trigger::Interval { millis: 1_000 });
        assert!(schedule.is_due(at(2_340)));
        schedule.fired(at(2_340), true);
        assert_eq!(schedule.next(), at(3_000));
        schedule.fired(at(3_000), true);
        assert_eq!(schedule.next(), at(4_000));
    }

    #[test]
    fn a_batch_that_overruns_is_followed_at_once_and_then_realigned() {
        let mut schedule = Schedule::new(Trigger::Interval { millis: 1_000 });
        schedule.fired(at(2_000), true);
        // It takes 1.5 s: the boundary at 3000 has passed when it ends.
        assert!(schedule.is_due(at(3_500)));
        schedule.fired(at(3_500), true);
        assert_eq!(schedule.next(), at(4_000));
    }

    #[test]
    fn back_to_back_follows_at_once_and_polls_when_idle() {
        let mut schedule = Schedule::new(Trigger::BackToBack);
        schedule.fired(at(5), true);
        assert_eq!(schedule.next(), at(5));
        schedule.fired(at(5), false);
        assert_eq!(schedule.next(), at(15));
    }
}

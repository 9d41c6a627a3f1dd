//! How long a trial is.

use streamgauge_model::{Cadence, Query, Rules, Trigger};
use streamgauge_record::Profile;
use streamgauge_runner::{EngineChoice, held_ns, wall_ns, window_ns};

const SECOND_NS: u64 = 1_000_000_000;
/// What an engine that runs batches back to back may take for one, nanoseconds.
const BACK_TO_BACK_NS: u64 = 100_000_000;

/// How long a trial is, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// Schedule before measuring begins.
    pub warm_up_ns: u64,
    /// Schedule that is measured.
    pub measured_ns: u64,
    /// What has to be measured for a claim that is more than indicative: max(60 s, 10 windows, 30 triggers). The engines
    /// write no checkpoints in measured runs, so no checkpoint interval enters.
    pub full_ns: u64,
}

impl Lengths {
    /// What a profile means for a query whose engine may wait `waits_ns`, at this time scale.
    ///
    /// - quick: max(3 s, 3 windows, 10 triggers): ten teeth of a saw-tooth are the fewest from which a trend can be told;
    /// - standard: max(10 s, 5 windows, 15 triggers);
    /// - thorough: in full.
    ///
    /// The warm-up fills a window with its watermark delay and allowed lateness, and three triggers; at least 1, 2, 5 s.
    #[must_use]
    pub fn of(profile: Profile, query: &Query, waits_ns: u64, time_scale: f64) -> Self {
        let window = window_ns(query, time_scale);
        let longest = |seconds: u64, windows: u64, triggers: u64| {
            (seconds * SECOND_NS)
                .max(window.saturating_mul(windows))
                .max(waits_ns.saturating_mul(triggers))
                .checked_next_multiple_of(waits_ns.max(1))
                .unwrap_or(u64::MAX)
        };
        let full_ns = longest(60, 10, 30);
        let (least_s, measured_ns) = match profile {
            Profile::Quick => (1, longest(3, 3, 10)),
            Profile::Standard => (2, longest(10, 5, 15)),
            Profile::Thorough => (5, full_ns),
        };
        let steady = window.saturating_add(held_ns(query, time_scale));
        Self {
            warm_up_ns: (least_s * SECOND_NS).max(steady).max(waits_ns.saturating_mul(3)),
            measured_ns,
            full_ns,
        }
    }
}

/// How long an event may rightly wait for an engine to look: its trigger interval, or the cadence of its watermarks.
/// `None` for an engine that stops by itself and so has no sustainable rate.
#[must_use]
pub fn waits_ns(engine: &EngineChoice) -> Option<u64> {
    match engine {
        EngineChoice::Null => Some(0),
        EngineChoice::Rules(Rules::MicroBatch(rules)) => match rules.trigger {
            Trigger::BackToBack => Some(BACK_TO_BACK_NS),
            Trigger::Interval { millis } => Some(wall_ns(millis, 1.0)),
            Trigger::AvailableNow | Trigger::Once => None,
        },
        EngineChoice::Rules(Rules::EventAtATime(rules)) => match rules.cadence {
            Cadence::Periodic { millis } => Some(wall_ns(millis, 1.0)),
            _ => Some(0),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::tumbling;

    const SECOND: u64 = SECOND_NS;

    #[test]
    fn a_full_trial_is_a_minute_ten_windows_or_thirty_triggers_whichever_is_longest() {
        let full = |waits: u64, scale: f64| {
            Lengths::of(Profile::Thorough, &tumbling(15_000), waits, scale).measured_ns
        };
        assert_eq!(full(0, 200.0), 60 * SECOND);
        assert_eq!(full(3 * SECOND, 200.0), 90 * SECOND);
        assert_eq!(full(0, 1.0), 150 * SECOND);
    }

    #[test]
    fn shorter_profiles_are_shorter_and_know_what_is_full() {
        for profile in [Profile::Quick, Profile::Standard] {
            let lengths = Lengths::of(profile, &tumbling(15_000), SECOND, 200.0);
            assert!(lengths.measured_ns < lengths.full_ns);
            assert_eq!(lengths.full_ns, 60 * SECOND);
            assert!(lengths.measured_ns >= 10 * SECOND, "ten triggers at least");
            assert!(lengths.warm_up_ns >= 3 * SECOND);
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        let lengths = Lengths::of(
            Profile::Thorough,
            &tumbling(i64::MAX),
            u64::MAX,
            f64::MIN_POSITIVE,
        );
        assert_eq!(lengths.measured_ns, u64::MAX);
    }
}

//! What a profile means for a comparison.

use streamgauge_model::{Query, Rules, Trigger};
use streamgauge_record::Profile;

use crate::query_span::{held_ns, wall_ns, window_ns};
use crate::{Arm, EngineChoice};

const SECOND_NS: u64 = 1_000_000_000;

/// The lengths and repeats that a profile stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileLengths {
    /// Repeats of each arm and query.
    pub repeats: u32,
    /// Nanoseconds of schedule before measuring begins.
    pub warm_up_ns: u64,
    /// Nanoseconds of schedule that are measured; a multiple of the longest trigger interval.
    pub measured_ns: u64,
    /// Whether the capacity is tried.
    pub capacity: bool,
}

impl ProfileLengths {
    /// What `profile` means for these engines and queries, at this time scale.
    ///
    /// - quick: one repeat of 1 s behind 250 ms;
    /// - standard: 8 repeats (the fewest with a 99 % signed-rank interval) of 5 s;
    /// - thorough: 10 repeats of max(60 s, 10 windows, 30 triggers).
    ///
    /// Standard and thorough warm up until state is steady: a window with watermark delay and allowed lateness, and
    /// three triggers; at least 3 s and 5 s.
    #[must_use]
    pub fn of(profile: Profile, arms: &[Arm], queries: &[Query], time_scale: f64) -> Self {
        let trigger = longest(arms.iter().map(|arm| trigger_ns(&arm.engine)));
        let window = longest(queries.iter().map(|query| window_ns(query, time_scale)));
        let held = longest(queries.iter().map(|query| held_ns(query, time_scale)));
        let steady = window.saturating_add(held).max(trigger.saturating_mul(3));
        let (repeats, warm_up_ns, measured_ns) = match profile {
            Profile::Quick => (1, SECOND_NS / 4, SECOND_NS),
            Profile::Standard => (8, steady.max(3 * SECOND_NS), 5 * SECOND_NS),
            Profile::Thorough => {
                let events = window.saturating_mul(10).max(trigger.saturating_mul(30));
                (10, steady.max(5 * SECOND_NS), events.max(60 * SECOND_NS))
            }
        };
        Self {
            repeats,
            warm_up_ns,
            measured_ns: measured_ns
                .checked_next_multiple_of(trigger.max(1))
                .unwrap_or(measured_ns),
            capacity: profile != Profile::Quick,
        }
    }
}

fn longest(lengths: impl Iterator<Item = u64>) -> u64 {
    lengths.max().unwrap_or(0)
}

/// The trigger interval of a micro-batch engine, else 0.
fn trigger_ns(engine: &EngineChoice) -> u64 {
    match engine {
        EngineChoice::Rules(Rules::MicroBatch(rules)) => match rules.trigger {
            Trigger::Interval { millis } => wall_ns(millis, 1.0),
            _ => 0,
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{MicroBatchRules, OutputMode, WindowSpec};
    use streamgauge_workloads::query;

    use super::*;

    fn lengths(profile: Profile, trigger_ms: i64, time_scale: f64) -> ProfileLengths {
        let rules = MicroBatchRules::new(Trigger::Interval { millis: trigger_ms }, OutputMode::Append);
        let arm = Arm {
            label: "m".into(),
            engine: EngineChoice::Rules(Rules::MicroBatch(rules)),
        };
        ProfileLengths::of(profile, &[arm], &[query("movie-tumbling").unwrap()], time_scale)
    }

    #[test]
    fn thorough_is_a_minute_ten_windows_or_thirty_triggers_whichever_is_longest() {
        let thorough = |trigger, scale| lengths(Profile::Thorough, trigger, scale).measured_ns / SECOND_NS;
        let WindowSpec::Tumbling { size_ms, .. } = query("movie-tumbling").unwrap().window else {
            panic!("not tumbling");
        };
        assert_eq!(thorough(1_000, 200.0), 60);
        assert_eq!(thorough(3_000, 200.0), 90);
        assert_eq!(thorough(1_000, 1.0), 10 * size_ms as u64 / 1_000);
    }

    #[test]
    fn what_is_measured_holds_whole_triggers_and_the_warm_up_a_window() {
        assert_eq!(lengths(Profile::Quick, 700, 200.0).measured_ns, 1_400_000_000);
        assert_eq!(lengths(Profile::Standard, 1_000, 200.0).warm_up_ns, 3 * SECOND_NS);
        assert_eq!(lengths(Profile::Standard, 2_000, 200.0).warm_up_ns, 6 * SECOND_NS);
        let query = query("movie-tumbling").unwrap();
        let state = window_ns(&query, 1.0) + held_ns(&query, 1.0);
        assert_eq!(lengths(Profile::Standard, 1, 1.0).warm_up_ns, state);
    }

    #[test]
    fn extremes_do_not_overflow() {
        let lengths = lengths(Profile::Thorough, i64::MAX, f64::MIN_POSITIVE);
        assert!(lengths.measured_ns > 0);
    }
}

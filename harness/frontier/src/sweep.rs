//! Which points there are.

use streamgauge_model::Rules;
use streamgauge_runner::{Arm, EngineChoice};

use crate::Point;

/// Every combination of engine, allowed lateness and watermark delay that is legal.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The engines; a trigger interval makes an engine of its own.
    pub arms: Vec<Arm>,
    /// Watermark delays, milliseconds of event time.
    pub watermark_delays_ms: Vec<i64>,
    /// Allowed latenesses, milliseconds of event time. Only event-at-a-time engines can be late on purpose: others
    /// have the points of lateness 0 alone.
    pub allowed_latenesses_ms: Vec<i64>,
}

impl Sweep {
    /// The points, line by line: by engine, then allowed lateness, then watermark delay, both ascending and each once.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let delays = ascending(&self.watermark_delays_ms);
        let latenesses = ascending(&self.allowed_latenesses_ms);
        let mut points = Vec::new();
        for (arm, engine) in self.arms.iter().enumerate() {
            for &allowed_lateness_ms in latenesses.iter().filter(|ms| **ms == 0 || is_lenient(engine)) {
                points.extend(delays.iter().map(|&watermark_delay_ms| Point {
                    arm,
                    watermark_delay_ms,
                    allowed_lateness_ms,
                }));
            }
        }
        points
    }

    /// The first allowed lateness that no engine of the sweep can have.
    #[must_use]
    pub fn useless_lateness_ms(&self) -> Option<i64> {
        let any = self.arms.iter().any(is_lenient);
        let mut latenesses = self.allowed_latenesses_ms.iter().copied();
        latenesses.find(|ms| *ms != 0 && !any)
    }
}

/// Whether windows of this engine may accept late events after their result.
const fn is_lenient(arm: &Arm) -> bool {
    matches!(arm.engine, EngineChoice::Rules(Rules::EventAtATime(_)))
}

fn ascending(values: &[i64]) -> Vec<i64> {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Trigger};

    use super::*;

    fn arms() -> Vec<Arm> {
        let batch = MicroBatchRules::new(Trigger::Interval { millis: 1000 }, OutputMode::Append);
        let event = EventAtATimeRules::new(Cadence::PerEvent);
        [Rules::MicroBatch(batch), Rules::EventAtATime(event)]
            .map(|rules| Arm {
                label: format!("{rules:?}"),
                engine: EngineChoice::Rules(rules),
            })
            .to_vec()
    }

    #[test]
    fn only_event_at_a_time_engines_are_late_on_purpose() {
        let sweep = Sweep {
            arms: arms(),
            watermark_delays_ms: vec![5, 0, 5],
            allowed_latenesses_ms: vec![10, 0],
        };
        let points: Vec<_> = sweep
            .points()
            .iter()
            .map(|p| (p.arm, p.allowed_lateness_ms, p.watermark_delay_ms))
            .collect();
        assert_eq!(
            points,
            [(0, 0, 0), (0, 0, 5), (1, 0, 0), (1, 0, 5), (1, 10, 0), (1, 10, 5)]
        );
        assert_eq!(sweep.useless_lateness_ms(), None);
    }

    #[test]
    fn a_lateness_that_no_engine_can_have_is_named() {
        let mut sweep = Sweep {
            arms: arms(),
            watermark_delays_ms: vec![0],
            allowed_latenesses_ms: vec![0, 7],
        };
        sweep.arms.truncate(1);
        assert_eq!(sweep.useless_lateness_ms(), Some(7));
    }
}

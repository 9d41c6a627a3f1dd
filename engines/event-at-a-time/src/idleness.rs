//! When a silent split stops holding time back.

use streamgauge_model::ProcessingTime;

/// Decides at periodic probes whether a split is idle: the first probe without activity only starts the clock,
/// and the split is idle once more than the timeout has passed since (Flink's `WatermarksWithIdleness`).
///
/// The clock is to be an [`InputActivityClock`](crate::InputActivityClock): time during which the split may not
/// speak does not count.
#[derive(Clone, Copy, Debug)]
pub struct IdlenessTimer {
    timeout_ms: i64,
    active: bool,
    silent_since: Option<ProcessingTime>,
}

impl IdlenessTimer {
    /// A timer for a split that has not been probed yet.
    #[must_use]
    pub const fn new(timeout_ms: i64) -> Self {
        Self {
            timeout_ms,
            active: false,
            silent_since: None,
        }
    }

    /// An event has passed.
    #[inline]
    pub const fn activity(&mut self) {
        self.active = true;
    }

    /// Whether the split is idle at this probe.
    pub fn probe(&mut self, now: ProcessingTime) -> bool {
        if self.active {
            self.active = false;
            self.silent_since = None;
            return false;
        }
        let since = *self.silent_since.get_or_insert(now);
        now.nanos_since(since) > self.timeout_ms.saturating_mul(1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_silent_probe_starts_the_clock_and_the_bound_is_strict() {
        let at = ProcessingTime::from_millis;
        let mut timer = IdlenessTimer::new(1_000);
        timer.activity();
        assert!(!timer.probe(at(200)), "active since the last probe");
        assert!(!timer.probe(at(400)), "silent: the clock starts");
        assert!(
            !timer.probe(at(1_400)),
            "exactly the timeout is not more than the timeout"
        );
        assert!(timer.probe(at(1_401)));
        timer.activity();
        assert!(!timer.probe(at(1_600)));
    }
}

//! A clock that stands still while a source is held up.

use streamgauge_model::ProcessingTime;

/// The time during which a source could have taken input: it stands still while the source is back-pressured or
/// held by watermark alignment, so that a source that *may not* speak does not become idle (Flink's
/// `PausableRelativeClock`, FLINK-35886).
#[derive(Clone, Copy, Debug, Default)]
pub struct InputActivityClock {
    blocked_ns: i64,
    blocked_since: Option<ProcessingTime>,
}

impl InputActivityClock {
    /// A clock that runs and has always run.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            blocked_ns: 0,
            blocked_since: None,
        }
    }

    /// The source is held up from `now` on, if it was not already.
    pub fn pause(&mut self, now: ProcessingTime) {
        self.blocked_since.get_or_insert(now);
    }

    /// The source may go on, if it was held up.
    pub fn resume(&mut self, now: ProcessingTime) {
        if let Some(since) = self.blocked_since.take() {
            self.blocked_ns = self.blocked_ns.saturating_add(now.nanos_since(since));
        }
    }

    /// What this clock shows at `now`: `now` less all the time that the source was held up.
    #[must_use]
    pub fn at(&self, now: ProcessingTime) -> ProcessingTime {
        self.blocked_since
            .unwrap_or(now)
            .saturating_add_nanos(-self.blocked_ns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_still_between_pause_and_resume() {
        let at = ProcessingTime::from_millis;
        let mut clock = InputActivityClock::new();
        clock.resume(at(10));
        assert_eq!(clock.at(at(20)), at(20), "nothing to resume");
        clock.pause(at(30));
        clock.pause(at(40));
        assert_eq!(clock.at(at(50)), at(30));
        clock.resume(at(60));
        assert_eq!(clock.at(at(65)), at(35));
        clock.pause(at(70));
        clock.resume(at(80));
        assert_eq!(clock.at(at(80)), at(40));
    }
}

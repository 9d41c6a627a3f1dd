//! The input of one micro-batch, or of one step.

use streamgauge_model::{Event, Input, SourceId, Taken};

/// What a step of a case puts in front of an engine.
///
/// A batch without rows is handed over too, once, as a run of no events: the source has advanced.
#[derive(Debug)]
pub struct Feed<'a> {
    waiting: Option<&'a [Event]>,
    finished: bool,
}

impl<'a> Feed<'a> {
    /// These events wait; `finished`: nothing will follow them.
    pub const fn of(events: &'a [Event], finished: bool) -> Self {
        Self {
            waiting: Some(events),
            finished,
        }
    }

    /// Nothing waits.
    pub const fn nothing(finished: bool) -> Self {
        Self {
            waiting: None,
            finished,
        }
    }

    /// Whether everything has been taken.
    pub const fn is_empty(&self) -> bool {
        self.waiting.is_none()
    }
}

impl Input for Feed<'_> {
    fn take(&mut self, limit: usize) -> Option<Taken<'_>> {
        let waiting = self.waiting.take()?;
        let (events, rest) = waiting.split_at(limit.min(waiting.len()));
        self.waiting = Some(rest).filter(|rest| !rest.is_empty());
        Some(Taken {
            source: SourceId(0),
            events,
        })
    }

    fn is_finished(&self) -> bool {
        self.finished && self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(feed: &mut Feed<'_>, limit: usize) -> Vec<usize> {
        std::iter::from_fn(|| feed.take(limit).map(|taken| taken.events.len())).collect()
    }

    #[test]
    fn events_are_handed_over_in_runs_and_an_empty_batch_as_one_run_of_none() {
        let events = [Event::default(); 5];
        let mut feed = Feed::of(&events, true);
        assert!(!feed.is_finished());
        assert_eq!(lengths(&mut feed, 2), [2, 2, 1]);
        assert!(feed.is_finished());
        assert_eq!(lengths(&mut Feed::of(&[], false), 2), [0]);
        assert!(lengths(&mut Feed::nothing(false), 2).is_empty());
    }
}

//! The input of one micro-batch, or of one step.

use std::collections::VecDeque;

use streamgauge_model::{Event, Input, SourceId, Taken};

/// Events of one source that follow each other.
pub type SourceRun<'a> = (SourceId, &'a [Event]);

/// What a step of a case puts in front of an engine.
///
/// A batch without rows is handed over too, once, as a run of no events: the source has advanced.
#[derive(Debug)]
pub struct Feed<'a> {
    waiting: VecDeque<SourceRun<'a>>,
    finished: bool,
}

impl<'a> Feed<'a> {
    /// These runs wait, one after another; `finished`: nothing will follow them.
    pub fn of(runs: Vec<SourceRun<'a>>, finished: bool) -> Self {
        Self {
            waiting: runs.into(),
            finished,
        }
    }

    /// Nothing waits.
    pub fn nothing(finished: bool) -> Self {
        Self::of(Vec::new(), finished)
    }

    /// Whether everything has been taken.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

impl Input for Feed<'_> {
    fn take(&mut self, limit: usize) -> Option<Taken<'_>> {
        let (source, waiting) = self.waiting.pop_front()?;
        let (events, rest) = waiting.split_at(limit.min(waiting.len()));
        if !rest.is_empty() {
            self.waiting.push_front((source, rest));
        }
        Some(Taken { source, events })
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
        let mut feed = Feed::of(vec![(SourceId(0), &events)], true);
        assert!(!feed.is_finished());
        assert_eq!(lengths(&mut feed, 2), [2, 2, 1]);
        assert!(feed.is_finished());
        assert_eq!(lengths(&mut Feed::of(vec![(SourceId(0), &[])], false), 2), [0]);
        assert!(lengths(&mut Feed::nothing(false), 2).is_empty());
    }

    #[test]
    fn runs_of_several_sources_stay_in_order() {
        let events = [Event::default(); 3];
        let mut feed = Feed::of(
            vec![(SourceId(1), &events[..2]), (SourceId(0), &events[2..])],
            true,
        );
        let taken = std::iter::from_fn(|| feed.take(8).map(|t| (t.source.0, t.events.len())));
        assert_eq!(taken.collect::<Vec<_>>(), [(1, 2), (0, 1)]);
    }
}

//! A source that falls silent for a while.

use std::collections::VecDeque;

use streamgauge_model::{Arrival, Event, Phi};

use crate::law_text::{format_ns, parse_ns};
use crate::{ArrivalStream, WorkloadError};

/// Arrivals taken from the inner stream at a time.
const BLOCK: usize = 4096;
/// Most events held back at a time: about 800 MB.
const MOST_HELD: usize = 1 << 24;

/// One of several sources is cut off for a while: what its users rate meanwhile is held back and arrives, all of it and
/// in its old order, at the instant at which the source is back. Nothing is lost and no event time changes; the
/// watermark of that source stands still, and its events are late if the others' went on.
///
/// The text is `AT:FOR:SPLITS`, such as `2s:1s:4`: every fourth user, those of split 0 of 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// When it begins, wall nanoseconds after the start.
    pub at_ns: u64,
    /// How long it lasts, wall nanoseconds.
    pub for_ns: u64,
    /// Among how many sources the users are spread; the source of `user % splits == 0` is the silent one.
    pub splits: u32,
}

impl Silence {
    /// When the source is back, wall nanoseconds after the start.
    #[must_use]
    pub const fn end_ns(self) -> u64 {
        self.at_ns.saturating_add(self.for_ns)
    }

    fn holds(self, arrival: &Arrival) -> bool {
        arrival.event.user.is_multiple_of(self.splits)
            && (self.at_ns..self.end_ns()).contains(&arrival.due_ns)
    }

    /// Refuses a silence that would change nothing.
    pub(crate) fn check(self) -> Result<(), WorkloadError> {
        let problem = match self {
            Self { for_ns: 0, .. } => "lasts no time; let it last 1ms or more",
            Self { splits: 0, .. } => "0 sources hold no users; use at least 1",
            _ => return Ok(()),
        };
        Err(WorkloadError::option("silence", self, problem))
    }
}

impl std::fmt::Display for Silence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}:{}:{}",
            format_ns(self.at_ns),
            format_ns(self.for_ns),
            self.splits
        )
    }
}

impl std::str::FromStr for Silence {
    type Err = WorkloadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            || WorkloadError::option("silence", text, "is not AT:FOR:SPLITS; write one such as 2s:1s:4");
        let [at, span, splits] = text.split(':').collect::<Vec<_>>()[..] else {
            return Err(wrong());
        };
        let silence = Self {
            at_ns: parse_ns("silence", at)?,
            for_ns: parse_ns("silence", span)?,
            splits: splits.trim().parse().map_err(|_| wrong())?,
        };
        silence.check()?;
        Ok(silence)
    }
}

/// The stage that holds back what a silent source has.
pub(crate) struct Silenced<S> {
    inner: S,
    silence: Silence,
    taken: Vec<Arrival>,
    held: Vec<Arrival>,
    ready: VecDeque<Arrival>,
    seq: u64,
    is_over: bool,
}

impl<S: ArrivalStream> Silenced<S> {
    pub(crate) const fn new(inner: S, silence: Silence) -> Self {
        Self {
            inner,
            silence,
            taken: Vec::new(),
            held: Vec::new(),
            ready: VecDeque::new(),
            seq: 0,
            is_over: false,
        }
    }

    /// Takes a block from the inner stream.
    fn pull(&mut self) -> Result<(), WorkloadError> {
        self.taken.clear();
        if self.inner.fill(&mut self.taken, BLOCK)? == 0 {
            self.is_over = true;
            self.ready.extend(self.held.drain(..));
            return Ok(());
        }
        for arrival in &self.taken {
            if arrival.due_ns >= self.silence.end_ns() {
                self.ready.extend(self.held.drain(..));
            }
            if self.silence.holds(arrival) {
                self.held.push(Arrival {
                    due_ns: self.silence.end_ns(),
                    is_late: true,
                    ..*arrival
                });
            } else {
                self.ready.push_back(*arrival);
            }
        }
        if self.held.len() > MOST_HELD {
            let problem =
                format!("holds back more than {MOST_HELD} events; make it shorter or lower the rate");
            return Err(WorkloadError::option("silence", self.silence, problem));
        }
        Ok(())
    }
}

impl<S: ArrivalStream> ArrivalStream for Silenced<S> {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        while self.ready.len() < limit && !self.is_over {
            self.pull()?;
        }
        let filled = limit.min(self.ready.len());
        for arrival in self.ready.drain(..filled) {
            let event = Event {
                seq: self.seq,
                ..arrival.event
            };
            block.push(Arrival { event, ..arrival });
            self.seq += 1;
        }
        Ok(filled)
    }

    fn phi(&self) -> Phi {
        self.inner.phi()
    }

    fn skipped_lines(&self) -> u64 {
        self.inner.skipped_lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Length, Scenario, ScenarioKind};

    fn arrivals(silence: Option<Silence>, limit: usize) -> Vec<Arrival> {
        let scenario = Scenario {
            length: Length::WallNs(400_000_000),
            silence,
            ..Scenario::new(ScenarioKind::Ratings)
        };
        let (mut all, mut stream) = (Vec::new(), scenario.open().unwrap());
        while stream.fill(&mut all, limit).unwrap() > 0 {}
        all
    }

    #[test]
    fn a_silent_source_hands_over_nothing_and_then_everything_at_once() {
        let silence: Silence = "100ms:200ms:4".parse().unwrap();
        let (plain, silent) = (arrivals(None, 4096), arrivals(Some(silence), 4096));
        assert_eq!(plain.len(), silent.len(), "nothing is lost");
        let of_source = |arrival: &&Arrival| arrival.event.user.is_multiple_of(4);
        let during = |arrival: &&Arrival| (100_000_000..300_000_000).contains(&arrival.due_ns);
        assert_eq!(silent.iter().filter(of_source).filter(during).count(), 0);
        let held = plain
            .iter()
            .filter(of_source)
            .filter(during)
            .map(|arrival| arrival.event.time);
        let held: Vec<_> = held.collect();
        let back = silent.iter().filter(|arrival| arrival.due_ns == silence.end_ns());
        let back: Vec<_> = back
            .filter(of_source)
            .take(held.len())
            .map(|arrival| arrival.event.time)
            .collect();
        assert_eq!(back, held, "in their old order");
        assert!(silent.windows(2).all(|pair| pair[0].due_ns <= pair[1].due_ns));
        assert!(
            silent
                .iter()
                .zip(0..)
                .all(|(arrival, seq)| arrival.event.seq == seq)
        );
    }

    #[test]
    fn blocks_do_not_matter() {
        let silence = "100ms:200ms:1".parse().ok();
        assert!(arrivals(silence, 1) == arrivals(silence, 5000));
        let at_the_end = "350ms:1s:2".parse().ok();
        let kept = arrivals(at_the_end, 77);
        assert!(
            kept.iter().all(|arrival| arrival.due_ns < 400_000_000),
            "what comes back too late is not there"
        );
    }

    #[test]
    fn texts_read_back_and_mistakes_are_named() {
        let silence: Silence = "2s:500ms:3".parse().unwrap();
        assert_eq!(silence.to_string(), "2s:500ms:3");
        for (text, says) in [
            ("2s", "is not AT:FOR:SPLITS"),
            ("2s:0s:4", "lasts no time"),
            ("2s:1s:0", "hold no users"),
            ("2s:1s:x", "is not AT:FOR:SPLITS"),
            ("2:1s:4", "is not a duration"),
        ] {
            let message = text.parse::<Silence>().unwrap_err().to_string();
            assert!(message.contains(says), "{text}: {message}");
        }
    }
}

//! The end of a stream.

use streamgauge_model::{Arrival, Phi};

use crate::{ArrivalLaw, ArrivalStream, Length, Scenario, WorkloadError};

/// A stream that ends after a number of events or after a time.
pub(crate) struct Bounded<S> {
    inner: S,
    left: u64,
    before_ns: u64,
}

impl<S> Bounded<S> {
    /// `inner`, as long as the scenario says.
    pub(crate) const fn new(inner: S, scenario: &Scenario) -> Self {
        let (left, before_ns) = match scenario.length {
            Length::Events(events) => (events, u64::MAX),
            Length::WallNs(ns) if matches!(scenario.arrival, ArrivalLaw::Saturated) => {
                let events = (ns as u128 * scenario.rate_per_s as u128).div_ceil(1_000_000_000);
                (
                    if events > u64::MAX as u128 {
                        u64::MAX
                    } else {
                        events as u64
                    },
                    u64::MAX,
                )
            }
            Length::WallNs(ns) => (u64::MAX, ns),
            Length::Endless => (u64::MAX, u64::MAX),
        };
        Self {
            inner,
            left,
            before_ns,
        }
    }
}

impl<S: ArrivalStream> ArrivalStream for Bounded<S> {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        let limit = usize::try_from(self.left).map_or(limit, |left| left.min(limit));
        if limit == 0 {
            return Ok(0);
        }
        let start = block.len();
        let filled = self.inner.fill(block, limit)?;
        // Due instants never decrease, so the first one past the end ends the stream.
        let kept = match block[start..].last() {
            Some(last) if last.due_ns >= self.before_ns => {
                block[start..].partition_point(|arrival| arrival.due_ns < self.before_ns)
            }
            _ => filled,
        };
        block.truncate(start + kept);
        self.left = if kept < filled { 0 } else { self.left - kept as u64 };
        Ok(kept)
    }

    fn phi(&self) -> Phi {
        self.inner.phi()
    }

    fn skipped_lines(&self) -> u64 {
        self.inner.skipped_lines()
    }
}

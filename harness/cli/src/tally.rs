//! A stream that is counted and fingerprinted as it passes.

use streamgauge_model::{Arrival, Phi};
use streamgauge_workloads::{ArrivalStream, Attack, Fingerprint, WorkloadError};

/// Passes a stream on, and notes what passed.
pub(crate) struct Tally<S> {
    inner: S,
    fingerprint: Fingerprint,
    events: u64,
    late: u64,
}

impl<S> Tally<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self {
            inner,
            fingerprint: Fingerprint::new(),
            events: 0,
            late: 0,
        }
    }

    /// Events that passed.
    pub(crate) const fn events(&self) -> u64 {
        self.events
    }

    /// Events that passed and are late by the generator's own account.
    pub(crate) const fn late(&self) -> u64 {
        self.late
    }

    /// The fingerprint of what passed.
    pub(crate) fn fingerprint(self) -> String {
        self.fingerprint.finish()
    }
}

impl<S: ArrivalStream> ArrivalStream for Tally<S> {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        let start = block.len();
        let filled = self.inner.fill(block, limit)?;
        let passed = &block[start..];
        self.fingerprint.update(passed);
        self.events += passed.len() as u64;
        self.late += passed.iter().filter(|arrival| arrival.is_late).count() as u64;
        Ok(filled)
    }

    fn phi(&self) -> Phi {
        self.inner.phi()
    }

    fn skipped_lines(&self) -> u64 {
        self.inner.skipped_lines()
    }

    fn attacks(&self) -> Vec<Attack> {
        self.inner.attacks()
    }
}

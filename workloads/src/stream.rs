//! The seam between a scenario and whoever plays it.

use streamgauge_model::{Arrival, Phi};

use crate::{Attack, WorkloadError};

/// Arrivals in the order in which they are due.
///
/// The law: `due_ns` never decreases; `event.seq` is 0, 1, 2, ... without a gap; and neither depends on how
/// many arrivals are asked for at a time.
pub trait ArrivalStream {
    /// Appends up to `limit` arrivals to `block` and returns how many; 0 (for a `limit` above 0) is the end of
    /// the stream.
    ///
    /// # Errors
    /// Unreadable files, lines that are not ratings, and delays that hold back more events than fit in memory. After
    /// an error the stream is over: what it would give next is not defined.
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError>;

    /// The tie between the event times of this stream and the wall.
    fn phi(&self) -> Phi;

    /// Lines of an input file passed over so far because they are not ratings
    /// ([`crate::FileOptions::skip_bad_lines`]).
    fn skipped_lines(&self) -> u64 {
        0
    }

    /// The attacks of which a rating was handed out so far ([`crate::Scenario::attacks`]), in order of their first
    /// event time: ground truth, never seen by an engine.
    fn attacks(&self) -> Vec<Attack> {
        Vec::new()
    }
}

impl<S: ArrivalStream + ?Sized> ArrivalStream for Box<S> {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        (**self).fill(block, limit)
    }

    fn phi(&self) -> Phi {
        (**self).phi()
    }

    fn skipped_lines(&self) -> u64 {
        (**self).skipped_lines()
    }

    fn attacks(&self) -> Vec<Attack> {
        (**self).attacks()
    }
}

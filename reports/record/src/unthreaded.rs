//! How fast an engine's code is, with nothing around it.

use serde::{Deserialize, Serialize};

use crate::Status;

/// The same events answered several times on one thread, out of memory, without a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnthreadedTrial {
    /// Whether the figures may be used.
    pub status: Status,
    /// Events of each answer.
    pub events: u64,
    /// Events per second of wall time, of each answer.
    pub rates_per_s: Vec<f64>,
}

impl UnthreadedTrial {
    /// What was measured; void if nothing was.
    #[must_use]
    pub fn of(events: u64, rates_per_s: Vec<f64>) -> Self {
        let status = match rates_per_s.is_empty() {
            true => Status {
                harness_fault: true,
                ..Status::void("the clock did not move".to_owned())
            },
            false => Status::valid(),
        };
        Self {
            status,
            events,
            rates_per_s,
        }
    }

    /// Answers that are wrong have no rate.
    #[must_use]
    pub fn wrong(reason: String) -> Self {
        Self {
            status: Status {
                wrong_answer: true,
                ..Status::void(reason)
            },
            events: 0,
            rates_per_s: Vec::new(),
        }
    }
}

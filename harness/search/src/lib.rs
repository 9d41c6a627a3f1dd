//! The search for a sustainable rate.
//!
//! A procedure over trials: double until a rate fails, bisect, confirm by fresh repeats, draw latency over load, and
//! approach once from above. Each trial is judged by checks that anybody can recompute from its record. Who carries
//! out a trial is a seam ([`Laboratory`]), so that the procedure itself is tested on engines whose capacity is known.

mod checks;
mod claim;
mod curve;
mod document;
#[cfg(test)]
mod fakes;
mod laboratory;
mod lengths;
mod objective;
mod plan;
mod procedure;
#[cfg(test)]
mod procedure_tests;
mod recovery;
mod trend;
mod trials;
mod verdict;

pub use checks::checks;
pub use curve::PERCENTS as CURVE_PERCENTS;
pub use document::{described, document, now};
pub use laboratory::{Laboratory, Order, Watch};
pub use lengths::{Lengths, waits_ns};
pub use objective::Objective;
pub use plan::{Memory, SearchPlan};
pub use procedure::{Found, search};
pub use trend::{backlog_trend, latency_trend};
pub use verdict::verdict;

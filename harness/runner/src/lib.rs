//! Runs an engine against a schedule and measures it.

mod observed;

pub use observed::{BatchTiming, Observed, TaskObserved};

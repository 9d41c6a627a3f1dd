//! What the benches share: events in memory, a cheap input and output for engines, and a driver without threads.
//!
//! Figures of these benches are about code, not about execution models: nothing is paced, nothing waits, no latency
//! is taken. `streamgauge compare` measures the models.

mod driver;
mod feed;
mod operators;
mod right;
mod schedule;
mod settings;
mod sink;

pub use driver::{START, drive, traces};
pub use feed::Feed;
pub use operators::{Feeding, feed};
pub use right::assert_right;
pub use schedule::Schedule;
pub use settings::criterion;
pub use sink::{Rows, Sink};

//! What the benches share: events in memory, a cheap input and output for engines, and a driver without threads.
//!
//! Figures of these benches are about code, not about execution models: nothing is paced, nothing waits, no latency
//! is taken. `streamgauge compare` measures the models.

mod bandwidth;
mod driver;
mod feed;
mod in_turn;
mod operators;
mod right;
mod schedule;
mod settings;
mod sink;
mod stream_feed;
mod supply;

pub use bandwidth::read_gb_per_s;
pub use driver::{START, drive, drive_supply, traces};
pub use feed::Feed;
pub use in_turn::{medians, rounds};
pub use operators::{Feeding, feed};
pub use right::assert_right;
pub use schedule::Schedule;
pub use settings::criterion;
pub use sink::{Rows, Sink};
pub use stream_feed::StreamFeed;
pub use supply::Supply;

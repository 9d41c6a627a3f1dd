//! What the benches share: events in memory, a cheap output for engines, and what drives them without threads.
//!
//! Figures of these benches are about code, not about execution models: nothing is paced, nothing waits, no latency
//! is taken. `streamgauge compare` measures the models.

mod bandwidth;
mod driver;
mod hand_over;
mod in_turn;
mod operators;
mod right;
mod schedule;
mod settings;
mod sink;
mod stream_feed;
mod written;

pub use bandwidth::read_gb_per_s;
pub use driver::{START, drive, traces};
pub use hand_over::hand_over;
pub use in_turn::{medians, rounds};
pub use operators::{Feeding, feed};
pub use right::assert_right;
pub use schedule::Schedule;
pub use settings::criterion;
pub use sink::{Rows, Sink};
pub use stream_feed::StreamFeed;
pub use written::{prepared_recorder, written};

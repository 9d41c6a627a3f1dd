//! The frontier between completeness, latency and state.
//!
//! A [`Sweep`] is one query on the same events under every combination of watermark delay, allowed lateness and engine
//! (a trigger interval makes an engine of its own). Each [`Point`] is carried out twice: on the virtual clock, where
//! completeness and drops are exact, and in real time, where latency and state are. Who carries it out is a seam, the
//! [`Laboratory`].

mod laboratory;
mod point;
mod sweep;
mod walk;

pub use laboratory::Laboratory;
pub use point::Point;
pub use sweep::Sweep;
pub use walk::{Progress, Walk, Walked};

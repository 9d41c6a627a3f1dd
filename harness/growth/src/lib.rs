//! How the cost of an event grows.
//!
//! A [`Grid`] has one or several axes: the number of keys, how many windows an event belongs to, open sessions, the share
//! of late events, workers. On each axis everything but one thing stays the same ([`Case`]). Each [`Point`] is tried
//! several times, all points in turns: every event is due at once, and what counts is how long the engine was busy with
//! it. Who carries it out is a seam, the [`Laboratory`].

mod case;
mod grid;
mod laboratory;
mod point;
mod values;

pub use case::Case;
pub use grid::{Grid, Grown, Progress};
pub use laboratory::Laboratory;
pub use point::Point;
pub use values::{check_value, usual_values};

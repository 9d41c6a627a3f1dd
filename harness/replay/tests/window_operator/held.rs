//! What a window holds.

/// The values of its events, and what its trigger remembers.
#[derive(Clone, Debug, Default)]
pub struct Held {
    pub events: Vec<i64>,
    pub counted: i64,
    pub next_fire: Option<i64>,
}

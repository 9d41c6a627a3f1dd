//! What an event is grouped by, as a type, so that the choice costs nothing per event.

use streamgauge_model::{Event, Key};

/// Extracts the key of an event.
pub trait KeyOf: Copy + Default + Send + Sync + 'static {
    /// The key of `event`.
    fn key(event: &Event) -> Key;
}

/// One group for all events.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKey;

/// One group per movie.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByMovie;

/// One group per user.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByUser;

impl KeyOf for NoKey {
    #[inline]
    fn key(_: &Event) -> Key {
        Key::NONE
    }
}

impl KeyOf for ByMovie {
    #[inline]
    fn key(event: &Event) -> Key {
        Key(event.movie)
    }
}

impl KeyOf for ByUser {
    #[inline]
    fn key(event: &Event) -> Key {
        Key(event.user)
    }
}

//! What events are grouped by.

use streamgauge_model::Event;

/// Gives events their keys.
pub(crate) trait Keying: Send + 'static {
    /// The key of an event.
    fn of(event: &Event) -> u32;
}

/// One group for each movie.
pub(crate) struct ByMovie;

/// One group for each user.
pub(crate) struct ByUser;

/// One group for all events.
pub(crate) struct NoKey;

impl Keying for ByMovie {
    #[inline]
    fn of(event: &Event) -> u32 {
        event.movie
    }
}

impl Keying for ByUser {
    #[inline]
    fn of(event: &Event) -> u32 {
        event.user
    }
}

impl Keying for NoKey {
    #[inline]
    fn of(_event: &Event) -> u32 {
        0
    }
}

/// The worker that owns a key, modulo the number of workers: a multiplication, of which the upper bits are well mixed.
#[inline]
pub(crate) fn spread(key: u32) -> u64 {
    u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
}

//! What events are grouped by.

use streamgauge_model::Event;

use crate::groups::{Groups, One};
use crate::table::Table;

/// The key of an event, as a type, and the table that suits it.
pub(crate) trait Keying {
    /// Groups by this key.
    type Groups<A>: Groups<A>;

    /// The key of `event`.
    fn key(event: &Event) -> u32;
}

/// One group for all events: no table at all.
pub(crate) struct NoKey;

/// One group for each movie.
pub(crate) struct ByMovie;

/// One group for each user.
pub(crate) struct ByUser;

impl Keying for NoKey {
    type Groups<A> = One<A>;

    #[inline]
    fn key(_: &Event) -> u32 {
        0
    }
}

impl Keying for ByMovie {
    type Groups<A> = Table<A>;

    #[inline]
    fn key(event: &Event) -> u32 {
        event.movie
    }
}

impl Keying for ByUser {
    type Groups<A> = Table<A>;

    #[inline]
    fn key(event: &Event) -> u32 {
        event.user
    }
}

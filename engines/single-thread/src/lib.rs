//! A competent single thread.
//!
//! The same answers as the engines, computed by one thread over the arrivals, without queue, exchange or fault tolerance:
//! the yardstick of COST (McSherry, Isard, Murray, HotOS 2015). It is what one would write by hand for one query, and
//! written to be fast: a loop over a slice, integer keys, tables that are reused, everything known when it is compiled.
//! It means what the event-at-a-time engine means with a watermark after every event, and shares no code with it.

mod aligned;
mod answer;
mod clock;
mod day_timers;
mod fold;
mod gate;
mod grid;
mod groups;
mod key;
mod key_sessions;
mod operator;
mod rolling;
mod running;
mod sessions;
mod table;
mod users;

pub use answer::answer;

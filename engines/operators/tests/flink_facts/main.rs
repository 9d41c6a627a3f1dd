//! What Flink's own tests state about windows, sessions, interval joins and state with a time to live.

mod interval_join;
mod named_keys;
mod sessions;
mod state_ttl;
mod window_fact;
mod windows;

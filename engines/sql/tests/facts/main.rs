//! The recorded behaviour of Flink SQL, fact by fact.

mod deduplicate;
mod fact;
mod group_aggregate;
mod group_window;
mod interval_join;
mod session;
mod slicing;
mod window_join;

//! The recorded behaviour of Flink SQL, fact by fact.

mod fact;
mod slicing;

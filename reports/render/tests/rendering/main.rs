//! What the renderers make of records, looked at from outside.
#![allow(missing_docs, clippy::unwrap_used, reason = "helpers of tests are tests")]

mod differences;
mod figures;
mod golden;
mod page;
mod records;
mod searches;
mod yardstick;

//! What the renderers make of records, looked at from outside.
#![allow(missing_docs, clippy::unwrap_used, reason = "helpers of tests are tests")]

mod differences;
mod exports;
mod figures;
mod golden;
mod histories;
mod page;
mod records;
mod searches;
mod yardstick;

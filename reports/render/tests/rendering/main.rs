//! What the renderers make of records, looked at from outside.
#![allow(missing_docs, clippy::unwrap_used, reason = "helpers of tests are tests")]

mod accessibility;
mod carried;
mod catching_up;
mod changes;
mod checks;
mod compared;
mod differences;
mod exports;
mod figures;
mod frontiers;
mod golden;
mod goldens;
mod growths;
mod guidance;
mod head_to_head;
mod histories;
mod kernels;
mod losses;
mod over_time;
mod page;
mod pairs;
mod percentiles;
mod rates;
mod raw;
mod records;
mod searches;
mod several;
mod verdicts;
mod wrong_turns;
mod yardstick;

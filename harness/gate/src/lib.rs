//! The gate: is this build worse than that one?
//!
//! Both builds run the same scenarios in turns, each run in a process of its own, so that what the machine does over
//! minutes meets both alike. Pairs are compared by the exact signed-rank interval of the logarithms of their ratios; a
//! verdict needs an interval that leaves 0 and an estimate that reaches the limit, and is confirmed by measuring afresh.
//! A control kernel whose work never changes shows whether the machine favoured a side. Who carries out a run is a seam
//! ([`Bench`]), so that the rule itself is tested on builds whose difference is known.

mod answers;
mod bench;
mod blocks;
#[cfg(test)]
mod gate_tests;
mod kernels;
mod order;
mod plan;
mod ruling;
mod self_test;
mod turn;
mod void_tries;
mod waiting;

pub use answers::{check_answers, compare_answers};
pub use bench::{Bench, Watch};
pub use kernels::compare_kernels;
pub use order::orders;
pub use plan::{Interrupted, check_scenario, judge_again};
pub use ruling::{Limits, compare};
pub use self_test::{SelfTest, Trial, self_test};
pub use streamgauge_statistics::least_pairs;
pub use waiting::compare_waiting;

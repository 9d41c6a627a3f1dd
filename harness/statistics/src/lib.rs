//! Estimates that never travel without their interval.
//!
//! Pure functions of numbers: no clock, no file, no randomness but from a seed that is given.

#![allow(clippy::cast_precision_loss)] // Numbers of runs and points are small.

mod bootstrap;
mod change_point;
mod e_divisive;
mod level_change;
mod look;
#[cfg(test)]
mod noise;
mod noise_floor;
mod normal;
mod order;
pub mod paired;
mod rank_sum;
mod slope;
mod steadiness;
mod student;
mod verdict;

pub use bootstrap::bootstrap_median_interval;
pub use change_point::change_points;
pub use e_divisive::{CHANGE_ERROR, LEAST_LEVEL, level_changes};
pub use level_change::LevelChange;
pub use look::{Look, looks};
pub use noise_floor::noise_floor;
pub use order::{Interval, median, median_interval, percentile};
pub use paired::Estimate;
pub use rank_sum::{least_pairs, rank_sum_at_most};
pub use slope::{LEAST_BLOCKS, SlopeInterval, slope_interval, theil_sen};
pub use steadiness::{LEAST_POINTS, Steadiness, steadiness};
pub use verdict::{Judgement, Rule, Verdict};

//! One place of a grid.

use streamgauge_record::GrowthAxis;

/// One engine at one value of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// What grows.
    pub axis: GrowthAxis,
    /// Its value here.
    pub value: f64,
    /// The place of the engine among those of the grid.
    pub arm: usize,
}

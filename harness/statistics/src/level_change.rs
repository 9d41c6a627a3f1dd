//! A change of level, and its size.

/// A change of level in a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelChange {
    /// The first point of the new level.
    pub index: usize,
    /// Median from the change before it (or the beginning) to this one.
    pub before: f64,
    /// Median from this change to the next (or the end).
    pub after: f64,
    /// The chance that two samples of one normal distribution differ as much in their means, as if this place had been
    /// chosen beforehand. It has been searched for, so it is no rate of false alarms.
    pub p: f64,
}

impl LevelChange {
    /// The new level against the old one, such as 0.12 for 12 % more; `None` where the old one is 0.
    #[must_use]
    pub fn relative(&self) -> Option<f64> {
        (self.before != 0.0).then(|| (self.after - self.before) / self.before.abs())
    }

    /// The greater level against the smaller one, less 1: the same for twice and for half as much. Infinite if one of
    /// them is 0 or their signs differ.
    #[must_use]
    pub fn magnitude(&self) -> f64 {
        let ratio = self.after / self.before;
        if self.after == self.before {
            0.0
        } else if ratio > 0.0 {
            ratio.max(1.0 / ratio) - 1.0
        } else {
            f64::INFINITY
        }
    }
}

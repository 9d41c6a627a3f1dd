//! The global watermark of a query: what its watermark nodes have seen, combined (W1-W4).

use streamgauge_model::WatermarkPolicy;

use crate::Value;

/// What passed through one watermark node in one batch, in milliseconds (Spark's `EventTimeStats`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventTimeStats {
    /// Rows.
    pub count: u64,
    /// The smallest event time.
    pub min_ms: i64,
    /// The greatest event time.
    pub max_ms: i64,
    sum_ms: i128,
}

impl EventTimeStats {
    /// A row passes. A timestamp is floored to milliseconds; null reads as 0, so that it can lower the
    /// smallest event time (`EventTimeWatermarkExec` reads the field without asking whether it is null).
    pub(crate) fn add(&mut self, time: &Value) {
        let millis = match time {
            Value::Time(time) => time.millis(),
            _ => 0,
        };
        let first = self.count == 0;
        self.min_ms = if first { millis } else { self.min_ms.min(millis) };
        self.max_ms = if first { millis } else { self.max_ms.max(millis) };
        self.sum_ms += i128::from(millis);
        self.count += 1;
    }

    /// The mean event time, truncated to whole milliseconds; 0 without rows.
    #[must_use]
    pub fn mean_ms(&self) -> i64 {
        let mean = self.sum_ms / i128::from(self.count.max(1));
        i64::try_from(mean).unwrap_or_default()
    }
}

/// Combines the watermarks of the nodes into the global one, which is never below 0 and never falls (Spark's
/// `WatermarkTracker`).
#[derive(Clone, Debug)]
pub(crate) struct WatermarkTracker {
    policy: WatermarkPolicy,
    delays_ms: Vec<i64>,
    nodes: Vec<Option<i64>>,
    global_ms: i64,
}

impl WatermarkTracker {
    /// A run begins: the global watermark survives a restart, what the nodes have seen does not (R3).
    pub(crate) fn new(policy: WatermarkPolicy, delays_ms: Vec<i64>, global_ms: i64) -> Self {
        Self {
            policy,
            nodes: vec![None; delays_ms.len()],
            delays_ms,
            global_ms,
        }
    }

    /// A batch has ended; `seen` is what passed through each node.
    pub(crate) fn learn(&mut self, seen: &[EventTimeStats]) {
        for ((node, delay_ms), stats) in self.nodes.iter_mut().zip(&self.delays_ms).zip(seen) {
            if stats.count > 0 {
                let reached = stats.max_ms.saturating_sub(*delay_ms);
                *node = Some(node.map_or(reached, |before| before.max(reached)));
            }
        }
        // A node that has seen nothing in this run stands at 0.
        let reached = self.nodes.iter().map(|node| node.unwrap_or(0));
        let combined = match self.policy {
            WatermarkPolicy::Min => reached.min(),
            WatermarkPolicy::Max => reached.max(),
        };
        self.global_ms = self.global_ms.max(combined.unwrap_or(0));
    }

    /// The global watermark after the last batch, in milliseconds.
    pub(crate) const fn global_ms(&self) -> i64 {
        self.global_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats(times: &[i64]) -> EventTimeStats {
        let mut stats = EventTimeStats::default();
        for &time in times {
            stats.add(&Value::millis(time));
        }
        stats
    }

    #[test]
    fn the_smallest_node_rules_and_one_without_data_stands_at_zero() {
        let mut tracker = WatermarkTracker::new(WatermarkPolicy::Min, vec![0, 5_000], 0);
        tracker.learn(&[stats(&[20_000]), stats(&[])]);
        assert_eq!(tracker.global_ms(), 0);
        tracker.learn(&[stats(&[]), stats(&[12_000, 9_000])]);
        assert_eq!(tracker.global_ms(), 7_000);
    }

    #[test]
    fn the_greatest_node_may_rule_instead() {
        let mut tracker = WatermarkTracker::new(WatermarkPolicy::Max, vec![0, 5_000], 0);
        tracker.learn(&[stats(&[20_000]), stats(&[])]);
        assert_eq!(tracker.global_ms(), 20_000);
    }

    #[test]
    fn the_watermark_is_never_below_zero_and_never_falls() {
        let mut tracker = WatermarkTracker::new(WatermarkPolicy::Min, vec![10_000], 3_000);
        tracker.learn(&[stats(&[5_000])]);
        assert_eq!(tracker.global_ms(), 3_000);
        tracker.learn(&[stats(&[i64::MIN])]);
        assert_eq!(tracker.global_ms(), 3_000);
    }

    #[test]
    fn a_row_without_time_lowers_the_smallest_and_not_the_greatest() {
        let mut seen = stats(&[7_000]);
        seen.add(&Value::Null);
        assert_eq!((seen.min_ms, seen.max_ms, seen.mean_ms()), (0, 7_000, 3_500));
    }
}

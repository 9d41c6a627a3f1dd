//! What a change of a metric means.

use streamgauge_record::Direction;

use crate::{Group, Metric};

/// Less is better: costs and losses.
const LOWER: &[&str] = &[
    "late_drop_rate",
    "late_drop_rate_assignments",
    "wrong_drop_rate",
    "wrong_drop_rate_assignments",
    "own_wrong_drops",
    "own_wrong_keeps",
    "unaccounted",
    "missing",
    "missing_last",
    "missing_groups",
    "spurious_groups",
    "duplicate_groups",
    "updates_per_window",
    "value_error_mean_first",
    "value_error_mean_last",
    "value_error_max_first",
    "value_error_max_last",
    "sessions_resized",
    "sessions_split",
    "sessions_merged",
    "sessions_lost",
    "false_alerts",
    "catch_up",
    "excess",
    "peak_backlog",
    "cpu_per_event",
    "core_time_per_million",
    "peak_state",
    "peak_state_bytes",
    "steady_state_bytes",
    "state_bytes_per_entry",
    "peak_memory",
    "steady_memory",
    "memory_growth",
    "allocations_per_event",
    "allocated_bytes_per_event",
    "involuntary_switches",
];

/// More is better: what is done, found and kept.
const HIGHER: &[&str] = &[
    "accepted",
    "completed",
    "capacity_estimate",
    "saturated",
    "per_core",
    "completeness",
    "completeness_first",
    "completeness_last",
    "completeness_macro_first",
    "completeness_macro_last",
    "completeness_p1_first",
    "completeness_p1_last",
    "complete_share_first",
    "complete_share_last",
    "session_match",
    "drop_precision",
    "drop_precision_assignments",
    "attacks_found",
    "recall",
    "precision",
    "f1",
];

/// What the events, the schedule and the query decide without an engine.
const EQUAL: &[&str] = &[
    "offered",
    "attacks",
    "rule_recall",
    "delayed_share",
    "out_of_order_share",
    "watermark_late_share",
    "drop_eligible_share",
];

/// What a model does differently without being the better for it.
const NEUTRAL: &[&str] = &[
    "leniency",
    "leniency_assignments",
    "refused_by_some",
    "drops_counted",
    "counter_error",
];

const ALL: [(&[&str], Direction); 4] = [
    (LOWER, Direction::Lower),
    (HIGHER, Direction::Higher),
    (EQUAL, Direction::Equal),
    (NEUTRAL, Direction::Neutral),
];

/// What a change of the metric with this key means; `None` of one that there is not. Of latencies less is better.
#[must_use]
pub fn direction(key: &str) -> Option<Direction> {
    let found = ALL.iter().find(|(keys, _)| keys.contains(&key));
    found.map(|(_, direction)| *direction)
}

/// The same in a sentence.
#[must_use]
pub const fn direction_text(direction: Direction) -> &'static str {
    match direction {
        Direction::Lower => "Lower is better.",
        Direction::Higher => "Higher is better.",
        Direction::Equal => "The same events must give the same figure.",
        Direction::Neutral => "Neither higher nor lower is better.",
    }
}

/// Whether the figure is made of time, of CPU or of the process's memory, so that it says nothing beside a figure of
/// another machine.
pub(crate) fn is_of_the_machine(metric: &Metric) -> bool {
    match metric.group {
        Group::Latency | Group::Throughput | Group::Recovery => true,
        Group::Results | Group::Detection => false,
        Group::Cost => !["peak_state", "peak_state_bytes"].contains(&metric.key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics;

    #[test]
    fn every_metric_has_one_direction_and_every_direction_a_metric() {
        for metric in metrics() {
            let found = ALL.iter().filter(|(keys, _)| keys.contains(&metric.key));
            assert_eq!(found.count(), 1, "{}", metric.key);
        }
        for (keys, _) in ALL {
            for key in keys {
                assert!(metrics().any(|metric| metric.key == *key), "{key}");
            }
        }
        assert_eq!(direction("no such metric"), None);
    }
}

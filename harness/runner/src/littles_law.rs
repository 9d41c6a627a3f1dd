//! Little's law: the mean number of events under way is their rate times the mean time that they take.

use streamgauge_record::SelfTest;

use crate::self_tests::{Evidence, SelfTestExt as _};

/// How far both sides may be apart, as a share.
const TOLERANCE: f64 = 0.05;
/// The latencies of events from due to first result; the first that a run has is tested.
const FROM_DUE: [&str; 2] = ["event_total", "total"];

/// Compares what was recorded with what was seen (Little 1961). On the one side the time integral of the number of events
/// under way, from the instants of arrivals and departures; on the other their rate times the mean of the recorded
/// histogram. A value that was lost, clipped, counted twice or recorded in another unit tells itself by a difference. Both
/// sides know the same events: those that have no result are found by the counters and the oracle.
pub(crate) fn littles_law(evidence: &Evidence<'_>) -> Option<SelfTest> {
    let (subject, seen) = (evidence.subject, evidence.subject.observed);
    let recorded = FROM_DUE
        .iter()
        .find_map(|name| evidence.distributions.get(*name))?;
    let measured_s = subject.phase.measured_ns as f64 / 1e9;
    let rate_per_s = recorded.samples as f64 / measured_s;
    let mean_s = recorded.mean_ns? / 1e9;
    let (mut arrivals, mut departures) = (Vec::new(), Vec::new());
    for (seq, first) in evidence
        .attribution
        .first_ns
        .iter()
        .enumerate()
        .take(seen.taken_ns.len())
    {
        if let (Some(due), Some(first)) = (subject.due_ns(seq), first)
            && subject.phase.contains(due)
        {
            arrivals.push(due);
            departures.push(*first);
        }
    }
    departures.sort_unstable();
    let under_way = mean_under_way(&arrivals, &departures) / (measured_s * 1e9);
    let expected = rate_per_s * mean_s;
    Some(SelfTest::new("littles_law", under_way, expected).within(expected * TOLERANCE, "events"))
}

/// The integral over time of the number under way, in nanoseconds; both lists are in order.
fn mean_under_way(arrivals: &[i64], departures: &[i64]) -> f64 {
    let (mut arrived, mut departed) = (0, 0);
    let mut now = arrivals
        .first()
        .copied()
        .unwrap_or(0)
        .min(departures.first().copied().unwrap_or(0));
    let mut integral = 0.0;
    while departed < departures.len() || arrived < arrivals.len() {
        let next = [arrivals.get(arrived), departures.get(departed)]
            .into_iter()
            .flatten()
            .min();
        let Some(&next) = next else { break };
        integral += (arrived as f64 - departed as f64) * (next - now) as f64;
        now = next;
        if arrivals.get(arrived) == Some(&next) {
            arrived += 1;
        } else {
            departed += 1;
        }
    }
    integral
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integral_is_the_sum_of_the_times_whoever_belongs_to_whom() {
        assert!((mean_under_way(&[0, 10, 20], &[15, 25, 40]) - 50.0).abs() < 1e-9);
        assert!((mean_under_way(&[0, 10], &[10, 20]) - 20.0).abs() < 1e-9);
        assert!(mean_under_way(&[], &[]).abs() < 1e-9);
    }

    #[test]
    fn what_departs_before_it_arrives_counts_against_the_rest() {
        assert!((mean_under_way(&[10], &[4]) + 6.0).abs() < 1e-9);
    }
}

//! How long results wait by the rules alone, in both builds.

use streamgauge_record::{Run, WaitingCheck};

use crate::kernels::verdict;

/// The latency of windows and, of queries without any, of events.
const HEADLINES: [&str; 2] = ["from_trigger", "total"];
/// The percentiles that are compared.
const QUANTILES: [f64; 2] = [0.5, 0.99];

/// Compares the headline latency of two runs on the virtual clock, where work costs no time and all of it is waiting:
/// for a trigger, for a watermark, for a timer. It does not vary, so that no statistics are needed.
#[must_use]
pub fn compare_waiting(scenario: &str, base: &Run, head: &Run, limit: f64) -> Vec<WaitingCheck> {
    let compared = |quantile: f64| {
        let (base, head) = (latency_ns(base, quantile)?, latency_ns(head, quantile)?);
        Some(WaitingCheck {
            scenario: scenario.to_owned(),
            quantile,
            base_ns: base,
            head_ns: head,
            verdict: verdict(base, head, limit),
        })
    };
    QUANTILES.into_iter().filter_map(compared).collect()
}

/// A percentile of the headline latency, nanoseconds, if there are samples enough.
pub(crate) fn latency_ns(run: &Run, quantile: f64) -> Option<u64> {
    let headline = HEADLINES.iter().find_map(|name| run.latency.get(*name))?;
    headline.percentile(quantile)?.value_ns
}

#[cfg(test)]
mod tests {
    use streamgauge_record::CheckVerdict;

    use super::*;

    #[test]
    fn waiting_is_exact_and_only_what_exceeds_the_limit_counts() {
        for (base, head, is) in [
            (0, 0, CheckVerdict::Same),
            (0, 1, CheckVerdict::Worse),
            (1, 0, CheckVerdict::Better),
            (1_000, 1_050, CheckVerdict::Same),
            (1_000, 1_051, CheckVerdict::Worse),
            (1_000, 950, CheckVerdict::Same),
            (1_000, 949, CheckVerdict::Better),
        ] {
            assert_eq!(verdict(base, head, 0.05), is, "{base} {head}");
        }
    }
}

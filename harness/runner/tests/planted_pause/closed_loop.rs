//! What a generator would report that waits for each answer before it sends the next event: the mistake.

use hdrhistogram::Histogram;
use streamgauge_record::Distribution;
use streamgauge_runner::Observed;

/// Latencies from the moment of sending, by the instants of an open-loop run of an engine that answers in order: an event
/// that is due while an answer is outstanding is never sent (the omission that is coordinated with the engine). Without
/// those of the warm-up.
pub(crate) fn latencies(observed: &Observed, warm_up_ns: u64) -> Vec<u64> {
    let mut answered_ns = 0;
    let mut latencies = Vec::new();
    for (arrival, answer) in observed.arrivals.iter().zip(&observed.tasks[0].result_ns) {
        if arrival.due_ns < answered_ns {
            continue;
        }
        answered_ns = u64::try_from(*answer).expect("nothing is answered before the start");
        if arrival.due_ns >= warm_up_ns {
            latencies.push(answered_ns - arrival.due_ns);
        }
    }
    latencies
}

/// The same with Tene's correction for an expected interval between events: for each wait longer than that, those that
/// the events behind it would have seen.
pub(crate) fn corrected(latencies: &[u64], interval_ns: u64) -> Histogram<u64> {
    let mut histogram = Distribution::histogram(3_600_000_000_000);
    for latency in latencies {
        histogram
            .record_correct(*latency, interval_ns)
            .expect("within an hour");
    }
    histogram
}

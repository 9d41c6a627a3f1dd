//! How the source kept its schedule, and how the run ended, for the record.

use streamgauge_record::Delivery;

use crate::Subject;
use crate::latency::Latencies;
use crate::own_slip::slip_p999;
use crate::void::slip_limit_ns;

/// The delivery of a run; its fingerprint is known to whoever made the arrivals.
pub(crate) fn delivery(subject: &Subject<'_>, latencies: &Latencies) -> Delivery {
    let observed = subject.observed;
    let last_due = observed.arrivals.last().map_or(0, |arrival| arrival.due_ns);
    let end_ns = u64::try_from(observed.end_ns).unwrap_or(0);
    Delivery {
        fingerprint: None,
        own_slip_p999_ns: slip_p999(subject),
        own_slip_limit_ns: slip_limit_ns(subject, latencies),
        queue_full: observed.queue_full,
        drained_ns: observed.drained.then(|| end_ns.saturating_sub(last_due)),
        ended_early: observed.ended_early.clone(),
    }
}

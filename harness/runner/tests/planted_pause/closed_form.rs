//! Percentiles of the waits around one pause, for arrivals spread evenly over the measured phase.

/// Event-at-a-time: all waits are 0, but for the share `pause / measured` of events that wait for between nothing and
/// the whole pause, evenly. The share that waits longer than `x` is `(pause - x) / measured`; set equal to `1 - q`:
///
/// ```text
/// p(q) = max(0, pause - (1 - q) * measured)
/// ```
pub(crate) fn event_at_a_time(pause_ns: u64, measured_ns: u64, quantile: f64) -> f64 {
    (pause_ns as f64 - (1.0 - quantile) * measured_ns as f64).max(0.0)
}

/// Micro-batch with a trigger every `D`, and a pause that begins and ends with a trigger. Those due in the `D` before
/// the pause and in the pause itself, `pause + D` together, wait for its end; all others between nothing and `D`.
/// Longer than `x` wait
///
/// ```text
/// pause + D - x                                               for x from D on
/// (measured - pause - D) * (1 - x / D) + pause + D - x        for x up to D
/// ```
///
/// which, set equal to `(1 - q) * measured`, gives the percentile.
pub(crate) struct MicroBatchForm {
    pub(crate) every_ns: u64,
    pub(crate) pause_ns: u64,
    pub(crate) measured_ns: u64,
}

impl MicroBatchForm {
    pub(crate) fn percentile(&self, quantile: f64) -> f64 {
        let (every, measured) = (self.every_ns as f64, self.measured_ns as f64);
        let beyond = (1.0 - quantile) * measured;
        let held = self.pause_ns as f64 + every;
        if beyond <= held - every {
            return held - beyond;
        }
        (measured - beyond) * every / (measured - held + every)
    }
}

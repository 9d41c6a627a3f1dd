//! How many events a trial takes in which everything is due at once.

use std::ops::RangeInclusive;

/// How many events keep an engine of about this rate busy for so long, within limits; the fewest if nothing is known of the
/// rate.
pub(crate) fn trial_events(rate_per_s: Option<f64>, busy_s: f64, limits: &RangeInclusive<usize>) -> usize {
    let wanted = rate_per_s.unwrap_or(0.0) * busy_s;
    // In range by construction, and whole enough.
    (wanted as usize).clamp(*limits.start(), *limits.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_is_as_long_as_the_engine_is_fast_within_limits() {
        let events = |rate| trial_events(rate, 0.03, &(50_000..=300_000));
        assert_eq!(events(None), 50_000);
        assert_eq!(events(Some(5e6)), 150_000);
        assert_eq!(events(Some(1e9)), 300_000);
    }
}

//! How criterion measures here.

use std::time::Duration;

use criterion::Criterion;

/// Short enough for all benches to take a few minutes. A change below 5 % is noise on a machine that others use, too;
/// criterion's own default of 1 % would call most runs on such a machine a change.
#[must_use]
pub fn criterion() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .noise_threshold(0.05)
}

//! How long a query's windows and its state last on the wall clock.

use streamgauge_model::{Query, TimeDomain, WindowSpec};

const MILLI_NS: u64 = 1_000_000;

/// The length of a query's windows on the wall clock, nanoseconds; of a session, its gap; 0 without windows.
#[must_use]
pub fn window_ns(query: &Query, time_scale: f64) -> u64 {
    let millis = match query.window {
        WindowSpec::Running | WindowSpec::Global => 0,
        WindowSpec::Tumbling { size_ms, .. } | WindowSpec::Sliding { size_ms, .. } => size_ms,
        WindowSpec::Session { gap_ms } => gap_ms,
    };
    wall_ns(millis, scale_of(query, time_scale))
}

/// How much longer than its windows a query holds state, nanoseconds of the wall clock.
#[must_use]
pub fn held_ns(query: &Query, time_scale: f64) -> u64 {
    let delay = query.watermark.map_or(0, |rule| rule.delay_ms);
    wall_ns(
        delay.saturating_add(query.allowed_lateness_ms),
        scale_of(query, time_scale),
    )
}

fn scale_of(query: &Query, time_scale: f64) -> f64 {
    match query.time {
        TimeDomain::Event => time_scale,
        TimeDomain::Processing => 1.0,
    }
}

/// Milliseconds of a time that runs `time_scale` times as fast as the wall clock, in nanoseconds of the wall clock.
#[must_use]
pub fn wall_ns(millis: i64, time_scale: f64) -> u64 {
    let whole = u64::try_from(millis).unwrap_or(0).saturating_mul(MILLI_NS);
    (whole as f64 / time_scale.max(f64::MIN_POSITIVE)) as u64
}

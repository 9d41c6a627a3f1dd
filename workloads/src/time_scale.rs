//! The time scale as whole nanoseconds.

use crate::WorkloadError;

/// Slowest event time accepted: one millisecond of it takes a second of wall time.
const MOST_NANOS_PER_MS: f64 = 1e9;

/// Nanoseconds of wall time per millisecond of event time, for an event time that runs `scale` times faster than
/// the wall clock.
///
/// # Errors
/// Refuses scales for which that is not a whole number of at least 1 (schedules are exact integers), and
/// proposes the nearest scales that work.
pub(crate) fn nanos_per_ms(scale: f64) -> Result<u64, WorkloadError> {
    const OPTION: &str = "time scale";
    if !(scale.is_finite() && scale > 0.0) {
        return Err(WorkloadError::option(
            OPTION,
            scale,
            "must be above 0; 1 is real time",
        ));
    }
    let exact = 1e6 / scale;
    if exact > MOST_NANOS_PER_MS {
        return Err(WorkloadError::option(
            OPTION,
            scale,
            "is too slow; use 0.001 or more",
        ));
    }
    let whole = exact.round();
    if whole < 1.0 {
        return Err(WorkloadError::option(
            OPTION,
            scale,
            "is too fast; use 1000000 or less",
        ));
    }
    // The tolerance lets a proposed scale, printed and read back, through.
    if (exact - whole).abs() <= exact * 1e-12 {
        return Ok(whole as u64);
    }
    Err(WorkloadError::option(
        OPTION,
        scale,
        format!(
            "one millisecond of event time would take {exact:.3} ns of wall time, which is not a whole number; \
             use {}{}",
            1e6 / whole,
            round_neighbours(scale)
        ),
    ))
}

/// The next whole divisors of 1 000 000 below and above `scale`, for people who like round numbers.
fn round_neighbours(scale: f64) -> String {
    let works = |candidate: &u64| 1_000_000u64.is_multiple_of(*candidate);
    let below = (1..=scale.ceil() as u64 - 1).rev().find(works);
    let above = (scale.floor() as u64 + 1..=1_000_000).find(works);
    match (below, above) {
        (Some(below), Some(above)) => format!(", or round: {below} or {above}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_nanoseconds_pass() {
        for (scale, nanos) in [
            (1.0, 1_000_000),
            (200.0, 5_000),
            (0.5, 2_000_000),
            (1e6, 1),
            (64.0, 15_625),
        ] {
            assert_eq!(nanos_per_ms(scale).unwrap(), nanos, "{scale}");
        }
    }

    #[test]
    fn what_is_proposed_works() {
        for scale in [3.0, 7.0, 150.0, 0.3, 999_999.0, 600_000.0] {
            let message = nanos_per_ms(scale).unwrap_err().to_string();
            let (_, tail) = message.split_once("; use ").unwrap();
            let proposed = tail.split(',').next().unwrap().parse().unwrap();
            assert!(nanos_per_ms(proposed).is_ok(), "{message}");
        }
        let message = nanos_per_ms(3.0).unwrap_err().to_string();
        assert!(message.contains("or round: 2 or 4"), "{message}");
    }

    #[test]
    fn nonsense_is_refused() {
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY, 3e6, 1e-9] {
            assert!(nanos_per_ms(scale).is_err(), "{scale}");
        }
    }
}

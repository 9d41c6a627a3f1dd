//! Durations as people write them: `500ms`, `1.5s`, `2m`, `1h`.

const UNITS: [(&str, f64); 7] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("ms", 1e6),
    ("s", 1e9),
    ("min", 60e9),
    ("m", 60e9),
    ("h", 3600e9),
];

/// The longest duration accepted, about 73 years: nothing that is added to it overflows.
const LONGEST_NS: f64 = i64::MAX as f64 / 4.0;

/// Nanoseconds of a duration.
///
/// # Errors
/// Says what is wrong with the text and what would be right.
pub(crate) fn nanos(text: &str) -> Result<u64, String> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let wrong = || format!("'{text}' is not a duration; write one such as 500ms, 1.5s, 2m or 1h");
    let number: f64 = number.trim().parse().map_err(|_| wrong())?;
    if number.abs() > 0.0 && unit.is_empty() {
        return Err(format!(
            "'{text}' has no unit; write {text}s for seconds or {text}ms for milliseconds"
        ));
    }
    let scale = UNITS
        .iter()
        .find(|(name, _)| *name == unit)
        .map_or(1.0, |(_, scale)| *scale);
    if !unit.is_empty() && !UNITS.iter().any(|(name, _)| *name == unit) {
        return Err(wrong());
    }
    if number < 0.0 {
        return Err(format!("'{text}' is negative; use 0s or more"));
    }
    let nanos = number * scale;
    if !nanos.is_finite() || nanos > LONGEST_NS {
        return Err(format!("'{text}' is too long; use at most 73 years"));
    }
    Ok(nanos.round() as u64)
}

/// Nanoseconds of a duration that must last.
///
/// # Errors
/// As [`nanos`], and for no time at all.
pub(crate) fn positive_nanos(text: &str) -> Result<u64, String> {
    match nanos(text)? {
        0 => Err(format!("'{text}' is no time at all; use more than 0s")),
        nanos => Ok(nanos),
    }
}

/// Whole milliseconds of a duration: event time has no finer grain.
///
/// # Errors
/// As [`nanos`], and for fractions of a millisecond.
pub(crate) fn millis(text: &str) -> Result<i64, String> {
    let nanos = nanos(text)?;
    if nanos % 1_000_000 != 0 {
        return Err(format!("'{text}' is not a whole number of milliseconds"));
    }
    i64::try_from(nanos / 1_000_000).map_err(|_| format!("'{text}' is too long"))
}

/// Whole milliseconds of a duration that must last.
///
/// # Errors
/// As [`millis`], and for no time at all.
pub(crate) fn positive_millis(text: &str) -> Result<i64, String> {
    match millis(text)? {
        0 => Err(format!("'{text}' is no time at all; use at least 1ms")),
        millis => Ok(millis),
    }
}

/// The shortest exact text of nanoseconds: `1500ms`, `2s`.
pub(crate) fn text(nanos: u64) -> String {
    match nanos {
        0 => "0s".to_owned(),
        _ if nanos.is_multiple_of(1_000_000_000) => format!("{}s", nanos / 1_000_000_000),
        _ if nanos.is_multiple_of(1_000_000) => format!("{}ms", nanos / 1_000_000),
        _ => format!("{nanos}ns"),
    }
}

/// Event time as people write it: `30s`, `1500ms`.
pub(crate) fn millis_text(millis: i64) -> String {
    if millis % 1000 == 0 {
        format!("{}s", millis / 1000)
    } else {
        format!("{millis}ms")
    }
}

/// About how long, for people who wait: `45 s`, `1 min 50 s`, `2 h 5 min`.
pub(crate) fn rough(nanos: u64) -> String {
    let seconds = nanos.div_ceil(1_000_000_000);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        let read =
            ["500ms", "1.5s", "2m", "2min", "1h", "0", "0s", "250us", "7ns"].map(|text| nanos(text).unwrap());
        let ms = 1_000_000;
        assert_eq!(
            read,
            [
                500 * ms,
                1500 * ms,
                120_000 * ms,
                120_000 * ms,
                3_600_000 * ms,
                0,
                0,
                250_000,
                7
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (given, says) in [
            ("5", "no unit; write 5s"),
            ("-5s", "negative"),
            ("fast", "not a duration"),
            ("5 parsecs", "not a duration"),
            ("", "not a duration"),
            ("nan", "not a duration"),
            ("1e300h", "not a duration"),
            ("99999999999h", "too long"),
        ] {
            let error = nanos(given).unwrap_err();
            assert!(error.contains(says), "{given}: {error}");
        }
        assert!(millis("1500us").unwrap_err().contains("whole number"));
        assert!(positive_nanos("0ms").unwrap_err().contains("more than 0s"));
        assert!(positive_millis("0s").unwrap_err().contains("at least 1ms"));
    }

    #[test]
    fn texts_read_back() {
        for nanos_in in [0, 1, 500_000_000, 2_000_000_000, 1_500_000_000, 123_456_789] {
            assert_eq!(nanos(&text(nanos_in)), Ok(nanos_in));
        }
        assert_eq!(rough(109_500_000_000), "1 min 50 s");
    }
}

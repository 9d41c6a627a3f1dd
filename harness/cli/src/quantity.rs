//! Numbers as people write them: `10k`, `1.5M`.

/// A whole number, optionally with `k`, `M` or `G`.
///
/// # Errors
/// Says what is wrong with the text and what would be right.
pub(crate) fn count(text: &str) -> Result<u64, String> {
    let (number, scale) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 1e3),
        Some((at, 'M')) => (&text[..at], 1e6),
        Some((at, 'G')) => (&text[..at], 1e9),
        _ => (text, 1.0),
    };
    if let (Ok(whole), true) = (number.parse::<u64>(), scale < 2.0) {
        return Ok(whole);
    }
    let value = number
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .map(|value| value * scale);
    match value {
        None => Err(format!(
            "'{text}' is not a number; write one such as 500, 10k or 1.5M"
        )),
        Some(value) if value < 0.0 => Err(format!("'{text}' is negative")),
        Some(value) if value > 1e15 => Err(format!("'{text}' is too large")),
        Some(value) if (value - value.round()).abs() > 1e-6 => Err(format!("'{text}' is not a whole number")),
        Some(value) => Ok(value.round() as u64),
    }
}

/// A whole number of at least 1.
///
/// # Errors
/// As [`count`], and for 0.
pub(crate) fn positive(text: &str) -> Result<u64, String> {
    match count(text)? {
        0 => Err("0 is none at all; use at least 1".to_owned()),
        value => Ok(value),
    }
}

/// A whole number of at least 1 that fits 32 bits.
///
/// # Errors
/// As [`positive`], and for what does not fit.
pub(crate) fn positive_u32(text: &str) -> Result<u32, String> {
    u32::try_from(positive(text)?).map_err(|_| format!("'{text}' is too large"))
}

/// Thousands apart, for people: `1 234 567`.
pub(crate) fn spaced(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_read() {
        let read = ["0", "500", "10k", "1.5M", "2G", "1e3"].map(|text| count(text).unwrap());
        assert_eq!(read, [0, 500, 10_000, 1_500_000, 2_000_000_000, 1000]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (given, says) in [
            ("ten", "not a number"),
            ("-3", "negative"),
            ("1.5", "whole"),
            ("k", "not a number"),
        ] {
            let error = count(given).unwrap_err();
            assert!(error.contains(says), "{given}: {error}");
        }
        assert!(positive("0").is_err());
        assert!(positive_u32("5G").is_err());
        assert!(count("é").is_err());
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([7, 1000, 1_234_567].map(spaced), ["7", "1 000", "1 234 567"]);
    }
}

//! Durations in sentences.

/// A duration in the unit that suits it, three digits: `950 ns`, `1.25 ms`, `2.00 s`.
pub(crate) fn duration_text(ns: u64) -> String {
    let ns_f = ns as f64;
    let (value, unit) = match ns {
        0..1_000 => return format!("{ns} ns"),
        1_000..1_000_000 => (ns_f / 1e3, "µs"),
        1_000_000..1_000_000_000 => (ns_f / 1e6, "ms"),
        _ => (ns_f / 1e9, "s"),
    };
    let digits = if value < 10.0 {
        2
    } else {
        usize::from(value < 100.0)
    };
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_and_a_unit() {
        let texts = [950, 1_250_000, 2_000_000_000, 45_600, 123_456_789].map(duration_text);
        assert_eq!(texts, ["950 ns", "1.25 ms", "2.00 s", "45.6 µs", "123 ms"]);
    }
}

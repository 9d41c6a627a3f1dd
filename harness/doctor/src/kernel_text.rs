//! How the kernel writes single values.

/// The text without its line end; `None` if there is none.
pub(crate) fn line(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// `1` and `0`.
pub(crate) fn switch(text: &str) -> Option<bool> {
    match text.trim() {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

/// The word in brackets: `always [madvise] never`.
pub(crate) fn chosen(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('[')?;
    let (word, _) = rest.split_once(']')?;
    line(word)
}

/// A field of `/proc/meminfo`, which is in KiB.
pub(crate) fn meminfo_bytes(text: &str, field: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    let kib = line.split_whitespace().next()?.parse::<u64>().ok()?;
    kib.checked_mul(1024)
}

/// The first field of `/proc/loadavg`: threads that ran or wanted to, over the last minute.
pub(crate) fn load_average(text: &str) -> Option<f64> {
    let average = text.split_whitespace().next()?.parse::<f64>().ok()?;
    average.is_finite().then_some(average)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_understood_and_their_absence_is_unknown() {
        assert_eq!(line("tsc\n").as_deref(), Some("tsc"));
        assert_eq!(line("\n"), None);
        assert_eq!(
            (switch("1\n"), switch("0"), switch("on"), switch("")),
            (Some(true), Some(false), None, None)
        );
        assert_eq!(chosen("always [madvise] never\n").as_deref(), Some("madvise"));
        for none in ["", "always", "[", "[]", "a ] b ["] {
            assert_eq!(chosen(none), None, "{none:?}");
        }
        assert_eq!(
            meminfo_bytes("MemTotal:       16 kB\nMemFree: 1 kB\n", "MemTotal:"),
            Some(16_384)
        );
        for none in [
            "",
            "nothing",
            "MemTotal:",
            "MemTotal: x kB",
            "MemTotal: 18446744073709551615 kB",
        ] {
            assert_eq!(meminfo_bytes(none, "MemTotal:"), None, "{none:?}");
        }
        assert_eq!(load_average("0.89 0.71 1.06 2/95 23654\n"), Some(0.89));
        assert_eq!((load_average(""), load_average("NaN 1 1")), (None, None));
    }
}

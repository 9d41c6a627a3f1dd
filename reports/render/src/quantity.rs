//! Numbers for people: a unit that fits, at most three significant digits.

/// What a number counts; decides how it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds.
    Nanoseconds,
    /// Nanoseconds of latency times seconds of time: the area below a latency over time.
    NanosecondSeconds,
    /// Events per second.
    PerSecond,
    /// A share, 0 to 1, printed in percent.
    Share,
    /// As [`Unit::Share`], but never rounded up to 100 %.
    Completeness,
    /// Bytes.
    Bytes,
    /// A plain count.
    Count,
}

impl Unit {
    /// The unit in keys and CSV files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Nanoseconds => "ns",
            Self::NanosecondSeconds => "ns_s",
            Self::PerSecond => "per_s",
            Self::Share | Self::Completeness => "share",
            Self::Bytes => "bytes",
            Self::Count => "count",
        }
    }

    /// The unit with this [`Unit::key`]; a plain count if there is none.
    pub(crate) fn named(key: &str) -> Self {
        let all = [
            Self::Nanoseconds,
            Self::NanosecondSeconds,
            Self::PerSecond,
            Self::Share,
            Self::Bytes,
        ];
        all.into_iter()
            .find(|unit| unit.key() == key)
            .unwrap_or(Self::Count)
    }

    /// The number for people, such as `1.52 s`.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        if !value.is_finite() {
            return "—".into();
        }
        match self {
            Self::Nanoseconds => scaled(value, &NANOSECONDS),
            Self::NanosecondSeconds => scaled(value, &NANOSECOND_SECONDS),
            Self::PerSecond => scaled(value, &PER_SECOND),
            Self::Bytes => scaled(value, &BYTES),
            Self::Count if value < 1_000.0 && value.fract() == 0.0 => format!("{value:.0}"),
            Self::Count => scaled(value, &COUNT).trim_end().to_string(),
            Self::Share => format!("{} %", three(value * 100.0)),
            Self::Completeness => completeness(value),
        }
    }

    /// A round number on an axis: as [`Unit::text`], without idle zeros.
    pub(crate) fn tick(self, value: f64) -> String {
        if value == 0.0 {
            return "0".into();
        }
        let text = self.text(value);
        match text.split_once(' ') {
            Some((number, unit)) => format!("{} {unit}", trimmed(number)),
            None => text,
        }
    }

    /// Both ends of a range in one unit, such as `1.49 … 1.55 s`.
    #[must_use]
    pub fn range(self, low: f64, high: f64) -> String {
        let (left, right) = (self.text(low), self.text(high));
        match (left.rsplit_once(' '), right.rsplit_once(' ')) {
            (Some((number, unit)), Some((_, other))) if unit == other => format!("{number} … {right}"),
            _ => format!("{left} … {right}"),
        }
    }
}

/// A round number on an axis, without a unit.
pub(crate) fn plain(value: f64) -> String {
    trimmed(&three(value)).to_string()
}

fn trimmed(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

type Scale = [(f64, &'static str)];

const NANOSECONDS: [(f64, &str); 5] = [(1.0, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s"), (6e10, "min")];
const NANOSECOND_SECONDS: [(f64, &str); 4] = [(1.0, "ns·s"), (1e3, "µs·s"), (1e6, "ms·s"), (1e9, "s·s")];
const PER_SECOND: [(f64, &str); 4] = [(1.0, "/s"), (1e3, "k/s"), (1e6, "M/s"), (1e9, "G/s")];
const BYTES: [(f64, &str); 4] = [
    (1.0, "B"),
    (1_024.0, "KiB"),
    (1_048_576.0, "MiB"),
    (1_073_741_824.0, "GiB"),
];
const COUNT: [(f64, &str); 4] = [(1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "G")];

/// In the greatest unit in which the number is at least 1 after rounding; minutes only from ten on.
fn scaled(value: f64, scale: &Scale) -> String {
    let fits = |&&(size, unit): &&(f64, &str)| {
        let floor = if unit == "min" { 10.0 } else { 0.9995 };
        value.abs() / size >= floor
    };
    let (size, unit) = scale.iter().rev().find(fits).unwrap_or(&scale[0]);
    format!("{} {unit}", three(value / size))
}

/// At most three significant digits, without an exponent.
#[must_use]
pub fn three(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".into();
    }
    let digits = |value: f64| 2 - magnitude(value);
    let decimals = digits(value);
    let step = 10_f64.powi(decimals);
    let rounded = if step.is_finite() && step > 0.0 {
        (value * step).round() / step
    } else {
        value
    };
    let decimals = usize::try_from(digits(rounded).max(0)).unwrap_or(0);
    format!("{rounded:.decimals$}")
}

#[allow(clippy::cast_possible_truncation)]
fn magnitude(value: f64) -> i32 {
    if value == 0.0 {
        0
    } else {
        value.abs().log10().floor() as i32
    }
}

fn completeness(share: f64) -> String {
    if share >= 1.0 {
        return "100 %".into();
    }
    let percent = (share * 1_000.0).floor() / 10.0;
    format!("{percent:.1} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_find_their_unit() {
        let cases = [
            (0.0, "0 ns"),
            (412.0, "412 ns"),
            (999.6, "1.00 µs"),
            (2_410_000.0, "2.41 ms"),
            (68_400_000.0, "68.4 ms"),
            (999_900_000.0, "1.00 s"),
            (1_522_000_000.0, "1.52 s"),
            (135_200_000_000.0, "135 s"),
            (1.2e12, "20.0 min"),
        ];
        for (value, text) in cases {
            assert_eq!(Unit::Nanoseconds.text(value), text);
        }
    }

    #[test]
    fn no_number_has_more_than_three_significant_digits() {
        for value in [123_456.0, 0.001_234_5, 9.996, 99.96, 12_345_678.0, 1.0, 0.999_99] {
            for unit in [
                Unit::Nanoseconds,
                Unit::PerSecond,
                Unit::Share,
                Unit::Bytes,
                Unit::Count,
            ] {
                let text = unit.text(value);
                let number = text.split(' ').next().unwrap_or_default().replace('.', "");
                assert!(number.trim_matches('0').len() <= 3, "{text}");
            }
        }
    }

    #[test]
    fn almost_complete_is_never_printed_as_complete() {
        assert_eq!(Unit::Completeness.text(0.999_99), "99.9 %");
        assert_eq!(Unit::Completeness.text(1.0), "100 %");
    }

    #[test]
    fn ranges_name_a_common_unit_once() {
        assert_eq!(Unit::Nanoseconds.range(1.49e9, 1.55e9), "1.49 … 1.55 s");
        assert_eq!(Unit::Nanoseconds.range(0.9e9, 1.55e9), "900 ms … 1.55 s");
    }
}

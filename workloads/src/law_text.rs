//! The text of laws, `name:key=value,key=value`, and of durations, `1.5s`.

use crate::WorkloadError;
use crate::suggestion::unknown_name;

/// The parts of a law's text, taken one by one; what is left over at the end is an error.
pub(crate) struct LawText<'a> {
    what: &'static str,
    pub(crate) name: &'a str,
    pairs: Vec<(&'a str, &'a str)>,
    asked: Vec<&'static str>,
}

impl<'a> LawText<'a> {
    /// Splits `text`; `what` names the kind of law in errors.
    pub(crate) fn parse(what: &'static str, text: &'a str) -> Result<Self, WorkloadError> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let mut pairs = Vec::new();
        for part in rest.split(',').filter(|part| !part.trim().is_empty()) {
            let Some((key, value)) = part.split_once('=') else {
                return Err(WorkloadError::option(
                    what,
                    text,
                    format!("'{part}' is not key=value"),
                ));
            };
            pairs.push((key.trim(), value.trim()));
        }
        Ok(Self {
            what,
            name: name.trim(),
            pairs,
            asked: Vec::new(),
        })
    }

    fn take(&mut self, key: &'static str) -> Option<&'a str> {
        self.asked.push(key);
        let at = self.pairs.iter().position(|(k, _)| *k == key)?;
        Some(self.pairs.swap_remove(at).1)
    }

    /// The duration under `key` in nanoseconds.
    pub(crate) fn ns(&mut self, key: &'static str, default: u64) -> Result<u64, WorkloadError> {
        self.take(key).map_or(Ok(default), |text| parse_ns(key, text))
    }

    /// The duration under `key` in milliseconds.
    pub(crate) fn ms(&mut self, key: &'static str, default: u32) -> Result<u32, WorkloadError> {
        self.take(key).map_or(Ok(default), |text| parse_ms(key, text))
    }

    /// The number under `key`.
    pub(crate) fn number(&mut self, key: &'static str, default: f64) -> Result<f64, WorkloadError> {
        let Some(text) = self.take(key) else {
            return Ok(default);
        };
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(WorkloadError::option(
                key,
                text,
                "is not a number; write one such as 4 or 0.5",
            )),
        }
    }

    /// The whole number under `key`, if it is there.
    pub(crate) fn whole(&mut self, key: &'static str) -> Result<Option<u32>, WorkloadError> {
        let Some(text) = self.take(key) else {
            return Ok(None);
        };
        let number = text.parse();
        number.map(Some).map_err(|_| {
            let problem = format!("is not a whole number from 0 to {}", u32::MAX);
            WorkloadError::option(key, text, problem)
        })
    }

    /// Refuses keys that nobody asked for.
    pub(crate) fn finish(self) -> Result<(), WorkloadError> {
        let Some((key, _)) = self.pairs.first() else {
            return Ok(());
        };
        if self.asked.is_empty() {
            let problem = format!("the {} '{}' has no settings; leave it away", self.what, self.name);
            return Err(WorkloadError::option("setting", key, problem));
        }
        Err(unknown_name("setting", key, self.asked))
    }
}

/// Units of duration and their nanoseconds.
const UNITS: [(&str, f64); 7] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("ms", 1e6),
    ("s", 1e9),
    ("min", 60e9),
    ("m", 60e9),
    ("h", 3600e9),
];

/// Nanoseconds from text such as `500ms`, `1.5s`, `2m`, `1h`.
pub(crate) fn parse_ns(option: &'static str, text: &str) -> Result<u64, WorkloadError> {
    let text = text.trim();
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let scale = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, ns)| *ns);
    match (number.trim().parse::<f64>(), scale) {
        (Ok(number), Some(scale)) if number >= 0.0 && number * scale < 9e18 => {
            Ok((number * scale).round() as u64)
        }
        _ => Err(WorkloadError::option(
            option,
            text,
            "is not a duration; write one such as 500ms, 1.5s, 2m or 1h",
        )),
    }
}

/// Milliseconds from text such as `500ms`, `1.5s`, `2m`, `1h`; at most about 49 days.
pub(crate) fn parse_ms(option: &'static str, text: &str) -> Result<u32, WorkloadError> {
    u32::try_from(parse_ns(option, text)? / 1_000_000)
        .map_err(|_| WorkloadError::option(option, text, "is too long; use at most 49 days"))
}

/// The shortest exact text of a duration: `1500ms`, `2s`.
pub(crate) fn format_ns(ns: u64) -> String {
    match ns {
        0 => "0s".to_owned(),
        _ if ns.is_multiple_of(1_000_000_000) => format!("{}s", ns / 1_000_000_000),
        _ if ns.is_multiple_of(1_000_000) => format!("{}ms", ns / 1_000_000),
        _ => format!("{ns}ns"),
    }
}

/// [`format_ns`] for milliseconds.
pub(crate) fn format_ms(ms: u32) -> String {
    format_ns(u64::from(ms) * 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written_exactly() {
        for (text, ns) in [
            ("500ms", 500_000_000),
            ("1.5s", 1_500_000_000),
            ("2m", 120_000_000_000),
            ("7ns", 7),
        ] {
            assert_eq!(parse_ns("t", text).unwrap(), ns);
            assert_eq!(parse_ns("t", &format_ns(ns)).unwrap(), ns);
        }
        for text in ["", "5", "s", "-1s", "1 fortnight", "NaNs", "1e30h"] {
            assert!(parse_ns("t", text).is_err(), "{text}");
        }
    }
}

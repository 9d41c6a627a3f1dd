//! A range of event time.

use crate::WorkloadError;
use crate::draw::below;
use crate::law_text::{format_ms, parse_ms};

/// A range of milliseconds of event time, both ends included. Its text is `30s..120s`, or `5s` for `0..5s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The shortest.
    pub min_ms: u32,
    /// The longest.
    pub max_ms: u32,
}

impl Span {
    /// The range from `min_ms` to `max_ms`.
    #[must_use]
    pub const fn new(min_ms: u32, max_ms: u32) -> Self {
        Self { min_ms, max_ms }
    }

    /// Maps 32 random bits onto the range, uniformly.
    #[inline(always)]
    pub(crate) const fn pick(self, bits: u32) -> i64 {
        self.min_ms as i64 + below(bits, self.max_ms - self.min_ms + 1) as i64
    }

    /// Refuses a range that is upside down.
    pub(crate) fn check(self, option: &'static str) -> Result<(), WorkloadError> {
        if self.min_ms <= self.max_ms && self.max_ms < u32::MAX {
            return Ok(());
        }
        Err(WorkloadError::option(
            option,
            self,
            format!(
                "ends before it begins; use {}..{}",
                format_ms(self.max_ms),
                format_ms(self.min_ms)
            ),
        ))
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", format_ms(self.min_ms), format_ms(self.max_ms))
    }
}

impl std::str::FromStr for Span {
    type Err = WorkloadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (min, max) = text.split_once("..").unwrap_or(("0ms", text));
        let span = Self::new(
            parse_ms("range", min)?,
            parse_ms("range", max.trim_start_matches('='))?,
        );
        span.check("range")?;
        Ok(span)
    }
}

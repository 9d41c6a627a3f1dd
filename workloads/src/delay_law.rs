//! How late late events are.

use crate::draw::unit;
use crate::law_text::{LawText, format_ms};
use crate::suggestion::unknown_name;
use crate::{Span, WorkloadError};

/// Longest delay any law gives, milliseconds: the tails of the exponential and the Pareto law are cut here, so
/// that the stage that puts arrivals in order stays bounded.
pub(crate) const LONGEST_MS: u32 = 24 * 3_600_000;

/// How long late events are held back, in event time.
///
/// The text of a law is `name` or `name:key=value,...`, with durations such as `500ms` or `2s`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DelayLaw {
    /// `fixed:delay=60s`: always the same.
    Fixed {
        /// The delay, milliseconds.
        ms: u32,
    },
    /// `uniform:min=30s,max=120s`.
    Uniform(Span),
    /// `exponential:mean=30s`, cut at 24 hours.
    Exponential {
        /// Mean delay, milliseconds.
        mean_ms: u32,
    },
    /// `pareto:min=5s,shape=1.5`: a heavy tail, cut at 24 hours.
    Pareto {
        /// The shortest delay, milliseconds.
        min_ms: u32,
        /// The tail index: the smaller, the heavier; above 0.
        shape: f64,
    },
    /// `offline:min=30s,max=120s`: a device without a connection; a whole sitting arrives together, this long
    /// after its last rating. Only for `movielens`, which knows sittings. The late fraction is then the share
    /// of sittings.
    Offline(Span),
}

impl Default for DelayLaw {
    fn default() -> Self {
        Self::Uniform(Span::new(30_000, 120_000))
    }
}

impl DelayLaw {
    /// The names of all laws.
    pub const NAMES: [&'static str; 5] = ["fixed", "uniform", "exponential", "pareto", "offline"];

    /// The delay for 32 random bits, milliseconds.
    #[inline]
    pub(crate) fn delay_ms(self, bits: u32) -> i64 {
        let longest = f64::from(LONGEST_MS);
        // The chance of a longer delay.
        let beyond = || 1.0 - unit(u64::from(bits) << 32);
        match self {
            Self::Fixed { ms } => i64::from(ms),
            Self::Uniform(span) | Self::Offline(span) => span.pick(bits),
            Self::Exponential { mean_ms } => {
                (-libm::log(beyond()) * f64::from(mean_ms)).min(longest).round() as i64
            }
            Self::Pareto { min_ms, shape } => (libm::pow(beyond(), -1.0 / shape) * f64::from(min_ms))
                .min(longest)
                .round() as i64,
        }
    }

    /// Whether the delay is [`Span::pick`] of one span: the fast path of the generators.
    pub(crate) const fn as_span(self) -> Option<Span> {
        match self {
            Self::Fixed { ms } => Some(Span::new(ms, ms)),
            Self::Uniform(span) => Some(span),
            _ => None,
        }
    }

    /// Refuses parameters that cannot be.
    pub(crate) fn check(self) -> Result<(), WorkloadError> {
        let (longest, problem) = match self {
            Self::Uniform(span) | Self::Offline(span) => {
                span.check("delay law")?;
                (span.max_ms, None)
            }
            Self::Fixed { ms } => (ms, None),
            Self::Exponential { mean_ms } => (mean_ms, (mean_ms == 0).then_some("mean must be at least 1ms")),
            Self::Pareto { min_ms: 0, .. } => (0, Some("min must be at least 1ms")),
            Self::Pareto { min_ms, shape } => (
                min_ms,
                (!(0.01..=1000.0).contains(&shape)).then_some("shape must be from 0.01 to 1000"),
            ),
        };
        let problem =
            problem.or((longest > LONGEST_MS).then_some("is longer than 24 hours; use at most 24h"));
        problem.map_or(Ok(()), |problem| {
            Err(WorkloadError::option("delay law", self, problem))
        })
    }
}

impl std::fmt::Display for DelayLaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let range = |span: Span| format!("min={},max={}", format_ms(span.min_ms), format_ms(span.max_ms));
        match *self {
            Self::Fixed { ms } => write!(f, "fixed:delay={}", format_ms(ms)),
            Self::Uniform(span) => write!(f, "uniform:{}", range(span)),
            Self::Exponential { mean_ms } => write!(f, "exponential:mean={}", format_ms(mean_ms)),
            Self::Pareto { min_ms, shape } => write!(f, "pareto:min={},shape={shape}", format_ms(min_ms)),
            Self::Offline(span) => write!(f, "offline:{}", range(span)),
        }
    }
}

impl std::str::FromStr for DelayLaw {
    type Err = WorkloadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut law = LawText::parse("delay law", text)?;
        let parsed = match law.name {
            "fixed" => Self::Fixed {
                ms: law.ms("delay", 60_000)?,
            },
            "uniform" => Self::Uniform(Span::new(law.ms("min", 30_000)?, law.ms("max", 120_000)?)),
            "exponential" => Self::Exponential {
                mean_ms: law.ms("mean", 30_000)?,
            },
            "pareto" => Self::Pareto {
                min_ms: law.ms("min", 5_000)?,
                shape: law.number("shape", 1.5)?,
            },
            "offline" => Self::Offline(Span::new(law.ms("min", 30_000)?, law.ms("max", 120_000)?)),
            name => return Err(unknown_name("delay law", name, Self::NAMES)),
        };
        law.finish()?;
        parsed.check()?;
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_law_survives_its_own_text() {
        for text in [
            "fixed:delay=60s",
            "uniform:min=30s,max=120s",
            "exponential:mean=30s",
            "pareto:min=5s,shape=1.5",
            "offline:min=30s,max=120s",
        ] {
            assert_eq!(text.parse::<DelayLaw>().unwrap().to_string(), text);
        }
        assert!("uniform:min=5s,max=1s".parse::<DelayLaw>().is_err());
        assert!("fixed:delay=48h".parse::<DelayLaw>().is_err());
    }

    #[test]
    fn means_are_those_of_the_laws() {
        let mean = |law: DelayLaw| {
            let n = 1 << 16;
            (0..n).map(|i: u32| law.delay_ms(i << 16)).sum::<i64>() as f64 / f64::from(n)
        };
        assert!((mean(DelayLaw::default()) - 75_000.0).abs() < 10.0);
        assert!((mean(DelayLaw::Exponential { mean_ms: 30_000 }) - 30_000.0).abs() < 50.0);
        let pareto = DelayLaw::Pareto {
            min_ms: 4_000,
            shape: 3.0,
        };
        assert!(
            (mean(pareto) - 6_000.0).abs() < 50.0,
            "shape/(shape-1) times the minimum"
        );
    }
}

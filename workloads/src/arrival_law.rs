//! How arrivals are spread over the wall clock.

use crate::WorkloadError;
use crate::law_text::{LawText, format_ns};
use crate::suggestion::unknown_name;

/// How arrivals are spread over the wall clock. The mean rate is the scenario's rate in every law except
/// [`ArrivalLaw::Step`] and [`ArrivalLaw::SingleBurst`], whose point is that the rate changes, and
/// [`ArrivalLaw::Saturated`], where all is due at once.
///
/// The text of a law is `name` or `name:key=value,...`, with durations such as `500ms` or `2s`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ArrivalLaw {
    /// `constant`: evenly spaced, in exact integer arithmetic, without drift.
    #[default]
    Constant,
    /// `poisson`: independent exponential gaps.
    Poisson,
    /// `burst:on=1s,off=1s,factor=4`: phases that alternate between a high and a low rate, evenly spaced within
    /// a phase. The high rate is `factor` times the low one.
    Burst {
        /// Length of the fast phase, wall nanoseconds.
        on_ns: u64,
        /// Length of the slow phase, wall nanoseconds.
        off_ns: u64,
        /// Rate of the fast phase divided by the rate of the slow one; at least 1.
        factor: f64,
    },
    /// `sine:period=10s,amplitude=0.5`: the rate swings around its mean, starting upwards.
    Sine {
        /// Length of a swing, wall nanoseconds.
        period_ns: u64,
        /// Greatest deviation as a share of the mean rate; at least 0, below 1.
        amplitude: f64,
    },
    /// `step:at=5s,factor=2`: the scenario's rate before an instant, `factor` times as much after it.
    Step {
        /// When the rate changes, wall nanoseconds after the start.
        at_ns: u64,
        /// Rate after the step divided by the rate before it; above 0.
        factor: f64,
    },
    /// `single-burst:at=5s,for=1s,factor=4`: the scenario's rate, `factor` times as much for a while, and the
    /// scenario's rate again.
    SingleBurst {
        /// When it begins, wall nanoseconds after the start.
        at_ns: u64,
        /// How long it lasts, wall nanoseconds.
        for_ns: u64,
        /// Rate of the burst divided by the rate before and after it; at least 1.
        factor: f64,
    },
    /// `saturated`: everything is due at once, at the start; for measuring capacity. Event times go on as with
    /// `constant`.
    Saturated,
}

impl ArrivalLaw {
    /// The names of all laws.
    pub const NAMES: [&'static str; 7] = [
        "constant",
        "poisson",
        "burst",
        "sine",
        "step",
        "single-burst",
        "saturated",
    ];

    /// Refuses factors, amplitudes and spans that cannot be.
    pub(crate) fn check(self) -> Result<(), WorkloadError> {
        let problem = match self {
            Self::Burst { on_ns, off_ns, .. } if on_ns == 0 || off_ns == 0 => {
                "both phases must last; use at least 1ms each"
            }
            Self::SingleBurst { for_ns: 0, .. } => "the burst must last; use at least 1ms",
            Self::Burst { factor, .. } | Self::SingleBurst { factor, .. }
                if !(1.0..=1e6).contains(&factor) =>
            {
                "factor must be from 1 to 1000000"
            }
            Self::Sine { period_ns: 0, .. } => "the period must last; use at least 1ms",
            Self::Sine { amplitude, .. } if !(0.0..1.0).contains(&amplitude) => {
                "amplitude must be at least 0 and below 1"
            }
            Self::Step { factor, .. } if !(1e-6..=1e6).contains(&factor) => {
                "factor must be above 0 (from 0.000001 to 1000000)"
            }
            _ => return Ok(()),
        };
        Err(WorkloadError::option("arrival law", self, problem))
    }
}

impl std::fmt::Display for ArrivalLaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Constant => f.write_str("constant"),
            Self::Poisson => f.write_str("poisson"),
            Self::Burst {
                on_ns,
                off_ns,
                factor,
            } => {
                write!(
                    f,
                    "burst:on={},off={},factor={factor}",
                    format_ns(on_ns),
                    format_ns(off_ns)
                )
            }
            Self::Sine { period_ns, amplitude } => {
                write!(f, "sine:period={},amplitude={amplitude}", format_ns(period_ns))
            }
            Self::Step { at_ns, factor } => write!(f, "step:at={},factor={factor}", format_ns(at_ns)),
            Self::SingleBurst {
                at_ns,
                for_ns,
                factor,
            } => write!(
                f,
                "single-burst:at={},for={},factor={factor}",
                format_ns(at_ns),
                format_ns(for_ns)
            ),
            Self::Saturated => f.write_str("saturated"),
        }
    }
}

impl std::str::FromStr for ArrivalLaw {
    type Err = WorkloadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut law = LawText::parse("arrival law", text)?;
        let parsed = match law.name {
            "constant" => Self::Constant,
            "poisson" => Self::Poisson,
            "burst" => Self::Burst {
                on_ns: law.ns("on", 1_000_000_000)?,
                off_ns: law.ns("off", 1_000_000_000)?,
                factor: law.number("factor", 4.0)?,
            },
            "sine" => Self::Sine {
                period_ns: law.ns("period", 10_000_000_000)?,
                amplitude: law.number("amplitude", 0.5)?,
            },
            "step" => Self::Step {
                at_ns: law.ns("at", 5_000_000_000)?,
                factor: law.number("factor", 2.0)?,
            },
            "single-burst" => Self::SingleBurst {
                at_ns: law.ns("at", 5_000_000_000)?,
                for_ns: law.ns("for", 1_000_000_000)?,
                factor: law.number("factor", 4.0)?,
            },
            "saturated" => Self::Saturated,
            name => return Err(unknown_name("arrival law", name, Self::NAMES)),
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
            "constant",
            "poisson",
            "burst:on=1s,off=1s,factor=4",
            "sine:period=10s,amplitude=0.5",
            "step:at=5s,factor=2",
            "single-burst:at=5s,for=1s,factor=4",
            "saturated",
        ] {
            let law: ArrivalLaw = text.parse().unwrap();
            assert_eq!(law.to_string(), text);
            let name = text.split(':').next().unwrap();
            assert_eq!(name.parse::<ArrivalLaw>().unwrap(), law, "defaults of {name}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        let message = |text: &str| text.parse::<ArrivalLaw>().unwrap_err().to_string();
        assert!(message("poison").contains("did you mean 'poisson'"));
        assert!(message("burst:of=1s").contains("did you mean 'off'"));
        assert!(message("burst:on=0s").contains("both phases must last"));
        assert!(message("sine:amplitude=1").contains("below 1"));
        assert!(message("step:factor=0").contains("above 0"));
        assert!(message("single-burst:for=0s").contains("must last"));
        assert!(message("single-burst:factor=0.5").contains("from 1 to"));
        assert!(message("constant:on=1s").contains("has no settings"));
    }
}

//! Objectives beside the checks: `from_trigger.p99<50ms`, `late_drop_rate<1%`.

use std::fmt;
use std::str::FromStr;

use streamgauge_record::{Check, CheckUnit, Distribution, Percentile, Run};

/// What of a run is to stay below a limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    text: String,
    what: What,
    limit: f64,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    /// A percentile of a latency.
    Percentile { latency: String, quantile: f64 },
    /// The greatest value of a latency.
    Max { latency: String },
    /// Events dropped because they came late, as a share of all.
    LateDropRate,
}

/// The percentiles that can be asked for.
const PERCENTILES: [(&str, f64); 5] = [
    ("p50", 0.5),
    ("p90", 0.9),
    ("p99", 0.99),
    ("p99.9", 0.999),
    ("p99.99", 0.9999),
];
/// The share that can be asked for.
const LATE_DROP_RATE: &str = "late_drop_rate";
const UNITS: [(&str, f64); 5] = [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)];

impl Objective {
    /// The latency it is about, if it is about one.
    #[must_use]
    pub fn latency(&self) -> Option<&str> {
        match &self.what {
            What::Percentile { latency, .. } | What::Max { latency } => Some(latency),
            What::LateDropRate => None,
        }
    }

    /// Whether a run fulfils it. What cannot be told is not fulfilled; for want of samples it is undecided.
    #[must_use]
    pub fn check(&self, run: &Run) -> Check {
        let (measured, note) = match &self.what {
            What::LateDropRate => (Some(run.lateness.events.late_drop_rate()), None),
            What::Percentile { latency, quantile } => {
                of_latency(run, latency, |distribution| percentile(distribution, *quantile))
            }
            What::Max { latency } => of_latency(run, latency, greatest),
        };
        Check {
            name: self.text.clone(),
            measured,
            limit: self.limit,
            at_least: false,
            unit: match self.what {
                What::LateDropRate => CheckUnit::Share,
                _ => CheckUnit::Ns,
            },
            passed: measured.is_some_and(|measured| measured < self.limit),
            undecided: self.is_undecided(run),
            note,
            trend: None,
        }
    }
}

impl Objective {
    /// Whether the run has too few samples for the percentile.
    fn is_undecided(&self, run: &Run) -> bool {
        let What::Percentile { latency, quantile } = &self.what else {
            return false;
        };
        let samples = run.latency.get(latency).map(Distribution::population);
        samples.is_some_and(|samples| !Percentile::is_supported(samples, *quantile))
    }
}

type Measured = (Option<f64>, Option<String>);

fn of_latency(run: &Run, name: &str, of: impl Fn(&Distribution) -> Measured) -> Measured {
    run.latency
        .get(name)
        .map_or_else(|| (None, Some(format!("the run has no latency {name}"))), of)
}

fn percentile(distribution: &Distribution, quantile: f64) -> Measured {
    match distribution.percentile(quantile) {
        Some(Percentile {
            value_ns: Some(value),
            ..
        }) => (Some(*value as f64), None),
        Some(Percentile { censored: true, .. }) => (
            None,
            Some("it lies among the results that were due and did not arrive".to_owned()),
        ),
        _ => (
            None,
            Some(format!(
                "{} samples are too few, it needs {}: measure longer",
                distribution.population(),
                Percentile::samples_needed(quantile)
            )),
        ),
    }
}

fn greatest(distribution: &Distribution) -> Measured {
    match (distribution.censored, distribution.max_ns) {
        (0, Some(max)) => (Some(max as f64), None),
        (0, None) => (None, Some("there are no samples".to_owned())),
        (censored, _) => (
            None,
            Some(format!("{censored} results were due and did not arrive")),
        ),
    }
}

impl FromStr for Objective {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text: String = text.split_whitespace().collect();
        let Some((subject, limit)) = text.split_once('<') else {
            return Err(format!(
                "'{text}' has no limit; write it as in from_trigger.p99<50ms or late_drop_rate<1%"
            ));
        };
        let (what, limit) = if subject == LATE_DROP_RATE {
            (What::LateDropRate, share(limit)?)
        } else {
            (latency(subject)?, duration(limit)?)
        };
        Ok(Self { what, limit, text })
    }
}

impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn latency(subject: &str) -> Result<What, String> {
    let names = PERCENTILES.map(|(name, _)| name).join(", ");
    let Some((latency, which)) = subject.split_once('.') else {
        return Err(format!(
            "'{subject}' is no share and names no percentile; write {subject}.p99, or one of {names}, max"
        ));
    };
    let latency = latency.to_owned();
    if which == "max" {
        return Ok(What::Max { latency });
    }
    PERCENTILES
        .iter()
        .find(|(name, _)| *name == which)
        .map(|(_, quantile)| What::Percentile {
            latency,
            quantile: *quantile,
        })
        .ok_or_else(|| format!("'{which}' is not measured; use one of {names}, max"))
}

fn duration(text: &str) -> Result<f64, String> {
    let unit_at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let scale = UNITS
        .iter()
        .find(|(name, _)| *name == unit)
        .map(|(_, scale)| *scale);
    match (number.parse::<f64>(), scale) {
        (Ok(number), Some(scale)) if number > 0.0 && number.is_finite() => Ok(number * scale),
        _ => Err(format!(
            "'{text}' is not a duration above 0; write one such as 50ms or 1.5s"
        )),
    }
}

fn share(text: &str) -> Result<f64, String> {
    let number = text
        .strip_suffix('%')
        .map(|number| number.parse::<f64>().map(|percent| percent / 100.0));
    match number.unwrap_or_else(|| text.parse::<f64>()) {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err(format!(
            "'{text}' is not a share above 0; write one such as 1% or 0.01"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::run_with_latency;

    fn check(objective: &str, samples: u64, value_ns: u64, censored: u64) -> Check {
        let objective: Objective = objective.parse().unwrap();
        objective.check(&run_with_latency("from_trigger", samples, value_ns, censored))
    }

    #[test]
    fn a_percentile_is_held_against_its_limit() {
        assert!(check("from_trigger.p99<50ms", 2000, 49_000_000, 0).passed);
        assert!(!check("from_trigger.p99<50ms", 2000, 51_000_000, 0).passed);
        assert!(check("from_trigger.max < 1s", 5, 900_000_000, 0).passed);
        assert!(check("late_drop_rate<1%", 5, 0, 0).passed);
    }

    #[test]
    fn what_cannot_be_told_is_not_fulfilled_and_says_so() {
        for (objective, samples, censored, says) in [
            (
                "from_trigger.p99<50ms",
                999,
                0,
                "999 samples are too few, it needs 1000",
            ),
            ("from_trigger.p99<50ms", 2000, 100, "did not arrive"),
            ("from_trigger.max<50ms", 2000, 1, "1 results were due"),
            ("total.p50<50ms", 2000, 0, "no latency total"),
        ] {
            let check = check(objective, samples, 1, censored);
            assert!(!check.passed && check.measured.is_none(), "{objective}");
            assert!(
                check.note.as_deref().is_some_and(|note| note.contains(says)),
                "{check:?}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_an_objective_is_said() {
        for (text, says) in [
            ("from_trigger.p99", "has no limit"),
            ("from_trigger<50ms", "names no percentile"),
            ("from_trigger.p98<50ms", "'p98' is not measured"),
            ("from_trigger.p99<50", "not a duration"),
            ("from_trigger.p99<0ms", "not a duration above 0"),
            ("late_drop_rate<200%", "not a share"),
        ] {
            let error = text.parse::<Objective>().unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
        assert_eq!(
            "total.p99.9 < 2ms".parse::<Objective>().unwrap().to_string(),
            "total.p99.9<2ms"
        );
    }
}

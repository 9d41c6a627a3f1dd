//! Flags that say which figures of a history are wanted.

use std::collections::BTreeSet;

use clap::Args;
use streamgauge_record::{HistoryArm, HistoryFile};
use streamgauge_render::{HISTORY_METRICS, HistoryChoice, HistorySeries, history_series};

use crate::failure::Failure;
use crate::suggestion::unknown;

/// Which figures are wanted, and from which size on a change counts.
#[derive(Args, Clone, Debug)]
pub(crate) struct ChoiceArgs {
    /// Metrics, separated by commas: p50, p99 and the like of the headline latency, or names of `streamgauge list`
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_values = HISTORY_METRICS)]
    metric: Vec<String>,
    /// Only these queries, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    query: Vec<String>,
    /// Only the arm with this label; give it once for each
    #[arg(long, value_name = "LABEL")]
    arm: Vec<String>,
    /// The smallest change of level that counts
    #[arg(long, value_name = "PERCENT", default_value = "5%", value_parser = percent, allow_hyphen_values = true)]
    pub(crate) least_change: f64,
}

impl ChoiceArgs {
    /// The series that are wanted.
    ///
    /// # Errors
    /// Names that nothing in the history bears.
    pub(crate) fn series(&self, files: &[HistoryFile]) -> Result<Vec<HistorySeries>, Failure> {
        let arms = || {
            files
                .iter()
                .flat_map(|file| &file.records)
                .flat_map(|record| &record.arms)
        };
        check(
            "query",
            &self.query,
            arms().map(|arm| arm.query.as_str()).collect(),
        )?;
        check("arm", &self.arm, arms().map(|arm| arm.arm.as_str()).collect())?;
        check("metric", &self.metric, metrics(arms()))?;
        let choice = HistoryChoice {
            metrics: self.metric.clone(),
            queries: self.query.clone(),
            arms: self.arm.clone(),
            least_change: self.least_change,
        };
        Ok(history_series(files, &choice))
    }
}

/// The names of the figures that are kept, and the short ones of the headline latency.
fn metrics<'a>(arms: impl Iterator<Item = &'a HistoryArm>) -> BTreeSet<&'a str> {
    let kept = arms.flat_map(|arm| arm.figures.keys().map(String::as_str));
    kept.chain(HISTORY_METRICS)
        .chain(["p90", "p99.9", "p99.99"])
        .collect()
}

/// Whether all names are known. Of an empty history nothing is.
fn check(what: &str, names: &[String], known: BTreeSet<&str>) -> Result<(), Failure> {
    match names.iter().find(|name| !known.contains(name.as_str())) {
        Some(name) if known.is_empty() => Err(Failure::Usage(format!(
            "there is no {what} '{name}' in the history, which is empty"
        ))),
        Some(name) => Err(Failure::Usage(unknown(what, name, known))),
        None => Ok(()),
    }
}

/// A share from a text such as `5%`.
fn percent(text: &str) -> Result<f64, String> {
    let number = text
        .trim()
        .strip_suffix('%')
        .ok_or_else(|| format!("'{text}' has no unit; write one such as 5%"))?;
    match number.trim().parse::<f64>() {
        Ok(value) if !value.is_finite() => Err(format!("'{text}' is too large")),
        Ok(value) if value < 0.0 => Err(format!(
            "'{text}' is negative; a change counts upwards and downwards alike"
        )),
        Ok(value) => Ok(value / 100.0),
        Err(_) => Err(format!(
            "'{text}' is not a number of percent; write one such as 5%"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_given_in_percent() {
        assert_eq!(
            ["5%", "0 %", "12.5%"].map(|text| percent(text).unwrap()),
            [0.05, 0.0, 0.125]
        );
        for (text, says) in [
            ("5", "has no unit"),
            ("-5%", "negative"),
            ("five%", "not a number"),
            ("inf%", "large"),
        ] {
            assert!(percent(text).unwrap_err().contains(says), "{text}");
        }
    }
}

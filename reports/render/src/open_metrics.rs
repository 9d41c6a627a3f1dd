//! A record as OpenMetrics text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use streamgauge_record::Record;

use crate::flat_figure::{FlatFigure, flat_figures};
use crate::{ArmSummary, LatencySummary, RenderError, Summary, Unit};

/// The record as OpenMetrics 1.0 text: `streamgauge_record` says what was measured, `streamgauge_runs` how many runs are
/// behind the figures, `streamgauge_latency_seconds` holds every latency as a summary over the samples of all valid runs,
/// and each figure of the table is a gauge with its median, least and greatest run. Units are base units: seconds, bytes,
/// ratios. Families are in order of their names, samples in the order of the record.
///
/// # Errors
/// If a histogram of the record cannot be read.
pub fn open_metrics(record: &Record) -> Result<String, RenderError> {
    let summary = Summary::new(record)?;
    let mut families = Families::default();
    families.record(record);
    for query in &summary.queries {
        for arm in query.arms.iter().filter(|arm| arm.valid + arm.void > 0) {
            let labels = [("query", query.name.as_str()), ("arm", arm.arm.as_str())];
            families.runs(&labels, arm);
            for (name, latency) in &arm.latency {
                families.latency(&labels, name, latency);
            }
            for figure in flat_figures(query, arm) {
                families.figure(&labels, &figure);
            }
        }
    }
    Ok(families.text())
}

type Labels<'a> = [(&'a str, &'a str)];

/// Samples that share a name, a type, a unit and a meaning.
struct Family {
    kind: &'static str,
    unit: &'static str,
    help: String,
    samples: String,
}

/// By name.
#[derive(Default)]
struct Families(BTreeMap<String, Family>);

impl Families {
    fn of(&mut self, name: &str, kind: &'static str, unit: &'static str, help: &str) -> &mut Family {
        self.0.entry(name.to_owned()).or_insert_with(|| Family {
            kind,
            unit,
            help: help.to_owned(),
            samples: String::new(),
        })
    }

    fn record(&mut self, record: &Record) {
        let name = "streamgauge_record";
        let family = self.of(name, "info", "", "What was measured, by which build.");
        let commit = record.tool.commit.as_deref().unwrap_or_default();
        let labels = [
            ("id", record.id.as_str()),
            ("created", record.created.as_deref().unwrap_or_default()),
            ("version", record.tool.version.as_str()),
            ("commit", commit),
            ("scenario", record.scenario.name.as_str()),
            ("fingerprint", record.scenario.fingerprint.as_str()),
        ];
        let labels: Vec<_> = labels
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        family.sample(&format!("{name}_info"), &labels, "1");
    }

    fn runs(&mut self, labels: &Labels<'_>, arm: &ArmSummary) {
        let name = "streamgauge_runs";
        let family = self.of(name, "gauge", "", "Runs by whether their figures are used.");
        for (status, count) in [("valid", arm.valid), ("void", arm.void)] {
            family.sample(
                name,
                &[labels, &[("status", status)]].concat(),
                &count.to_string(),
            );
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn latency(&mut self, labels: &Labels<'_>, latency: &str, summary: &LatencySummary) {
        let name = "streamgauge_latency_seconds";
        let help = "Latency over the samples of all valid runs; a quantile with fewer than ten samples beyond it, or among \
                    results that never arrived, is left out.";
        let family = self.of(name, "summary", "seconds", help);
        let labels = [labels, &[("latency", latency)]].concat();
        for percentile in &summary.merged.percentiles {
            if let Some(value) = percentile.value_ns {
                let quantile = percentile.quantile.to_string();
                let labels = [&labels[..], &[("quantile", quantile.as_str())]].concat();
                family.sample(name, &labels, &number(value as f64 / 1e9));
            }
        }
        let merged = &summary.merged;
        family.sample(
            &format!("{name}_count"),
            &labels,
            &merged.population().to_string(),
        );
        // With values that are not in the histogram the sum is not known.
        let whole = merged.negative == 0 && merged.censored == 0;
        if let Some(mean) = merged.mean_ns.filter(|_| whole) {
            family.sample(
                &format!("{name}_sum"),
                &labels,
                &number(mean * merged.samples as f64 / 1e9),
            );
        }
    }

    fn figure(&mut self, labels: &Labels<'_>, figure: &FlatFigure) {
        let (unit, divisor) = base(figure.unit);
        let (key, percentile) = split(&figure.metric, figure.unit);
        let name = family_name(key, unit);
        let help: &str = if percentile.is_some() {
            "Percentiles of the headline latency, run by run."
        } else {
            &figure.definition
        };
        let family = self.of(&name, "gauge", unit, help);
        let spread = &figure.spread;
        for (statistic, value) in [
            ("median", spread.median),
            ("least", spread.min),
            ("greatest", spread.max),
        ] {
            let mut labels = labels.to_vec();
            labels.extend(
                percentile
                    .iter()
                    .flat_map(|(latency, percent)| [("latency", *latency), ("percentile", *percent)]),
            );
            labels.push(("statistic", statistic));
            family.sample(&name, &labels, &number(value / divisor));
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (name, family) in &self.0 {
            let _ = writeln!(text, "# TYPE {name} {}", family.kind);
            if !family.unit.is_empty() {
                let _ = writeln!(text, "# UNIT {name} {}", family.unit);
            }
            let _ = writeln!(text, "# HELP {name} {}", escaped(&family.help));
            text.push_str(&family.samples);
        }
        text + "# EOF\n"
    }
}

impl Family {
    fn sample(&mut self, name: &str, labels: &Labels<'_>, value: &str) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        let _ = writeln!(self.samples, "{name}{{{}}} {value}", labels.join(","));
    }
}

/// The base unit, and how many of ours it is.
const fn base(unit: Unit) -> (&'static str, f64) {
    match unit {
        Unit::Nanoseconds => ("seconds", 1e9),
        Unit::NanosecondSeconds => ("square_seconds", 1e9),
        Unit::PerSecond => ("per_second", 1.0),
        Unit::Share | Unit::Completeness => ("ratio", 1.0),
        Unit::Bytes => ("bytes", 1.0),
        Unit::Count => ("", 1.0),
    }
}

/// A percentile's latency and name; any other figure is a family of its own.
fn split(metric: &str, unit: Unit) -> (&str, Option<(&str, &str)>) {
    match metric.rsplit_once("_p") {
        Some((latency, percent))
            if unit == Unit::Nanoseconds && percent.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            ("headline_latency", Some((latency, &metric[latency.len() + 1..])))
        }
        _ => (metric, None),
    }
}

/// A name must end with its unit.
fn family_name(key: &str, unit: &str) -> String {
    if unit.is_empty() || key.ends_with(&format!("_{unit}")) {
        format!("streamgauge_{key}")
    } else {
        format!("streamgauge_{key}_{unit}")
    }
}

/// Backslashes, quotation marks and ends of lines, as the format wants them in texts and labels.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// The shortest text that is this number.
fn number(value: f64) -> String {
    format!("{value:?}")
}

//! The figures of one arm on one query, in two records.

use streamgauge_record::{Change, ChangeFigure, ChangeVerdict, Direction};
use streamgauge_statistics::Rule;

use crate::change_verdict::{Judged, judge};
use crate::direction::{direction, is_of_the_machine};
use crate::query::percentile_name;
use crate::{ArmSummary, Figure, Group, Metric, Unit, metrics};

/// Percentiles of the headline latency that are compared, where there are samples enough.
const QUANTILES: [f64; 3] = [0.5, 0.9, 0.99];

/// Metrics that are compared, in this order. Each more would be one more chance of a false alarm.
const COMPARED: [&str; 11] = [
    "completed",
    "saturated",
    "late_drop_rate",
    "completeness",
    "recall",
    "precision",
    "catch_up",
    "cpu_per_event",
    "peak_state",
    "peak_state_bytes",
    "peak_memory",
];

/// One arm on one query, in two records.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub(crate) query: &'a str,
    pub(crate) base: &'a ArmSummary,
    pub(crate) new: &'a ArmSummary,
    /// By which rule runs are judged; `None` on a virtual clock.
    pub(crate) rule: Option<Rule>,
    /// Whether figures of the machine may be judged: both were measured on one, by builds made alike.
    pub(crate) same_conditions: bool,
}

impl Sides<'_> {
    /// All figures that at least one of the two has.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let latencies = QUANTILES
            .into_iter()
            .filter_map(|quantile| self.latency(quantile));
        let of_key = |key: &'static str| metrics().find(|metric| metric.key == key);
        let others = COMPARED.into_iter().filter_map(of_key);
        latencies
            .chain(others.filter_map(|metric| self.metric(metric)))
            .collect()
    }

    /// The headline latencies, if they are not the same and therefore not compared.
    pub(crate) fn headlines_differ(&self) -> Option<String> {
        let (then, now) = (self.base.headline, self.new.headline);
        (then != now).then(|| {
            format!(
                "{} on {} has {then} as its latency in base and {now} in new: not compared",
                self.base.arm, self.query
            )
        })
    }

    fn latency(&self, quantile: f64) -> Option<Change> {
        if self.base.headline != self.new.headline {
            return None;
        }
        let of = |arm: &ArmSummary| {
            let latency = arm.headline_latency();
            latency.map_or(Figure::Absent, |latency| latency.percentile(quantile))
        };
        let name = format!("{} {}", self.base.headline, percentile_name(quantile));
        let subject = Subject {
            metric: name.clone(),
            label: name,
            unit: Unit::Nanoseconds,
            direction: Direction::Lower,
            of_the_machine: true,
        };
        self.change(subject, &of(self.base), &of(self.new))
    }

    fn metric(&self, metric: &Metric) -> Option<Change> {
        if self.rule.is_none() && metric.group == Group::Throughput {
            // On a virtual clock processing costs no time.
            return None;
        }
        let subject = Subject {
            metric: metric.key.into(),
            label: metric.label.into(),
            unit: metric.unit,
            direction: direction(metric.key)?,
            of_the_machine: is_of_the_machine(metric),
        };
        self.change(
            subject,
            &self.base.figure(metric.key),
            &self.new.figure(metric.key),
        )
    }

    fn change(&self, subject: Subject, base: &Figure, new: &Figure) -> Option<Change> {
        if is_nothing(base) && is_nothing(new) {
            return None;
        }
        let mut judged = judge(base, new, subject.unit, subject.direction, self.rule);
        if subject.of_the_machine && !self.same_conditions {
            judged = Judged {
                interval: None,
                floor: None,
                needed: None,
                verdict: ChangeVerdict::NotComparable,
                ..judged
            };
        }
        Some(Change {
            arm: self.base.arm.clone(),
            query: self.query.into(),
            metric: subject.metric,
            label: subject.label,
            unit: subject.unit.key().into(),
            direction: subject.direction,
            base: recorded(base, subject.unit),
            new: recorded(new, subject.unit),
            scale: judged.scale,
            change: judged.change,
            low: judged.interval.map(|(low, _)| low),
            high: judged.interval.map(|(_, high)| high),
            floor: judged.floor,
            pairs: count(judged.pairs),
            verdict: judged.verdict,
            pairs_needed: judged.needed.map(count),
        })
    }
}

/// What is compared.
struct Subject {
    metric: String,
    label: String,
    unit: Unit,
    direction: Direction,
    of_the_machine: bool,
}

/// Neither a number nor a bound.
const fn is_nothing(figure: &Figure) -> bool {
    matches!(figure, Figure::Absent | Figure::TooFew { .. })
}

fn recorded(figure: &Figure, unit: Unit) -> ChangeFigure {
    let Figure::Known { value, runs, .. } = figure else {
        return ChangeFigure {
            missing: Some(figure.text(unit)),
            ..ChangeFigure::default()
        };
    };
    ChangeFigure {
        value: Some(*value),
        missing: None,
        runs: runs.as_ref().map_or(0, |runs| count(runs.runs())),
        min: runs.as_ref().map(|runs| runs.min),
        max: runs.as_ref().map(|runs| runs.max),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_that_is_compared_exists_and_is_better_one_way() {
        for key in COMPARED {
            assert!(metrics().any(|metric| metric.key == key), "{key}");
            let direction = direction(key).unwrap();
            assert!(matches!(direction, Direction::Lower | Direction::Higher), "{key}");
        }
    }
}

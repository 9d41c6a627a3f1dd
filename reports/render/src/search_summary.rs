//! A search, summed up: the one model from which terminal, Markdown and page are made.

use std::collections::BTreeMap;

use streamgauge_record::{Check, CheckUnit, Limit, Search, SearchRecord, Trial, TrialPhase, TrialVerdict};

use crate::query::{percentile_name, plural};
use crate::{DataTable, Unit, headline};

/// The percentiles of the curve's table.
const PERCENTILES: [f64; 3] = [0.5, 0.99, 0.999];

/// Everything that is said about the search of one engine on one query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchSummary {
    /// Engine and query.
    pub subject: String,
    /// What is claimed, in a sentence.
    pub claim: String,
    /// What goes with it.
    pub notes: Vec<String>,
    /// The checks of the confirmation, with the worst of its repeats; without rows if there was none.
    pub checks: DataTable,
    /// Latency over load; without rows if it was not measured.
    pub curve: DataTable,
    /// Every trial.
    pub trials: DataTable,
}

impl SearchSummary {
    /// One for each search of a record, in its order.
    #[must_use]
    pub fn all(record: &SearchRecord) -> Vec<Self> {
        record.searches.iter().map(Self::of).collect()
    }

    fn of(search: &Search) -> Self {
        Self {
            subject: format!("{} · {}", search.arm, search.query.name),
            claim: claim(search),
            notes: notes(search),
            checks: checks(search),
            curve: curve(search),
            trials: trials(search),
        }
    }
}

fn per_second(rate: u64) -> String {
    Unit::PerSecond.text(rate as f64)
}

/// The claim with what it rests on, such as `event-at-a-time sustains 1.84 M/s (confirmed 5 of 5; refuted at 1.90 M/s)`.
fn claim(search: &Search) -> String {
    let claim = &search.claim;
    let (arm, query) = (&search.arm, &search.query.name);
    let Some(rate) = claim.sustainable_per_s else {
        let why = match claim.limit {
            Limit::Unfinished => "the search was not finished",
            Limit::Engine => "every rate that was tried was refuted",
            Limit::Generator => "the harness could not do its part",
            Limit::Memory => "no trial fits into memory",
        };
        return format!(
            "{arm} on {query}: no rate is confirmed, {why}{}",
            highest_passed(search)
        );
    };
    let least = match claim.limit {
        Limit::Generator | Limit::Memory => "at least ",
        Limit::Engine | Limit::Unfinished => "",
    };
    let beyond = match (claim.limit, claim.refuted_per_s, claim.untried_per_s) {
        (Limit::Generator | Limit::Memory, _, Some(untried)) => {
            format!("; not tried at {}", per_second(untried))
        }
        (_, Some(refuted), _) => format!("; refuted at {}", per_second(refuted)),
        _ => "; refuted at no rate".to_owned(),
    };
    let indicative = if claim.indicative.is_empty() {
        ""
    } else {
        "; indicative"
    };
    format!(
        "{arm} sustains {least}{} on {query} (confirmed {} of {}{beyond}{indicative})",
        per_second(rate),
        claim.passed,
        claim.repeats,
    )
}

fn highest_passed(search: &Search) -> String {
    let passed = search
        .trials
        .iter()
        .filter(|trial| trial.verdict == TrialVerdict::Pass);
    passed
        .map(|trial| trial.rate_per_s)
        .max()
        .map_or_else(String::new, |rate| {
            format!(
                "; the highest rate that passed a single trial is {}",
                per_second(rate)
            )
        })
}

fn notes(search: &Search) -> Vec<String> {
    let claim = &search.claim;
    let mut notes: Vec<String> = claim
        .indicative
        .iter()
        .map(|why| format!("indicative: {why}"))
        .collect();
    notes.extend(claim.limit_reason.as_ref().map(|reason| match claim.limit {
        Limit::Generator => format!("the generator or a busy machine is the limit, not the engine: {reason}"),
        _ => format!("not the engine is the limit: {reason}"),
    }));
    notes.extend(recovery(search));
    if claim.falls.is_empty() && search.trials.iter().any(|trial| trial.phase == TrialPhase::Curve) {
        notes.push("self-test: latency does not fall as load rises".to_owned());
    }
    notes.extend(claim.falls.iter().map(|fall| {
        format!(
            "self-test: the median latency falls from {} at {} to {} at {}, which a queue does not do; an engine that \
             sleeps or polls when idle does",
            Unit::Nanoseconds.text(fall.from_p50_ns as f64),
            per_second(fall.from_per_s),
            Unit::Nanoseconds.text(fall.to_p50_ns as f64),
            per_second(fall.to_per_s),
        )
    }));
    notes.push(count(search));
    notes
}

fn recovery(search: &Search) -> Option<String> {
    let unknown = search.claim.recovery_reason.as_ref();
    if let Some(reason) = unknown {
        return Some(format!("from above: no claim, because {reason}"));
    }
    let recovery = search.claim.recovery?;
    Some(match recovery.recovery_per_s {
        Some(rate) if recovery.is_usual => {
            format!(
                "from above: after 110 % it recovers at 90 %, {}",
                per_second(rate)
            )
        }
        Some(rate) => format!(
            "from above: after 110 % it does not recover at 90 %; the recovery rate is {}",
            per_second(rate)
        ),
        None => "from above: after 110 % it recovers at no rate that was tried".to_owned(),
    })
}

fn count(search: &Search) -> String {
    let of = |verdict| {
        search
            .trials
            .iter()
            .filter(|trial| trial.verdict == verdict)
            .count()
    };
    format!(
        "{}: {} passed, {} failed, {} void; all are in the record",
        plural(search.trials.len(), "trial"),
        of(TrialVerdict::Pass),
        of(TrialVerdict::Fail),
        of(TrialVerdict::Void),
    )
}

/// The checks of the repeats at the confirmed rate, each with the value farthest on the wrong side.
fn checks(search: &Search) -> DataTable {
    let confirming = |trial: &&Trial| {
        trial.phase == TrialPhase::Confirmation
            && Some(trial.rate_per_s) == search.claim.sustainable_per_s
            && trial.verdict != TrialVerdict::Void
    };
    let mut names = Vec::new();
    let mut by_name: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
    for check in search
        .trials
        .iter()
        .filter(confirming)
        .flat_map(|trial| &trial.checks)
    {
        if !names.contains(&check.name.as_str()) {
            names.push(&check.name);
        }
        by_name.entry(&check.name).or_default().push(check);
    }
    let row = |name: &str| {
        let all = &by_name[name];
        let first = all[0];
        let measured = all.iter().filter_map(|check| check.measured);
        let worst = if first.at_least {
            measured.reduce(f64::min)
        } else {
            measured.reduce(f64::max)
        };
        let passed = all.iter().filter(|check| check.passed).count();
        vec![
            name.to_owned(),
            worst.map_or_else(|| "—".to_owned(), |worst| value(worst, first.unit)),
            format!(
                "{} {}",
                if first.at_least { "≥" } else { "≤" },
                value(first.limit, first.unit)
            ),
            format!("{passed} of {}", all.len()),
        ]
    };
    DataTable {
        head: ["check", "worst", "limit", "passed"].map(str::to_owned).to_vec(),
        rows: names.into_iter().map(row).collect(),
    }
}

fn curve(search: &Search) -> DataTable {
    let runs: Vec<_> = search.trials.iter().map(|trial| &trial.run).collect();
    let name = headline(&runs);
    let on_curve = search
        .trials
        .iter()
        .filter(|trial| trial.phase == TrialPhase::Curve);
    let row = |trial: &Trial| {
        let load = search.claim.sustainable_per_s.map_or_else(String::new, |rate| {
            format!("{:.0} %", trial.rate_per_s as f64 * 100.0 / rate.max(1) as f64)
        });
        let latencies = PERCENTILES.map(|quantile| percentile(trial, name, quantile));
        [load, per_second(trial.rate_per_s)]
            .into_iter()
            .chain(latencies)
            .chain([verdict(trial).to_owned()])
            .collect()
    };
    let head = ["load".to_owned(), "rate".to_owned()]
        .into_iter()
        .chain(PERCENTILES.map(|quantile| format!("{name} {}", percentile_name(quantile))))
        .chain(["verdict".to_owned()]);
    DataTable {
        head: head.collect(),
        rows: on_curve.map(row).collect(),
    }
}

fn trials(search: &Search) -> DataTable {
    let runs: Vec<_> = search.trials.iter().map(|trial| &trial.run).collect();
    let name = headline(&runs);
    let measured = |trial: &Trial, check: &str| {
        let found = trial.checks.iter().find(|found| found.name == check);
        found
            .and_then(|found| Some(value(found.measured?, found.unit)))
            .unwrap_or_else(|| "—".to_owned())
    };
    let row = |trial: &Trial| {
        vec![
            trial.number.to_string(),
            phase(trial.phase).to_owned(),
            match trial.overload {
                Some(overload) => format!(
                    "{} after {}",
                    per_second(trial.rate_per_s),
                    per_second(overload.rate_per_s)
                ),
                None => per_second(trial.rate_per_s),
            },
            Unit::Nanoseconds.text(trial.measured_ns as f64),
            trial.seed.to_string(),
            verdict(trial).to_owned(),
            measured(trial, "backlog_trend"),
            measured(trial, "latency_trend"),
            measured(trial, "drain"),
            percentile(trial, name, 0.99),
            trial.reason.clone(),
        ]
    };
    let head = [
        "trial",
        "phase",
        "rate",
        "measured",
        "seed",
        "verdict",
        "backlog_trend",
        "latency_trend",
        "drain",
        "p99",
        "why not",
    ];
    DataTable {
        head: head.map(str::to_owned).to_vec(),
        rows: search.trials.iter().map(row).collect(),
    }
}

fn percentile(trial: &Trial, latency: &str, quantile: f64) -> String {
    let distribution = trial.run.latency.get(latency);
    match distribution.and_then(|distribution| distribution.percentile(quantile)) {
        Some(found) if found.censored => "> bound".to_owned(),
        Some(found) => found.value_ns.map_or_else(
            || format!("n<{}", streamgauge_record::Percentile::samples_needed(quantile)),
            |ns| Unit::Nanoseconds.text(ns as f64),
        ),
        None => "—".to_owned(),
    }
}

/// A phase in a word.
pub(crate) const fn phase(phase: TrialPhase) -> &'static str {
    match phase {
        TrialPhase::Doubling => "doubling",
        TrialPhase::Bisection => "bisection",
        TrialPhase::Confirmation => "confirmation",
        TrialPhase::Curve => "curve",
        TrialPhase::Recovery => "recovery",
    }
}

/// A verdict in a word.
pub(crate) const fn verdict(trial: &Trial) -> &'static str {
    match trial.verdict {
        TrialVerdict::Pass => "met",
        TrialVerdict::Fail => "not met",
        TrialVerdict::Void => "void",
    }
}

fn value(value: f64, unit: CheckUnit) -> String {
    match unit {
        CheckUnit::Share => Unit::Share.text(value),
        CheckUnit::Ns => Unit::Nanoseconds.text(value),
        // Far below its limit of 0.01 a slope is none.
        CheckUnit::SecondsPerSecond => format!("{value:.4} s/s"),
        CheckUnit::Count => Unit::Count.text(value),
    }
}

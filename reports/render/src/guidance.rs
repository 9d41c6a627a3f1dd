//! For your workload: what the figures advise, and how far that goes.

use crate::aim::Aim;
use crate::clause::{Clause, UNPROVEN, clauses};
use crate::completeness_price::completeness_price;
use crate::listing::listed;
use crate::offered_rate::OfferedRate;
use crate::query::plural;
use crate::recovery::never_caught_up;
use crate::spread::ENOUGH_RUNS;
use crate::{ArmSummary, Summary, Unit};

/// Sentences under a heading. They are made by rules from the figures of the summary alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guidance {
    /// The heading.
    pub title: &'static str,
    /// The sentences, in order.
    pub sentences: Vec<String>,
}

/// When to choose which arm, and the limits of that claim.
#[must_use]
pub fn guidance(summary: &Summary) -> Vec<Guidance> {
    vec![
        Guidance {
            title: "When to choose which",
            sentences: choices(summary),
        },
        Guidance {
            title: "How far this goes",
            sentences: limits(summary),
        },
    ]
}

fn choices(summary: &Summary) -> Vec<String> {
    if summary.valid_runs == 0 {
        return vec!["No run is valid, so nothing is advised.".into()];
    }
    if summary.arms.len() < 2 {
        return vec!["There is one arm: nothing is compared, so nothing is advised.".into()];
    }
    let advice: Vec<String> = Aim::ALL
        .into_iter()
        .filter_map(|aim| advice(aim, summary))
        .chain(never_caught_up(summary))
        .collect();
    if advice.is_empty() {
        return vec!["The arms have no figure in common that could be compared.".into()];
    }
    advice
}

/// What to choose if this is what matters; `None` where the figures are missing.
fn advice(aim: Aim, summary: &Summary) -> Option<String> {
    let text = match clauses(aim, summary).as_slice() {
        [] => return None,
        [clause] => only(aim, clause, summary),
        several => {
            let texts: Vec<String> = several.iter().map(|clause| clause.text(summary)).collect();
            let choice = if several.iter().any(Clause::is_choice) {
                "choose by the query"
            } else {
                NOTHING
            };
            format!("{choice}: {}", texts.join("; "))
        }
    };
    let percentiles = match aim.percentiles(summary) {
        names if names.is_empty() => names,
        names => format!(" Latency is the headline latency's {names}."),
    };
    let price = match aim {
        Aim::Complete => completeness_price(summary),
        _ => String::new(),
    };
    Some(format!("If {}, {text}.{percentiles}{price}", aim.condition()))
}

const NOTHING: &str = "there is nothing to choose";

/// What is said if there is nothing else to say.
fn only(aim: Aim, clause: &Clause, summary: &Summary) -> String {
    if !clause.is_choice() {
        return format!("{NOTHING}: {}", clause.text(summary));
    }
    let (names, place) = (clause.names(summary), clause.place(summary));
    let reason = if clause.is_one() {
        format!("it {} {place}", aim.superlative())
    } else {
        format!("they {} {place}", clause.tie())
    };
    if clause.is_proven() {
        format!("choose {names}: {reason}")
    } else {
        format!("these runs point to {names}, {UNPROVEN}: {reason}")
    }
}

fn limits(summary: &Summary) -> Vec<String> {
    [
        runs(summary),
        gaps(summary),
        Some(place(summary)),
        Some(events(summary)),
        scale(summary),
        Some(MODELS.into()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const MODELS: &str = "The engines are models of execution that share operators and state. A JVM, a network, a disk, \
                      checkpoints and the recovery from a failure were not measured.";

fn arms(summary: &Summary) -> impl Iterator<Item = (&str, &ArmSummary)> {
    let queries = summary.queries.iter();
    queries.flat_map(|query| query.arms.iter().map(move |arm| (query.name.as_str(), arm)))
}

/// How many runs stand behind each figure.
fn runs(summary: &Summary) -> Option<String> {
    if summary.simulated {
        return Some(
            "Simulated runs are exact and the same every time: they hold for these events, and say nothing about noise.".into(),
        );
    }
    let valid = || arms(summary).map(|(_, arm)| arm.valid).filter(|valid| *valid > 0);
    let (least, most) = (valid().min()?, valid().max()?);
    let count = if least == most {
        plural(least, "valid run")
    } else {
        format!("{least} to {}", plural(most, "valid run"))
    };
    let enough = if least < ENOUGH_RUNS {
        format!("; below {ENOUGH_RUNS} a difference cannot be told from noise (--repeats {ENOUGH_RUNS})")
    } else {
        String::new()
    };
    Some(format!(
        "Each figure stands on {count} of each arm and query{enough}."
    ))
}

/// What has no figures at all.
fn gaps(summary: &Summary) -> Option<String> {
    let gaps: Vec<String> = arms(summary)
        .filter(|(_, arm)| arm.valid == 0)
        .map(|(query, arm)| format!("{} on {query}", arm.arm))
        .collect();
    (!gaps.is_empty()).then(|| format!("Nothing is said of {}: no run of it is valid.", listed(&gaps)))
}

fn place(summary: &Summary) -> String {
    match &summary.machine {
        Some(machine) => format!(
            "It was measured on one machine ({machine}): another gives other figures, and may give another order."
        ),
        None => "On the virtual clock processing costs no time: latency is waiting alone, and CPU time and capacity are \
                 not measured."
            .into(),
    }
}

fn events(summary: &Summary) -> String {
    let offered = arms(summary).find_map(|(_, arm)| arm.figure("offered").value());
    let rate = offered.map_or_else(String::new, |offered| {
        let rate = match &summary.rate {
            OfferedRate::Even(_) => format!("one rate ({})", Unit::PerSecond.text(offered)),
            rate => rate.text(),
        };
        format!(", offered at {rate}: streamgauge search finds where an engine gives way")
    });
    if summary.scenario == "file" {
        format!("The events are those of a file{rate}.")
    } else {
        format!(
            "The events are synthetic (scenario {}), so keys, delays and values differ from yours{rate}.",
            summary.scenario
        )
    }
}

fn scale(summary: &Summary) -> Option<String> {
    let scale = summary.time_scale;
    ((scale - 1.0).abs() > 1e-9).then(|| {
        format!(
            "Event time ran {} times as fast as the clock, so a trigger or a batch spans that much more event time than \
             in a stream at its own pace.",
            crate::quantity::plain(scale)
        )
    })
}

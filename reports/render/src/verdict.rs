//! The page's first lines: who wins where and by how much, and a tile per arm.

use crate::aim::{Aim, percentile};
use crate::clause::{Clause, clauses};
use crate::contest::verdict_words;
use crate::query::{percentile_name, plural};
use crate::spread::ENOUGH_RUNS;
use crate::{ArmSummary, Emission, Figure, QuerySummary, Summary, Unit};

/// What one arm did on the first query that has figures.
pub(crate) struct Tile {
    pub(crate) arm: String,
    pub(crate) figure: String,
    pub(crate) caption: String,
    pub(crate) lines: Vec<String>,
}

/// What came out: who answered wrongly; who is soonest, most complete and cheapest on which queries and by how much, whether
/// that is proven, and what is left out.
pub(crate) fn verdicts(summary: &Summary) -> Vec<String> {
    let mut verdicts = wrong(summary);
    if summary.valid_runs == 0 {
        verdicts.push(format!(
            "No figures: {}, none of them valid.",
            plural(summary.void_runs.len(), "run")
        ));
        return verdicts;
    }
    verdicts.extend(outcome(summary));
    verdicts
}

/// `event-at-a-time gave wrong answers in 2 runs.`, for each arm that did: nothing else matters before that.
fn wrong(summary: &Summary) -> Vec<String> {
    let of = |arm: &String| {
        let runs = summary.void_runs.iter();
        let runs = runs.filter(|run| run.wrong_answer && run.arm == *arm).count();
        (runs > 0).then(|| format!("{arm} gave wrong answers in {}.", plural(runs, "run")))
    };
    summary.arms.iter().filter_map(of).collect()
}

/// The first lines of a record that has figures.
fn outcome(summary: &Summary) -> Vec<String> {
    let wins: Vec<(Aim, Vec<Clause>)> = AIMS.map(|aim| (aim, clauses(aim, summary))).into();
    let mut verdicts: Vec<String> = wins
        .iter()
        .filter(|(_, clauses)| !clauses.is_empty())
        .map(|(aim, clauses)| who_wins(*aim, clauses, summary))
        .collect();
    if verdicts.is_empty() {
        verdicts.push(medians(summary));
    }
    let rest = [
        proof(summary, &wins),
        incomparable(summary),
        void(summary.void_runs.len()),
    ];
    let rest: Vec<String> = rest.into_iter().flatten().collect();
    if !rest.is_empty() {
        verdicts.push(rest.join(" "));
    }
    verdicts
}

/// What the first lines are about.
const AIMS: [Aim; 3] = [Aim::Early, Aim::Complete, Aim::Cheap];

/// `Soonest (p99): event-at-a-time on all 4 queries (the next takes 250 times as long).`
fn who_wins(aim: Aim, clauses: &[Clause], summary: &Summary) -> String {
    let percentiles = match aim.percentiles(summary) {
        names if names.is_empty() => names,
        names => format!(" ({names})"),
    };
    let clauses: Vec<String> = clauses.iter().map(|clause| clause.text(summary)).collect();
    format!("{}{percentiles}: {}.", aim.title(), clauses.join("; "))
}

/// How sure the leads are, if there is any.
fn proof(summary: &Summary, wins: &[(Aim, Vec<Clause>)]) -> Option<String> {
    let leads = || {
        wins.iter()
            .flat_map(|(_, clauses)| clauses)
            .filter(|it| it.is_choice())
    };
    let (proven, unproven) = (
        leads().any(Clause::is_proven),
        leads().any(|clause| !clause.is_proven()),
    );
    let few = format!("a proof takes {ENOUGH_RUNS} repeats with a valid run of each arm");
    let confidence = summary.queries.iter().find_map(QuerySummary::confidence_text);
    let confidence = format!("at {} % confidence", confidence.unwrap_or_default());
    match (proven, unproven) {
        _ if summary.simulated => Some("Simulated, so every figure is exact.".into()),
        (false, false) => None,
        (true, false) => Some(format!(
            "Each lead is proven over pairs of repeats, {confidence}."
        )),
        (true, true) => Some(format!(
            "Each other lead is proven over pairs of repeats, {confidence}; {few}."
        )),
        (false, true) => Some(format!("No lead is proven: {few}.")),
    }
}

/// `1 run is void and enters no figure.`
fn void(runs: usize) -> Option<String> {
    match runs {
        0 => None,
        1 => Some("1 run is void and enters no figure.".into()),
        runs => Some(format!("{runs} runs are void and enter no figure.")),
    }
}

/// Arms whose headline latency is another one than the reference's have no ratio.
fn incomparable(summary: &Summary) -> Option<String> {
    let mixed: Vec<&str> = summary
        .queries
        .iter()
        .filter(|query| query.headline().is_none() && !query.arms.is_empty())
        .map(|query| query.name.as_str())
        .collect();
    (!mixed.is_empty()).then(|| {
        format!(
            "On {} the arms are measured by different latencies, which are not compared.",
            mixed.join(", ")
        )
    })
}

/// Where nothing can be divided: the medians of the first query themselves.
fn medians(summary: &Summary) -> String {
    let Some(query) = summary
        .queries
        .iter()
        .find(|query| query.arms.iter().any(|arm| arm.valid > 0))
    else {
        return String::new();
    };
    let row = query.percentile_row(0.5);
    let arm = |(arm, figure): (&ArmSummary, &Figure)| {
        let latency = match query.headline() {
            Some(_) => String::new(),
            None => format!(" {}", arm.headline),
        };
        format!("{}{latency} ({})", figure.text(row.unit), arm.arm)
    };
    let arms: Vec<String> = query.arms.iter().zip(&row.figures).map(arm).collect();
    format!("On {}, the median answer took {}.", query.name, arms.join(", "))
}

/// One tile per arm, of the first query in which some arm has a headline latency.
pub(crate) fn tiles(summary: &Summary) -> Vec<Tile> {
    let has_figures = |query: &&QuerySummary| query.arms.iter().any(|arm| arm.headline_latency().is_some());
    let Some(query) = summary.queries.iter().find(has_figures) else {
        return vec![];
    };
    let quantile = percentile(query);
    let row = query.percentile_row(quantile);
    let arms = query.arms.iter().zip(&row.figures);
    arms.map(|(arm, figure)| tile(summary, query, arm, (quantile, figure)))
        .collect()
}

/// The figure by which arms are ranked, how it stands to the reference's, and a few others.
fn tile(summary: &Summary, query: &QuerySummary, arm: &ArmSummary, (quantile, own): (f64, &Figure)) -> Tile {
    let (figure, caption) = match own {
        _ if arm.valid == 0 => ("—".into(), format!("no valid run, {}", query.name)),
        Figure::TooFew { .. } | Figure::Absent => ("—".into(), format!("too few results, {}", query.name)),
        figure => {
            let name = percentile_name(quantile);
            (
                figure.text(Unit::Nanoseconds),
                format!("{name} {}, {}", arm.headline, query.name),
            )
        }
    };
    let mut lines: Vec<String> = [certainty(own), against_reference(own, query)]
        .into_iter()
        .flatten()
        .collect();
    let mut line = |name: &str, key: &str, unit: Unit| {
        let figure = arm.figure(key);
        if figure.value().is_some() {
            lines.push(format!("{name} {}", figure.text(unit)));
        }
    };
    if !summary.simulated {
        line("completed", "completed", Unit::PerSecond);
    }
    line("late dropped", "late_drop_rate", Unit::Share);
    let complete = match arm.emission {
        Emission::First => "complete",
        Emission::Last => "complete at last",
    };
    line(complete, "completeness", Unit::Completeness);
    lines.push(plural(arm.valid, "valid run"));
    Tile {
        arm: arm.arm.clone(),
        figure,
        caption,
        lines,
    }
}

/// Where the figure lies, by its runs.
fn certainty(figure: &Figure) -> Option<String> {
    let spread = figure.spread_text(Unit::Nanoseconds);
    let of = if figure.has_interval() {
        "99 % interval"
    } else {
        "runs"
    };
    (!spread.is_empty()).then(|| match spread.as_str() {
        "in all runs" => spread,
        _ => format!("{spread} ({of})"),
    })
}

/// `×1.59 [0.97 … 2.10] of event-at-a-time: cannot tell`.
fn against_reference(figure: &Figure, query: &QuerySummary) -> Option<String> {
    let ratio = figure.ratio()?;
    let verdict = match ratio.verdict {
        None => String::new(),
        Some(_) if ratio.interval.is_none() => ", not proven".into(),
        Some(verdict) => format!(": {}", verdict_words(verdict)),
    };
    Some(format!(
        "{} of {}{verdict}",
        ratio.number(),
        query.reference_arm()
    ))
}

//! What stands behind the most complete answers: one watermark delay, and what waiting longer costs.

use crate::aim::{Aim, percentile};
use crate::clause::{Clause, clauses};
use crate::listing::listed;
use crate::query::percentile_name;
use crate::{Figure, QuerySummary, Summary, Unit};

/// Sentences behind the advice on completeness, each with a space before it; empty where there is nothing to choose. Which arm
/// is ahead is a matter of the delay: who waits longer lacks less, whatever the engine.
pub(crate) fn completeness_price(summary: &Summary) -> String {
    let clauses = clauses(Aim::Complete, summary);
    let choices: Vec<&Clause> = clauses.iter().filter(|clause| clause.is_choice()).collect();
    if choices.is_empty() {
        return String::new();
    }
    let parts = [
        Some(delay(summary, &choices)),
        choices.iter().find_map(|clause| cost(summary, clause)),
        Some(
            "A longer delay buys an event-at-a-time engine the same completeness, for latency and state; the command frontier \
             shows how much of each."
                .to_owned(),
        ),
        scale(summary),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!(" {}", parts.join(" "))
}

/// `That holds at this watermark delay (30s).`
fn delay(summary: &Summary, choices: &[&Clause]) -> String {
    let queries = summary.queries.iter();
    let chosen = queries.filter(|query| choices.iter().any(|clause| clause.is_about(&query.name)));
    let mut delays: Vec<String> = Vec::new();
    for delay in chosen.filter_map(watermark_delay) {
        if !delays.contains(&delay) {
            delays.push(delay);
        }
    }
    match delays.as_slice() {
        [] => "That holds at the watermark delay of these runs.".into(),
        [delay] => format!("That holds at this watermark delay ({delay})."),
        several => format!("That holds at these watermark delays ({}).", listed(several)),
    }
}

fn watermark_delay(query: &QuerySummary) -> Option<String> {
    let run = query.arms.iter().find_map(|arm| arm.runs.first())?;
    let mut settings = run.query.settings.iter();
    settings
        .find(|setting| setting.name == "watermark delay")
        .map(|setting| setting.value.clone())
}

/// `It costs latency: on movie-tumbling its from_trigger p99 is 2.00 s, that of event-at-a-time 5.00 ms.`, of the first query on
/// which somebody is sooner than whoever is most complete.
fn cost(summary: &Summary, clause: &Clause) -> Option<String> {
    let queries = summary.queries.iter();
    let mut queries = queries.filter(|query| clause.is_about(&query.name));
    queries.find_map(|query| cost_on(query, clause))
}

fn cost_on(query: &QuerySummary, clause: &Clause) -> Option<String> {
    let headline = query.headline()?;
    let quantile = percentile(query);
    let row = query.percentile_row(quantile);
    let known = |place: usize| row.figures.get(place).and_then(Figure::value);
    let soonest = |places: &mut dyn Iterator<Item = usize>| {
        let all = places.filter_map(|place| Some((place, known(place)?)));
        all.min_by(|(_, one), (_, other)| one.total_cmp(other))
    };
    let is_ahead = |place: &usize| clause.front().contains(place);
    let (own, complete) = soonest(&mut (0..row.figures.len()).filter(is_ahead))?;
    let (other, early) = soonest(&mut (0..row.figures.len()).filter(|place| !is_ahead(place)))?;
    let arm = |place: usize| query.arms[place].arm.as_str();
    let text = |value: f64| Unit::Nanoseconds.text(value);
    (early < complete).then(|| {
        format!(
            "It costs latency: on {} the {headline} {} of {} is {}, that of {} {}.",
            query.name,
            percentile_name(quantile),
            arm(own),
            text(complete),
            arm(other),
            text(early)
        )
    })
}

/// What a second of delay is on the clock, if event time has a pace of its own.
fn scale(summary: &Summary) -> Option<String> {
    let scale = summary.time_scale;
    ((scale - 1.0).abs() > 1e-9).then(|| {
        format!(
            "Event time ran {} times as fast as the clock: a second of delay is {} of waiting here.",
            crate::quantity::plain(scale),
            Unit::Nanoseconds.text(1e9 / scale)
        )
    })
}

//! Rates and ratios as a Markdown table.

use std::fmt::Write as _;
use std::thread;

use crate::rounds::{ROUNDS, Rates};
use crate::subject::Subject;

/// What was measured, and where.
pub(crate) fn heading(events: u64) -> String {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!(
        "{:.1} million events in memory, all due at once; {cores} cores; {ROUNDS} rounds in turns.\n\
         Rates are millions of events per second. Each figure is the median of the rounds (least to greatest); ratios are \
         taken within each round.",
        events as f64 / 1e6
    )
}

/// The rates of one case: those of each subject, and against the others.
pub(crate) fn table(name: &str, all: &[Rates]) -> String {
    let mut text = format!("### {name}\n\n");
    text.push_str(
        "| who | workers | M events/s | / timely on as many | / timely, combining | / single thread | / itself on one |\n",
    );
    text.push_str("|---|---|---|---|---|---|---|\n");
    for rates in all {
        let subject = rates.subject;
        let against = |other: Subject| ratio(rates, all.iter().find(|rates| rates.subject == other));
        let millions: Vec<f64> = rates.per_s.iter().map(|rate| rate / 1e6).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            subject.name(),
            subject.workers(),
            spread(&millions, 1),
            against(Subject::Timely(subject.workers())),
            against(Subject::Combining(subject.workers())),
            against(Subject::SingleThread),
            against(subject.with_workers(1)),
        );
    }
    text
}

/// One against another, round by round; nothing to say about a subject and itself.
fn ratio(rates: &Rates, other: Option<&Rates>) -> String {
    match other {
        Some(other) if other.subject != rates.subject => {
            let pairs = rates.per_s.iter().zip(&other.per_s);
            spread(&pairs.map(|(one, other)| one / other).collect::<Vec<_>>(), 2)
        }
        _ => "—".to_owned(),
    }
}

/// The median, the least and the greatest.
fn spread(figures: &[f64], decimals: usize) -> String {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.first(), sorted.get(sorted.len() / 2), sorted.last()) {
        (Some(least), Some(median), Some(greatest)) => {
            format!("{median:.decimals$} ({least:.decimals$} to {greatest:.decimals$})")
        }
        _ => "—".to_owned(),
    }
}

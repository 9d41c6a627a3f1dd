//! Arm against arm where there is nothing to divide: the differences.

use crate::contest::Contest;
use crate::{DataTable, Summary, Unit};

/// How far each arm is from a reference that is 0, as simulated engines are whose work costs nothing; `None` if there is
/// no such reference.
pub(crate) fn differences(summary: &Summary) -> Option<DataTable> {
    let rows: Vec<Vec<String>> = [Contest::Median, Contest::Tail]
        .into_iter()
        .flat_map(|contest| of_contest(summary, contest))
        .collect();
    let head = [
        "query",
        "latency",
        "arm",
        "its figure",
        "reference",
        "its figure",
        "difference",
    ];
    (!rows.is_empty()).then(|| DataTable {
        head: head.map(Into::into).into(),
        rows,
    })
}

fn of_contest(summary: &Summary, contest: Contest) -> impl Iterator<Item = Vec<String>> + '_ {
    let name = if contest == Contest::Median { "p50" } else { "p99" };
    summary.queries.iter().flat_map(move |query| {
        let lines = contest.lines(query).into_iter();
        lines.filter_map(move |line| {
            let (own, reference) = line.beside_zero()?;
            Some(vec![
                query.name.clone(),
                name.into(),
                line.arm.clone(),
                Unit::Nanoseconds.text(own),
                query.reference_arm().to_owned(),
                Unit::Nanoseconds.text(reference),
                difference(own - reference),
            ])
        })
    })
}

fn difference(ns: f64) -> String {
    if ns > 0.0 {
        format!("+{}", Unit::Nanoseconds.text(ns))
    } else {
        "none".into()
    }
}

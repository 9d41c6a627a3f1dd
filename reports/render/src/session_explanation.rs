//! Why engines keep different late events of sessions.

use crate::explanation::{Explanation, MICRO_BATCH};
use crate::late_counts::{LateCounts, has_late_events};
use crate::quantity::three;
use crate::{ArmSummary, DataTable, QuerySummary, Summary};

/// Heading of the explanation.
pub(crate) const SESSIONS: &str = "Sessions: judged before or after merging";

const EVENT_AT_A_TIME: &str = "event-at-a-time";

/// Whether a query with sessions has engines of both rules and late events to judge.
pub(crate) fn is_judged_both_ways(query: &QuerySummary) -> bool {
    let has = |engine: &str| {
        let of_engine = |arm: &&ArmSummary| arm.engine == engine && arm.valid > 0;
        query.arms.iter().any(|arm| of_engine(&arm))
    };
    query.window == "session"
        && has(MICRO_BATCH)
        && has(EVENT_AT_A_TIME)
        && query.arms.iter().any(has_late_events)
}

/// Late events of sessions are judged before merging by one engine and after it by the other.
pub(crate) fn sessions(summary: &Summary) -> Option<Explanation> {
    let queries: Vec<&QuerySummary> = summary
        .queries
        .iter()
        .filter(|query| is_judged_both_ways(query))
        .collect();
    let head = [
        "query",
        "arm",
        "judged",
        "too late by the reference",
        "of these kept",
        "share kept",
        "sessions exact",
        "with other bounds",
        "lost",
    ];
    let rows = queries
        .iter()
        .flat_map(|query| query.arms.iter().map(|arm| row(query, arm)));
    (!queries.is_empty()).then(|| Explanation {
        title: SESSIONS,
        text: format!(
            "The event-at-a-time engine merges a late event into a session that is still alive and only then asks \
             whether that session is over (Flink's rule): a live session saves the event. The micro-batch engine asks \
             first, of the event's own span from its time to one gap later, and merges what passes (Spark's rule): \
             nothing saves it but a watermark that lags. The reference treats each event as a session of its own. So \
             two causes pull in opposite directions: merging first keeps more in the event-at-a-time engine, and the \
             longer the trigger, the more the micro-batch engine keeps. {} Counts are of {}.",
            queries.iter().map(|query| sentence(query)).collect::<Vec<_>>().join(" "),
            summary.counted_text(),
        ),
        table: Some(DataTable { head: head.map(Into::into).into(), rows: rows.collect() }),
    })
}

/// What each arm kept, in figures.
fn sentence(query: &QuerySummary) -> String {
    let kept = |arm: &ArmSummary| {
        let counts = LateCounts::of(arm);
        format!(
            "{} {} of {} ({})",
            arm.arm,
            counts.kept,
            counts.late(),
            share(&counts)
        )
    };
    let arms: Vec<String> = query.arms.iter().filter(|arm| arm.valid > 0).map(kept).collect();
    format!(
        "On {}, of the events that the reference calls too late there were kept: {}.",
        query.name,
        arms.join("; ")
    )
}

fn row(query: &QuerySummary, arm: &ArmSummary) -> Vec<String> {
    let counts = LateCounts::of(arm);
    let judged = match arm.engine.as_str() {
        MICRO_BATCH => "before merging",
        EVENT_AT_A_TIME => "after merging",
        _ => "—",
    };
    let mut row = vec![query.name.clone(), arm.arm.clone(), judged.into()];
    row.extend([counts.late().to_string(), counts.kept.to_string(), share(&counts)]);
    row.extend(matches(arm).map_or_else(
        || ["—", "—", "—"].map(Into::into),
        |found| found.map(|n| n.to_string()),
    ));
    row
}

/// Sessions with their exact bounds, with others, and lost.
fn matches(arm: &ArmSummary) -> Option<[u64; 3]> {
    let mut sums = None;
    for run in &arm.runs {
        let found = run
            .lateness
            .completeness
            .as_ref()
            .and_then(|found| found.sessions.as_ref());
        if let Some(found) = found {
            let [exact, inexact, lost] = sums.unwrap_or_default();
            sums = Some([exact + found.exact, inexact + found.inexact, lost + found.lost]);
        }
    }
    sums
}

#[allow(clippy::cast_precision_loss)]
fn share(counts: &LateCounts) -> String {
    match counts.late() {
        0 => "—".into(),
        late => format!("{} %", three(counts.kept as f64 / late as f64 * 100.0)),
    }
}

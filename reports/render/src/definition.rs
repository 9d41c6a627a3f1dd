//! What the figures shown mean.

use std::collections::BTreeSet;

use crate::{Summary, metrics};

/// Latencies, by the names under which records carry them, and what each one is.
pub const LATENCIES: [(&str, &str); 21] = [
    (
        "from_trigger",
        "Instant at which a result reached the sink − first scheduled instant at which any engine that obeys the \
         declared watermark rule could have known its window to be complete. The headline for windows: the engine's \
         own delay, without the waiting that was asked for.",
    ),
    (
        "total",
        "Instant at which the result of an event reached the sink − instant at which the event was due. Stalls of the \
         engine count, since nothing is measured from when an event was actually sent.",
    ),
    (
        "slip",
        "Hand-over of an event − its due instant: the harness's own lateness. Too much of it voids the run.",
    ),
    (
        "queue",
        "Instant at which the engine took an event − its hand-over: back-pressure and waiting for a trigger.",
    ),
    (
        "process",
        "Instant at which the result reached the sink − instant at which the engine took the event.",
    ),
    (
        "from_end",
        "Instant at which a result reached the sink − scheduled wall-clock instant of its window's end.",
    ),
    (
        "policy",
        "First instant at which the window could be known complete − its end: the waiting that was asked for.",
    ),
    (
        "from_last",
        "Instant at which a result reached the sink − due instant of the last event in it.",
    ),
    (
        "first_result",
        "from_trigger of the first result that holds an event, once for each event: full windows weigh more than those of \
         sparse keys.",
    ),
    (
        "event_total",
        "For each event of a query with windows: the first result that holds it − the event's due instant, the waiting \
         for the window included.",
    ),
    (
        "event_time",
        "Instant at which the first result that holds an event reached the sink − scheduled wall-clock instant of its event \
         time: as `total`, but what delayed the event before it was due counts, too.",
    ),
    (
        "detection",
        "For each attack that was found: its first alert − the due instant of the first of its ratings to arrive.",
    ),
    (
        "detection_from_threshold",
        "For each attack that was found: its first alert − the due instant at which what had arrived for the alert's \
         window first satisfied the query's condition.",
    ),
    (
        "update",
        "For each late event that a window took: the first result of that window that holds it − the event's due instant.",
    ),
    (
        "first_of_window",
        "For each window that several keys share: its first result, of whichever key − first instant at which the window \
         could be known complete.",
    ),
    (
        "last_of_window",
        "For each window that several keys share: the first result of its last key − first instant at which the window \
         could be known complete.",
    ),
    (
        "window_drain",
        "For each window that several keys share: from its first result to that of its last key, the time that the burst \
         of a closing window takes.",
    ),
    (
        "to_completeness_90",
        "For each key and window: the first result that holds 90 % of all its events, however late − scheduled wall-clock \
         instant of the window's end. Groups that never get there count as not arrived.",
    ),
    ("to_completeness_99", "As `to_completeness_90`, of 99 %."),
    ("to_completeness_99_9", "As `to_completeness_90`, of 99.9 %."),
    ("to_completeness_100", "As `to_completeness_90`, of all events."),
];

/// Name and meaning of every latency and metric that the summary has figures for.
pub(crate) fn definitions(summary: &Summary) -> Vec<(String, String)> {
    let arms = || summary.queries.iter().flat_map(|query| &query.arms);
    let names: BTreeSet<&str> = arms()
        .flat_map(|arm| arm.latency.keys())
        .map(String::as_str)
        .collect();
    let latencies = LATENCIES.iter().filter(|(name, _)| names.contains(name));
    let metrics = metrics().filter(|metric| arms().any(|arm| arm.figure(metric.key).value().is_some()));
    let all = latencies
        .copied()
        .chain(metrics.map(|metric| (metric.label, metric.definition)));
    all.map(|(name, meaning)| (name.to_owned(), meaning.replace('`', "")))
        .collect()
}

//! Figures about completeness and accuracy that the table of a terminal leaves out.

use streamgauge_record::{Completeness, GroupAccuracy, Run, SessionMatch};

use crate::metric::as_float;
use crate::{Emission, Group, Metric, Unit};

pub(crate) static COMPLETENESS: [Metric; 21] = [
    Metric {
        key: "updates_per_window",
        label: "updates per window",
        group: Group::Results,
        unit: Unit::Count,
        definition: "Result rows for a key and window that had left before ÷ first rows: the price of repairing results.",
        of: |run| {
            let has_windows = run.lateness.accuracy.is_some();
            run.ledger.updates_per_window().filter(|_| has_windows)
        },
    },
    Metric {
        key: "completeness_first",
        label: "C micro, first",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "Share of the events of all due windows in the first emission of each window. Rounded down.",
        of: |run| {
            let first = whole(run).filter(|_| claims_completeness(run));
            first.map(Completeness::micro_first)
        },
    },
    Metric {
        key: "completeness_last",
        label: "C micro, last",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "Share of the events of all due windows in the last emission of each window. Rounded down.",
        of: |run| whole(run).map(Completeness::micro_last),
    },
    Metric {
        key: "completeness_macro_first",
        label: "C macro, first",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "Mean over due groups (key and window) of the share of its events in the first emission: sparse groups \
                     weigh as much as full ones.",
        of: |run| Some(first(run)?.completeness_macro),
    },
    Metric {
        key: "completeness_macro_last",
        label: "C macro, last",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "As `completeness_macro_first`, at the last emission.",
        of: |run| Some(last(run)?.completeness_macro),
    },
    Metric {
        key: "completeness_p1_first",
        label: "C p1, first",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "Completeness that 1 % of the due groups do not exceed at their first emission; it takes 1000 groups.",
        of: |run| first(run)?.completeness_p1,
    },
    Metric {
        key: "completeness_p1_last",
        label: "C p1, last",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "As `completeness_p1_first`, at the last emission.",
        of: |run| last(run)?.completeness_p1,
    },
    Metric {
        key: "complete_share_first",
        label: "whole windows, first",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "Share of due groups whose first emission lacks no event.",
        of: |run| Some(first(run)?.complete_share),
    },
    Metric {
        key: "complete_share_last",
        label: "whole windows, last",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "Share of due groups whose last emission lacks no event.",
        of: |run| Some(last(run)?.complete_share),
    },
    Metric {
        key: "value_error_mean_first",
        label: "value error, mean, first",
        group: Group::Results,
        unit: Unit::Share,
        definition: "|mean rating − true mean| ÷ 4.5 stars, mean over emitted groups, at the first emission.",
        of: |run| first(run)?.value_error_mean,
    },
    Metric {
        key: "value_error_mean_last",
        label: "value error, mean, last",
        group: Group::Results,
        unit: Unit::Share,
        definition: "As `value_error_mean_first`, at the last emission.",
        of: |run| last(run)?.value_error_mean,
    },
    Metric {
        key: "value_error_max_first",
        label: "value error, worst, first",
        group: Group::Results,
        unit: Unit::Share,
        definition: "|mean rating − true mean| ÷ 4.5 stars of the group that is farthest off, at the first emission.",
        of: |run| first(run)?.value_error_max,
    },
    Metric {
        key: "value_error_max_last",
        label: "value error, worst, last",
        group: Group::Results,
        unit: Unit::Share,
        definition: "As `value_error_max_first`, at the last emission.",
        of: |run| last(run)?.value_error_max,
    },
    Metric {
        key: "missing_groups",
        label: "windows missing",
        group: Group::Results,
        unit: Unit::Count,
        definition: "Groups (key and window) that were due and never left.",
        of: |run| Some(as_float(whole(run)?.missing_groups)),
    },
    Metric {
        key: "spurious_groups",
        label: "windows spurious",
        group: Group::Results,
        unit: Unit::Count,
        definition: "Groups that left and do not exist in truth: sessions with other bounds.",
        of: |run| Some(as_float(whole(run)?.spurious_groups)),
    },
    Metric {
        key: "duplicate_groups",
        label: "windows duplicate",
        group: Group::Results,
        unit: Unit::Count,
        definition: "Rows that left again, the same key, window and pane. Must be 0.",
        of: |run| Some(as_float(run.lateness.accuracy.as_ref()?.duplicate_groups)),
    },
    Metric {
        key: "session_match",
        label: "sessions exact",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "Share of the true sessions (those of all events, however late) that left with exact bounds.",
        of: |run| sessions(run)?.exact_share(),
    },
    Metric {
        key: "sessions_resized",
        label: "sessions resized",
        group: Group::Results,
        unit: Unit::Count,
        definition: "True sessions that left in one piece, but shorter.",
        of: |run| Some(as_float(sessions(run)?.resized)),
    },
    Metric {
        key: "sessions_split",
        label: "sessions split",
        group: Group::Results,
        unit: Unit::Count,
        definition: "True sessions that left in several pieces.",
        of: |run| Some(as_float(sessions(run)?.split)),
    },
    Metric {
        key: "sessions_merged",
        label: "sessions merged",
        group: Group::Results,
        unit: Unit::Count,
        definition: "True sessions that left in one row with another one. Must be 0.",
        of: |run| Some(as_float(sessions(run)?.merged)),
    },
    Metric {
        key: "sessions_lost",
        label: "sessions lost",
        group: Group::Results,
        unit: Unit::Count,
        definition: "True sessions of which nothing left.",
        of: |run| Some(as_float(sessions(run)?.lost)),
    },
];

fn whole(run: &Run) -> Option<&Completeness> {
    run.lateness.completeness.as_ref()
}

/// A first emission that makes no claim to be complete (update and complete mode) is no answer.
fn claims_completeness(run: &Run) -> bool {
    Emission::of(run) == Emission::First
}

fn first(run: &Run) -> Option<&GroupAccuracy> {
    let accuracy = run.lateness.accuracy.as_ref()?;
    claims_completeness(run).then_some(&accuracy.first)
}

fn last(run: &Run) -> Option<&GroupAccuracy> {
    Some(&run.lateness.accuracy.as_ref()?.last)
}

fn sessions(run: &Run) -> Option<&SessionMatch> {
    whole(run)?.sessions.as_ref()
}

//! Figures of runs that were disturbed.

use crate::recovery::{catch_up, excess, peak_backlog};
use crate::{Group, Metric, Unit};

/// What every table shows of disturbed runs, behind [`crate::METRICS`].
pub(crate) static RECOVERY: [Metric; 3] = [
    Metric {
        key: "catch_up",
        label: "catch up",
        group: Group::Recovery,
        unit: Unit::Nanoseconds,
        definition: "From the end of a burst, a silence or a stall until backlog and median latency are back within what \
                     was normal before, and stay there; the longest, if there were several. Absent if one was never \
                     caught up with: the notes say which.",
        of: catch_up,
    },
    Metric {
        key: "excess",
        label: "excess",
        group: Group::Recovery,
        unit: Unit::NanosecondSeconds,
        definition: "Area between the median latency over time and its baseline, from the start of each disturbance until \
                     the engine had caught up: how much waiting it caused in all.",
        of: excess,
    },
    Metric {
        key: "peak_backlog",
        label: "peak backlog",
        group: Group::Recovery,
        unit: Unit::Count,
        definition: "Most events that waited in front of the engine in that time, as seen at the ends of intervals.",
        of: peak_backlog,
    },
];

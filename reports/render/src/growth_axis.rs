//! What grows, in words.

use streamgauge_record::GrowthAxis;

use crate::Unit;

/// The words of an axis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AxisWords {
    /// What grows, as the head of a column and the name of an axis of a picture.
    pub(crate) name: &'static str,
    /// What grows, as the end of a sentence: `with the number of keys`.
    pub(crate) with: &'static str,
    /// What was asked and fed, and what stays the same.
    pub(crate) method: &'static str,
}

/// The words of an axis.
pub(crate) const fn words(axis: GrowthAxis) -> AxisWords {
    match axis {
        GrowthAxis::Keys => AxisWords {
            name: "keys",
            with: "the number of keys",
            method: "count and mean of each user since the start; users are drawn evenly from so many, and a trial has at \
                     least as many events, up to 4 million, so that of more keys it meets a part: `entries` says how many",
        },
        GrowthAxis::Overlap => AxisWords {
            name: "windows per event",
            with: "the number of windows of an event",
            method: "count and mean of ten movies in windows that begin every second, so many seconds long; 100 events per \
                     second of event time, none late, so that there are always as many results",
        },
        GrowthAxis::Sessions => AxisWords {
            name: "open sessions",
            with: "the number of open sessions",
            method: "sessions with a gap of 20 s of ever more users, each of whom rates every 20 s of event time on average, \
                     whatever their number: of 100 ratings 37 open a session; none late",
        },
        GrowthAxis::Late => AxisWords {
            name: "late share",
            with: "the share of late events",
            method: "count and mean of ten movies every 15 s; the late ones lag 30 to 120 s behind, the watermark waits for \
                     30 s",
        },
        GrowthAxis::Workers => AxisWords {
            name: "workers",
            with: "the number of workers",
            method: "count and mean of a thousand users every 15 s; the busiest task counts, so that with perfect scaling n \
                     workers cost an nth",
        },
    }
}

/// A value of an axis for people: `10 k`, `30 %`.
pub(crate) fn value_text(axis: GrowthAxis, value: f64) -> String {
    match axis {
        GrowthAxis::Late => Unit::Share.tick(value),
        _ => Unit::Count.tick(value),
    }
}

//! How a comparison ended that was to go on until it was decided.

use streamgauge_record::{Record, StoppingReason};

use crate::query::plural;
use crate::verdict_note::percent;

/// How many repeats were made, why no more, and what that does to the intervals; `None` where it was fixed before.
pub(crate) fn stopping_note(record: &Record) -> Option<String> {
    let stopping = record.stopping.as_ref()?;
    let open = stopping.pairs.iter().filter(|pair| !pair.decided).count();
    let why = match stopping.reason {
        StoppingReason::Decided if stopping.pairs.is_empty() => {
            "no arms share a headline latency, so there was nothing to decide".into()
        }
        StoppingReason::Decided => "every difference in headline latency was decided".into(),
        StoppingReason::MostRepeats => format!("that is the most allowed, and {} undecided", are(open)),
        StoppingReason::Interrupted => "it was broken off".into(),
    };
    let confidence = stopping.confidence().map_or(String::new(), |confidence| {
        format!(
            " Intervals of ratios are of {} %, so that all {} together err in 1 % of comparisons at most.",
            percent(confidence),
            plural(stopping.looks.len(), "look")
        )
    });
    Some(format!(
        "Went on until decided: {} of at most {} made, because {why}.{confidence}",
        plural(stopping.repeats as usize, "repeat"),
        record.plan.repeats
    ))
}

fn are(open: usize) -> String {
    if open == 1 {
        "1 difference stayed".into()
    } else {
        format!("{open} differences stayed")
    }
}

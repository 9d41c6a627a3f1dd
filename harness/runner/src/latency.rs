//! Latencies from raw instants.

use std::collections::BTreeMap;

use streamgauge_record::Distribution;

use crate::attribution::Attribution;
use crate::samples::Samples;
use crate::{Headline, Subject};

/// The latencies of the measured phase by name, and what must not happen.
///
/// With `s` the due instant of an event, `o` its hand-over, `g` the instant it was taken, `x` the instant a result
/// left, `T` the trigger of a window and `phi(b)` the wall instant of its end:
///
/// | name | samples | value |
/// |---|---|---|
/// | `slip` | events due in the phase | `o - s` |
/// | `queue` | same | `g - o` |
/// | `process`, `total` | same, where events are the headline | `x - g`, `x - s`; `x`: first result with the event |
/// | `event_total` | same, of queries with windows | `x - s` |
/// | `event_time` | events due in the phase with a result | `x - phi(tau)` |
/// | `from_trigger` | first results of windows with `T` in the phase | `x - T` |
/// | `policy`, `from_end` | same | `T - phi(b)`, `x - phi(b)` |
/// | `from_last` | same | `x - s` of the last event in the result |
/// | `first_result` | same, weighted by the events of which it is the first result | `x - T` |
/// | `first_of_window`, `last_of_window` | windows that several keys share | `x - T`; `x`: first and last over keys |
/// | `window_drain` | same | last `x` - first `x` |
/// | `update` | late events due in the phase that a window took | `x - s`; `x`: first result with the event |
/// | `to_completeness_90` ... `_100` | groups with `T` in the phase | `x - phi(b)`; `x`: first result with that share |
#[derive(Clone, Debug)]
pub(crate) struct Latencies {
    samples: BTreeMap<&'static str, Samples>,
    run_ns: u64,
    /// Samples for which the parts do not add up to the whole.
    pub(crate) broken_identities: u64,
}

/// Whether values of a latency below zero are possible with a sound clock: those that are counted from the place of an
/// event time on the wall, where events may run ahead of their schedule.
pub(crate) fn may_be_negative(name: &str) -> bool {
    matches!(name, "from_end" | "policy" | "event_time") || name.starts_with("to_completeness")
}

impl Latencies {
    /// Computes all of them.
    pub(crate) fn of(subject: &Subject<'_>, attribution: &Attribution) -> Self {
        let mut latencies = Self {
            samples: BTreeMap::new(),
            run_ns: u64::try_from(subject.observed.end_ns).unwrap_or(0),
            broken_identities: 0,
        };
        latencies.add_events(subject, attribution);
        if subject.headline() == Headline::Window {
            latencies.add_windows(subject, attribution);
            latencies.add_updates(subject, attribution);
            latencies.add_completeness(subject);
        }
        latencies
    }

    /// As they go into the record, and without the empty ones.
    pub(crate) fn distributions(&self) -> BTreeMap<String, Distribution> {
        self.samples
            .iter()
            .filter(|(_, samples)| !samples.is_empty())
            .map(|(name, samples)| ((*name).to_owned(), samples.distribution()))
            .collect()
    }

    /// The names of latencies with values beyond the range of their histogram, and how many.
    pub(crate) fn overflows(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.samples
            .iter()
            .map(|(name, samples)| (*name, samples.overflowed()))
            .filter(|(_, n)| *n > 0)
    }

    /// The names of latencies with values below zero, and how many.
    pub(crate) fn negatives(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.samples
            .iter()
            .map(|(name, samples)| (*name, samples.negative()))
            .filter(|(_, n)| *n > 0)
    }

    /// The median of a latency, nanoseconds.
    pub(crate) fn median_ns(&self, name: &str) -> Option<u64> {
        self.samples.get(name).and_then(Samples::median)
    }

    /// Whether anything was recorded for the headline.
    pub(crate) fn has_headline(&self) -> bool {
        ["total", "from_trigger"]
            .iter()
            .any(|name| self.median_ns(name).is_some())
    }

    pub(crate) fn at(&mut self, name: &'static str) -> &mut Samples {
        let run_ns = self.run_ns;
        self.samples.entry(name).or_insert_with(|| Samples::new(run_ns))
    }
}

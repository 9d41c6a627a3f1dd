//! The reference watermark.

use streamgauge_model::{Event, Query, TimeDomain};

/// `W` at the arrival of every event: the greatest time of the unfiltered events that arrived before it, minus the
/// delay. A window is over when its end, allowed lateness added, is at or before `W`.
///
/// Events that the filter removes do not move it: the filter looks at the value, and both execution models filter
/// before they generate watermarks (Spark pushes such a filter below the watermark node; the event-at-a-time
/// source filters first).
#[derive(Debug, Default)]
pub(crate) struct Horizon {
    before: Vec<Option<i64>>,
    lateness: i64,
}

impl Horizon {
    /// Without a watermark rule, and for windows of processing time, `W` never moves and nothing is over.
    pub(crate) fn new<'a>(query: &Query, events: impl Iterator<Item = &'a Event>) -> Self {
        let rule = query.watermark.filter(|_| query.time == TimeDomain::Event);
        let mut value = None;
        let mut before = Vec::with_capacity(events.size_hint().0);
        for event in events {
            before.push(value);
            if let Some(rule) = rule
                && query.filter.is_none_or(|filter| filter.keeps(event))
            {
                value = value.max(Some(event.time.millis().saturating_sub(rule.delay_ms)));
            }
        }
        Self {
            before,
            lateness: query.allowed_lateness_ms,
        }
    }

    /// `W` when the event numbered `seq` arrives.
    pub(crate) fn at(&self, seq: u64) -> Option<i64> {
        let at = usize::try_from(seq).ok()?;
        self.before.get(at).copied().flatten()
    }

    /// Whether a window that ends at `end` may refuse the event numbered `seq`.
    pub(crate) fn is_over(&self, seq: u64, end: i64) -> bool {
        self.at(seq)
            .is_some_and(|now| end.saturating_add(self.lateness) <= now)
    }
}

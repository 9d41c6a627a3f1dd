//! What the schedule alone says.

use streamgauge_model::{Arrival, EventTime, Phi, Query, TimeDomain, WindowSpec};

use crate::horizon::Horizon;
use crate::span::Span;

/// The schedule as a correct engine without any delay of its own would see it.
///
/// The rule is bounded out-of-orderness over the events that satisfy the filter. The filter looks at the value and
/// not at the time, so Spark pushes it below the watermark node and the event-at-a-time source filters before it
/// generates watermarks: events that it removes move no watermark, here neither.
#[derive(Clone, Debug)]
pub struct Reference {
    phi: Phi,
    shares: LatenessShares,
    /// Watermark (Spark's convention) and the instant from which it holds, both rising.
    rises: Vec<(i64, u64)>,
}

/// How late the events of a schedule are. All figures but `filtered` count events that satisfy the filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatenessShares {
    /// Events that satisfy the filter; the classes are parts of these.
    pub events: u64,
    /// Events that the filter removes.
    pub filtered: u64,
    /// L0: deliberately delayed by the generator.
    pub delayed: u64,
    /// L1: older than an event that arrived before.
    pub out_of_order: u64,
    /// L2: older than the reference watermark at its arrival.
    pub watermark_late: u64,
    /// L3: all of its windows are over, allowed lateness included, by the reference watermark at its arrival. The
    /// window of an event in a session query is the session that it would be on its own.
    pub drop_eligible: u64,
    /// Pairs of an event and a window of event time.
    pub assignments: u64,
    /// Those of them whose window is over, allowed lateness included.
    pub drop_eligible_assignments: u64,
}

impl Reference {
    /// Reads a schedule, in order of arrival, that comes through a single source.
    #[must_use]
    pub fn new(query: &Query, arrivals: &[Arrival], phi: Phi) -> Self {
        Self::with_splits(query, arrivals, phi, 1)
    }

    /// Reads a schedule that comes through `splits` sources (source `user % splits`): `T(w)` waits for the minimum
    /// over them, and for the first event of each. The classes of lateness know no splits.
    #[must_use]
    pub fn with_splits(query: &Query, arrivals: &[Arrival], phi: Phi, splits: u32) -> Self {
        Self {
            phi,
            shares: shares(query, arrivals),
            rises: rises(query, arrivals, splits.max(1)),
        }
    }

    /// `T(w)`, the oracle trigger, in nanoseconds after the start of the schedule: the first due instant at which
    /// the greatest event time so far, minus the delay, is at or after the end of the window. `None` if the
    /// schedule ends before, without a watermark rule, and for windows of processing time.
    #[must_use]
    pub fn trigger_ns(&self, window_end: EventTime) -> Option<u64> {
        let at = self
            .rises
            .partition_point(|(watermark, _)| *watermark < window_end.millis());
        self.rises.get(at).map(|(_, due_ns)| *due_ns)
    }

    /// `phi(b)`: the wall instant of the end of a window, in nanoseconds after the start of the schedule.
    #[must_use]
    pub fn end_ns(&self, window_end: EventTime) -> i64 {
        self.phi.due_ns(window_end)
    }

    /// `policy(w) = T(w) - phi(b)`: the waiting that the watermark rule asks for, in nanoseconds.
    #[must_use]
    pub fn policy_ns(&self, window_end: EventTime) -> Option<i64> {
        let trigger = i64::try_from(self.trigger_ns(window_end)?).unwrap_or(i64::MAX);
        Some(trigger.saturating_sub(self.end_ns(window_end)))
    }

    /// How late the events are.
    #[must_use]
    pub const fn lateness(&self) -> LatenessShares {
        self.shares
    }
}

fn rises(query: &Query, arrivals: &[Arrival], splits: u32) -> Vec<(i64, u64)> {
    let Some(rule) = query.watermark.filter(|_| query.time == TimeDomain::Event) else {
        return Vec::new();
    };
    let mut newest = vec![None; splits as usize];
    let mut rises: Vec<(i64, u64)> = Vec::new();
    for arrival in arrivals {
        let event = &arrival.event;
        if query.filter.is_some_and(|filter| !filter.keeps(event)) {
            continue;
        }
        let of_split = &mut newest[(event.user % splits) as usize];
        *of_split = (*of_split).max(Some(event.time.millis()));
        let slowest = newest.iter().min().copied().flatten();
        let watermark = slowest.map(|newest| newest.saturating_sub(rule.delay_ms));
        if let Some(watermark) = watermark
            && rises.last().is_none_or(|(last, _)| *last < watermark)
        {
            rises.push((watermark, arrival.due_ns));
        }
    }
    rises
}

fn shares(query: &Query, arrivals: &[Arrival]) -> LatenessShares {
    let horizon = Horizon::new(query, arrivals.iter().map(|arrival| &arrival.event));
    let mut shares = LatenessShares::default();
    let mut newest = i64::MIN;
    for (seq, arrival) in (0..).zip(arrivals) {
        let event = &arrival.event;
        if query.filter.is_some_and(|filter| !filter.keeps(event)) {
            shares.filtered += 1;
            continue;
        }
        let time = event.time.millis();
        shares.events += 1;
        shares.delayed += u64::from(arrival.is_late);
        shares.out_of_order += u64::from(time < newest);
        shares.watermark_late += u64::from(horizon.at(seq).is_some_and(|watermark| time < watermark));
        newest = newest.max(time);
        if query.time == TimeDomain::Event && !query.aggregates.is_empty() {
            shares.note_windows(query, time, |end| horizon.is_over(seq, end));
        }
    }
    shares
}

impl LatenessShares {
    fn note_windows(&mut self, query: &Query, time: i64, is_over: impl Fn(i64) -> bool) {
        let (windows, over) = match query.window {
            WindowSpec::Running | WindowSpec::Global => (0, 0),
            WindowSpec::Session { gap_ms } => (1, u64::from(is_over(time.saturating_add(gap_ms)))),
            spec => {
                let span = Span::of(spec, time);
                (span.count(), span.leading(|window| is_over(window.end.millis())))
            }
        };
        self.assignments += windows;
        self.drop_eligible_assignments += over;
        self.drop_eligible += u64::from(windows > 0 && over == windows);
    }
}

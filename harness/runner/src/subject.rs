//! One run with all that is needed to judge and measure it.

use streamgauge_model::{KeyBy, OutputMode, Phi, Query, Rules, TimeDomain, Window, WindowSpec};
use streamgauge_oracle::Reference;

use crate::{MeasuredPhase, Observed, Verdict};

/// Nanoseconds of a millisecond.
const MILLI_NS: i64 = 1_000_000;

/// A run, what it was asked, and what the oracle says about it. Everything in it is read, nothing computed.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What was asked.
    pub query: &'a Query,
    /// By which rules the engine worked; `None`: the null engine, which passes everything on.
    pub rules: Option<&'a Rules>,
    /// Which part of the schedule is measured.
    pub phase: MeasuredPhase,
    /// From which slip on the source counts as late, at least, nanoseconds.
    pub slip_ns: u64,
    /// The tie between event time and wall time.
    pub phi: Phi,
    /// What the schedule alone says, as one partition: `T(w)` is the same for all engines.
    pub reference: &'a Reference,
    /// What the run left behind.
    pub observed: &'a Observed,
    /// What the oracle found; empty for the null engine.
    pub verdict: &'a Verdict,
}

/// What the headline latency of a run is measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headline {
    /// `total`: each event, from its due instant to the first result that contains it.
    Event,
    /// `from_trigger`: each result of a window, from the instant at which the window could be known to be complete.
    Window,
}

impl Subject<'_> {
    /// What the headline is measured on.
    #[must_use]
    pub fn headline(&self) -> Headline {
        headline(self.query, self.rules)
    }

    /// `T(w)`: the first scheduled instant at which the window could be known to be complete, nanoseconds after the
    /// start; for a window of processing time the instant at which it ends. `None` if the schedule ends before.
    #[must_use]
    pub fn trigger_ns(&self, window: Window) -> Option<i64> {
        match self.query.time {
            TimeDomain::Processing => self.clock_ns(window),
            TimeDomain::Event => self
                .reference
                .trigger_ns(window.end)
                .and_then(|ns| i64::try_from(ns).ok()),
        }
    }

    /// `phi(b)`: the wall instant of the end of a window, nanoseconds after the start. `None` beyond the clock's range.
    #[must_use]
    pub fn end_ns(&self, window: Window) -> Option<i64> {
        match self.query.time {
            TimeDomain::Processing => self.clock_ns(window),
            TimeDomain::Event => {
                Some(self.phi.due_ns(window.end)).filter(|ns| *ns != i64::MIN && *ns != i64::MAX)
            }
        }
    }

    /// When the event numbered `seq` was due, nanoseconds after the start.
    #[must_use]
    pub fn due_ns(&self, seq: usize) -> Option<i64> {
        self.observed
            .arrivals
            .get(seq)
            .and_then(|arrival| i64::try_from(arrival.due_ns).ok())
    }

    /// `phi(tau)`: the wall instant at which the event numbered `seq` happened, nanoseconds after the start. `None`
    /// beyond the clock's range.
    #[must_use]
    pub fn happened_ns(&self, seq: usize) -> Option<i64> {
        let arrival = self.observed.arrivals.get(seq)?;
        Some(self.phi.due_ns(arrival.event.time)).filter(|ns| *ns != i64::MIN && *ns != i64::MAX)
    }

    /// Whether several keys share a window, so that its results leave in a burst: neither sessions, which every key
    /// has of its own, nor queries without a key.
    #[must_use]
    pub fn shares_windows(&self) -> bool {
        let is_aligned = matches!(
            self.query.window,
            WindowSpec::Tumbling { .. } | WindowSpec::Sliding { .. }
        );
        is_aligned && self.query.key != KeyBy::None
    }

    fn clock_ns(&self, window: Window) -> Option<i64> {
        window
            .end
            .millis()
            .checked_mul(MILLI_NS)?
            .checked_sub(self.observed.start.nanos())
    }
}

/// What the headline of a query on an engine is measured on. Windows whose rows leave before they are complete
/// (micro-batch in update or complete mode) have no delay after completion, so their events are measured.
#[must_use]
pub fn headline(query: &Query, rules: Option<&Rules>) -> Headline {
    let early = match rules {
        None => true,
        Some(Rules::MicroBatch(rules)) => rules.output_mode != OutputMode::Append,
        Some(Rules::EventAtATime(_)) => false,
    };
    if early || query.window == WindowSpec::Running || query.aggregates.is_empty() {
        Headline::Event
    } else {
        Headline::Window
    }
}

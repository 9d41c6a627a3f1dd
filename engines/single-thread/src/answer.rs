//! From a query to a loop that was compiled for it.

use streamgauge_model::{
    Aggregate, Arrival, Firing, KeyBy, Output, ProcessingTime, Query, QueryError, TimeDomain, WindowSpec,
};

use crate::aligned::Aligned;
use crate::clock::{by_clock, by_event_time};
use crate::fold::{Distinct, Extremes, Fold, Tally};
use crate::gate::Gate;
use crate::grid::Grid;
use crate::key::{ByMovie, ByUser, Keying, NoKey};
use crate::operator::{Operator, PassThrough};
use crate::running::Running;
use crate::sessions::Sessions;

/// Answers `query` over `arrivals`, in their order, and tells `out` what an engine would tell it: results, what was
/// dropped or filtered, and when the watermark moved.
///
/// The watermark moves after every event, as in the event-at-a-time engine with one split. For windows of processing
/// time, the clock reads `start` plus the due instant of the arrival. Windows that nothing completes stay open.
///
/// # Errors
/// The query is not valid, or asks for what no measured query asks for: deduplication, a watermark for each source, a
/// global window, or windows that fire at other times than their end.
pub fn answer<O: Output>(
    query: &Query,
    start: ProcessingTime,
    arrivals: &[Arrival],
    out: &mut O,
) -> Result<(), QueryError> {
    query.validate()?;
    check(query)?;
    let loops = Loop {
        query,
        start,
        arrivals,
        out,
    };
    if query.aggregates.is_empty() {
        loops.run(PassThrough);
    } else {
        match query.key {
            KeyBy::None => loops.keyed::<NoKey>(),
            KeyBy::Movie => loops.keyed::<ByMovie>(),
            KeyBy::User => loops.keyed::<ByUser>(),
        }
    }
    Ok(())
}

fn check(query: &Query) -> Result<(), QueryError> {
    let known = [
        ("deduplicate", query.deduplicate.is_none()),
        ("watermark delay", query.source_delays_ms.is_empty()),
        ("window", query.window != WindowSpec::Global),
        ("window trigger", query.firing == Firing::AT_END),
    ];
    match known.into_iter().find(|(_, is_known)| !is_known) {
        None => Ok(()),
        Some((field, _)) => Err(QueryError {
            field,
            message: "the single thread answers the queries of the catalogue; use one of its settings"
                .to_owned(),
        }),
    }
}

/// All that a loop needs besides its operator.
struct Loop<'a, O> {
    query: &'a Query,
    start: ProcessingTime,
    arrivals: &'a [Arrival],
    out: &'a mut O,
}

impl<O: Output> Loop<'_, O> {
    fn keyed<K: Keying>(self) {
        let asks = |wanted: fn(&Aggregate) -> bool| self.query.aggregates.iter().any(wanted);
        if asks(|a| *a == Aggregate::DistinctUsers) {
            let fold = Distinct(Extremes::of(self.query));
            self.folded::<K, _>(fold);
        } else if asks(|a| !matches!(a, Aggregate::Count | Aggregate::Sum | Aggregate::Mean)) {
            let fold = Extremes::of(self.query);
            self.folded::<K, _>(fold);
        } else {
            let fold = Tally::of(self.query);
            self.folded::<K, _>(fold);
        }
    }

    fn folded<K: Keying, F: Fold>(self, fold: F) {
        let gate = Gate::new(self.query);
        // Nothing is late in processing time.
        let allowed_ms = match self.query.time {
            TimeDomain::Event => self.query.allowed_lateness_ms,
            TimeDomain::Processing => 0,
        };
        match self.query.window {
            WindowSpec::Tumbling { size_ms, offset_ms } => {
                let grid = Grid::new(size_ms, size_ms, offset_ms);
                self.run(Aligned::<K, F>::new(grid, fold, gate, allowed_ms));
            }
            WindowSpec::Sliding {
                size_ms,
                slide_ms,
                offset_ms,
            } => {
                let grid = Grid::new(size_ms, slide_ms, offset_ms);
                self.run(Aligned::<K, F>::new(grid, fold, gate, allowed_ms));
            }
            WindowSpec::Session { gap_ms } => self.run(Sessions::<K, F>::new(gap_ms, fold, gate, allowed_ms)),
            // A global window does not come here.
            WindowSpec::Running | WindowSpec::Global => self.run(Running::<K, F>::new(fold, gate)),
        }
    }

    fn run(self, operator: impl Operator) {
        let Self {
            query,
            start,
            arrivals,
            out,
        } = self;
        match query.time {
            TimeDomain::Event => by_event_time(query, start, arrivals, operator, out),
            TimeDomain::Processing => by_clock(query, start, arrivals, operator, out),
        }
    }
}

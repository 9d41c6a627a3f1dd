//! What is to be run.

use std::sync::Arc;

use streamgauge_model::{Arrival, Query, Rules, Trigger};

use crate::{QueueZones, RunError, Stall};

/// The room in front of an engine unless the setup says otherwise, in events.
pub const DEFAULT_QUEUE_CAPACITY: usize = 65_536;

/// What is to be run: a query, the engine that answers it, and the schedule of its events.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What is asked. [`EngineChoice::Null`] ignores it.
    pub query: Query,
    /// Who answers.
    pub engine: EngineChoice,
    /// Over how many splits the source spreads the events, by user (`SourceId = user % splits`); at least 1.
    pub splits: u32,
    /// The schedule, in order of `due_ns`; `arrivals[i].event.seq == i`. All due at 0: as fast as the engine can.
    pub arrivals: Arc<[Arrival]>,
    /// Room in the queue between source and engine, in events. When it is full, events wait in the source.
    pub queue_capacity: usize,
    /// How long the engine may go on after the end of the schedule, in nanoseconds. A capacity trial, whose
    /// schedule ends at once, does all of its work in this time.
    pub drain_ns: u64,
    /// When the measured phase begins, nanoseconds after the start: from then on allocations are counted.
    pub warm_up_ns: u64,
    /// Planted pauses of the engine.
    pub stalls: Vec<Stall>,
    /// Planted slowness, to see whether it is found: every step of the engine takes this share longer.
    pub drag: f64,
    /// When a live run is ended because the engine fell too far behind; `None`: only by its deadline.
    pub zones: Option<QueueZones>,
}

/// Which engine is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineChoice {
    /// [`crate::NullEngine`]: the floor of the harness.
    Null,
    /// The engine that these rules belong to.
    Rules(Rules),
}

impl Setup {
    /// One split, [`DEFAULT_QUEUE_CAPACITY`] and a drain of 10 s.
    #[must_use]
    pub fn new(query: Query, engine: EngineChoice, arrivals: Arc<[Arrival]>) -> Self {
        Self {
            query,
            engine,
            splits: 1,
            arrivals,
            queue_capacity: DEFAULT_QUEUE_CAPACITY,
            drain_ns: 10_000_000_000,
            warm_up_ns: 0,
            stalls: Vec::new(),
            drag: 0.0,
            zones: None,
        }
    }

    /// When the last event is due, in nanoseconds after the start.
    #[must_use]
    pub fn length_ns(&self) -> u64 {
        self.arrivals.last().map_or(0, |arrival| arrival.due_ns)
    }

    /// Checks what the drivers rely on.
    ///
    /// # Errors
    /// [`RunError::Setup`] names what is wrong and where.
    pub fn validate(&self) -> Result<(), RunError> {
        let fail = |what: String| Err(RunError::Setup(what));
        if self.splits == 0 {
            return fail("0 splits hold no events; use at least 1".to_owned());
        }
        if self.queue_capacity == 0 {
            return fail("a queue of capacity 0 lets nothing through; use at least 1".to_owned());
        }
        if self.length_ns().saturating_add(self.drain_ns) > i64::MAX as u64 / 4 {
            return fail("schedule and drain together are longer than 73 years".to_owned());
        }
        let mut due = 0;
        for (index, arrival) in self.arrivals.iter().enumerate() {
            if arrival.event.seq != index as u64 {
                return fail(format!(
                    "arrival {index} has the number {}; events are numbered in order of arrival",
                    arrival.event.seq
                ));
            }
            if arrival.due_ns < due {
                return fail(format!(
                    "arrival {index} is due at {} ns, before the one ahead of it ({due} ns)",
                    arrival.due_ns
                ));
            }
            due = arrival.due_ns;
        }
        Ok(())
    }

    /// Whether the engine looks at its input once and stops: it must then find there all there is.
    pub(crate) fn looks_once(&self) -> bool {
        matches!(
            &self.engine,
            EngineChoice::Rules(Rules::MicroBatch(rules))
                if matches!(rules.trigger, Trigger::AvailableNow | Trigger::Once)
        )
    }

    /// Whether every event that passes the filter leaves as it is.
    pub(crate) fn passes_events(&self) -> bool {
        self.engine == EngineChoice::Null || self.query.aggregates.is_empty()
    }
}

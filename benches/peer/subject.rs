//! Who answers.

use streamgauge_benches::{START, Sink};
use streamgauge_model::{
    Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Query, Rules, Trigger, WindowSpec,
};
use streamgauge_single_thread::answer;

use crate::case::Case;
use crate::engine;
use crate::query_dataflow::{combining, timely};
use crate::tally::Plain;
use crate::timed::Timed;

/// Events of a batch that a worker of timely reads.
pub(crate) const BATCH: usize = 1024;

/// How long a record may wait in the exchange of the event-at-a-time engine, nanoseconds: Flink's default. A single
/// worker has no exchange.
const BUFFER_TIMEOUT_NS: i64 = 100_000_000;

/// Who answers, and with how many workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The loop on one thread.
    SingleThread,
    /// The dataflow; every event travels to the worker that owns its key.
    Timely(u32),
    /// The dataflow; what travels is what the events of a batch add up to. There is no such thing for sessions.
    Combining(u32),
    /// An engine.
    EventAtATime(u32),
    /// The other.
    MicroBatch(u32),
}

impl Subject {
    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SingleThread => "single thread",
            Self::Timely(_) => "timely",
            Self::Combining(_) => "timely, combining",
            Self::EventAtATime(_) => "event-at-a-time",
            Self::MicroBatch(_) => "micro-batch",
        }
    }

    /// On how many workers.
    pub(crate) const fn workers(self) -> u32 {
        match self {
            Self::SingleThread => 1,
            Self::Timely(workers)
            | Self::Combining(workers)
            | Self::EventAtATime(workers)
            | Self::MicroBatch(workers) => workers,
        }
    }

    /// The same on another number of workers.
    pub(crate) const fn with_workers(self, workers: u32) -> Self {
        match self {
            Self::SingleThread => self,
            Self::Timely(_) => Self::Timely(workers),
            Self::Combining(_) => Self::Combining(workers),
            Self::EventAtATime(_) => Self::EventAtATime(workers),
            Self::MicroBatch(_) => Self::MicroBatch(workers),
        }
    }

    /// Answers a case whose groups keep no digest, and adds up the rows.
    pub(crate) fn run(self, case: &Case) -> Timed<Sink> {
        match self {
            Self::SingleThread => single_thread(case),
            Self::Timely(workers) => timely::<Plain, Sink>(case, workers as usize, BATCH),
            Self::Combining(workers) => combining::<Plain, Sink>(case, workers as usize, BATCH),
            Self::EventAtATime(_) | Self::MicroBatch(_) => {
                let rules = self.rules(&case.query).expect("it is an engine");
                engine::run(&case.query, &rules, &case.schedule).expect("query and engine fit")
            }
        }
    }

    /// The rules of an engine. Both do as they do when nothing but throughput counts: batches follow each other at once,
    /// and records wait in the exchange until a buffer is full.
    pub(crate) fn rules(self, query: &Query) -> Option<Rules> {
        match self {
            Self::SingleThread | Self::Timely(_) | Self::Combining(_) => None,
            Self::EventAtATime(workers) => Some(Rules::EventAtATime(EventAtATimeRules {
                workers,
                buffer_timeout_ns: if workers > 1 { BUFFER_TIMEOUT_NS } else { 0 },
                ..EventAtATimeRules::new(Cadence::PerEvent)
            })),
            Self::MicroBatch(workers) => {
                let mode = match query.window {
                    WindowSpec::Running => OutputMode::Update,
                    _ => OutputMode::Append,
                };
                Some(Rules::MicroBatch(MicroBatchRules {
                    workers,
                    ..MicroBatchRules::new(Trigger::BackToBack, mode)
                }))
            }
        }
    }
}

fn single_thread(case: &Case) -> Timed<Sink> {
    let arrivals = case.schedule.arrivals();
    Timed::here(|| {
        let mut sink = Sink::default();
        answer(&case.query, START, &arrivals, &mut sink).expect("a query of the catalogue");
        sink
    })
}

//! From a setup to tasks that can be driven.

use rtrb::Producer;
use streamgauge_model::{Engine, EngineVisitor, Event, ProcessingTime, QueryError, Rules, Task};

use crate::driven::{Driven, SourceSide, WindowSide};
use crate::recorder::Expected;
use crate::{EngineChoice, NullEngine, Pool, QueueInput, Recorder, RunClock, RunError, Setup, source_queue};

/// The most results that recorders have room for from the start (30 MB); beyond them they grow.
const FIRST_RESULTS: usize = 1 << 18;

/// Tasks that are ready to be driven, and where their events go in.
pub(crate) struct Launched {
    /// The source's end of the queue.
    pub producer: Producer<Event>,
    /// The task that takes from the queue, then those behind its exchange.
    pub tasks: Vec<Box<dyn Driven>>,
    /// The threads of a parallel micro-batch engine.
    pub pool: Pool,
}

/// Makes the engine of `setup`, which starts at `start`.
pub(crate) fn launch(
    setup: &Setup,
    clock: &RunClock,
    start: ProcessingTime,
    pool: Pool,
) -> Result<Launched, RunError> {
    launch_with(setup, clock, start, pool.clone(), |boxing| match &setup.engine {
        EngineChoice::Null => Ok(boxing.engine(NullEngine)),
        EngineChoice::Rules(Rules::MicroBatch(rules)) => {
            streamgauge_micro_batch::with_engine(&setup.query, rules, pool, boxing)
        }
        EngineChoice::Rules(Rules::EventAtATime(rules)) => {
            streamgauge_event_at_a_time::with_engine(&setup.query, rules, setup.splits, start, boxing)
        }
    })
}

/// Like [`launch`], with any engine that `make` hands to the visitor.
pub(crate) fn launch_with(
    setup: &Setup,
    clock: &RunClock,
    start: ProcessingTime,
    pool: Pool,
    make: impl FnOnce(Boxing) -> Result<Vec<Box<dyn Driven>>, QueryError>,
) -> Result<Launched, RunError> {
    let expected = setup.arrivals.len();
    let (producer, input) = source_queue(setup.queue_capacity, setup.splits, expected, clock.clone(), start);
    let boxing = Boxing {
        input,
        passes: if setup.passes_events() { expected } else { 0 },
        clock: clock.clone(),
        start,
    };
    let tasks = make(boxing)?;
    Ok(Launched {
        producer,
        tasks,
        pool,
    })
}

/// How many threads a live run of `setup` needs besides the source and the tasks themselves.
pub(crate) fn live_pool(setup: &Setup) -> Result<Pool, RunError> {
    match &setup.engine {
        EngineChoice::Rules(Rules::MicroBatch(rules)) => Pool::threads(rules.workers),
        _ => Ok(Pool::inline()),
    }
}

/// Gives an engine of whatever type its input and its recorder, and forgets the type.
pub(crate) struct Boxing {
    input: QueueInput,
    passes: usize,
    clock: RunClock,
    start: ProcessingTime,
}

impl Boxing {
    /// Seldom are there more results than events.
    fn first_results(&self) -> usize {
        self.input.expected().min(FIRST_RESULTS)
    }

    fn recorder(&self, name: &str, expected: Expected) -> Recorder {
        Recorder::new(name, expected, self.clock.clone(), self.start)
    }

    fn source<E: Engine + Send + 'static>(self, engine: E, out: Recorder) -> Box<dyn Driven> {
        Box::new(SourceSide {
            engine,
            input: self.input,
            out,
            told_end: false,
        })
    }
}

impl EngineVisitor for Boxing {
    type Out = Vec<Box<dyn Driven>>;

    fn engine<E: Engine + Send + 'static>(self, engine: E) -> Self::Out {
        let expected = Expected {
            passed: self.passes,
            results: if self.passes == 0 { self.first_results() } else { 0 },
            received: 0,
        };
        let out = self.recorder("engine", expected);
        vec![self.source(engine, out)]
    }

    fn tasks<S: Engine + Send + 'static, T: Task + Send + 'static>(
        self,
        source: S,
        windows: Vec<T>,
    ) -> Self::Out {
        let share = |whole: usize| whole / windows.len().max(1);
        let events = self.input.expected();
        let expected = Expected {
            passed: share(self.passes),
            results: share(self.first_results()),
            received: share(events) + share(events) / 4,
        };
        let recorders: Vec<_> = (0..windows.len())
            .map(|index| self.recorder(&format!("window {index}"), expected))
            .collect();
        let source_out = self.recorder("source", Expected::default());
        let mut tasks = vec![self.source(source, source_out)];
        for (task, out) in windows.into_iter().zip(recorders) {
            tasks.push(Box::new(WindowSide { task, out }));
        }
        tasks
    }
}

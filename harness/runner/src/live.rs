//! Runs an engine on the monotonic clock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use streamgauge_model::{Phi, ProcessingTime};

use crate::doorbell::{Doorbell, Patience};
use crate::glimpses::{Glimpses, Onlooker};
use crate::launch::{Launched, launch, live_pool};
use crate::pacing::Pacer;
use crate::queue_zones::ZoneWatch;
use crate::run_error::panicked;
use crate::seating::Seating;
use crate::shared::Shared;
use crate::source_log::SourceLog;
use crate::task_thread::{TaskEnd, TaskThread};
use crate::usage::MemoryWatch;
use crate::{Observed, Pool, RunClock, RunError, Setup, ThreadUse};

/// How long before an instant the source stops sleeping, in nanoseconds.
const SOURCE_TAIL_NS: i64 = 100_000;
/// How long before an instant a task stops sleeping, in nanoseconds.
const TASK_TAIL_NS: i64 = 50_000;
/// After an interruption the engine may go on for at most this long, in nanoseconds.
const INTERRUPTED_DRAIN_NS: u64 = 1_000_000_000;
/// A task that is in a step when the run ends is waited for; so long, in seconds.
const PATIENCE_S: u64 = 60;
/// How often the run is looked after.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Runs `setup` in real time: one thread for the source, one for each task of the engine, and the pool of a parallel
/// micro-batch engine. The calling thread looks after them; it stops the source as soon as `stop` is set, and what was
/// measured until then is kept.
///
/// # Errors
/// The setup is illegal, engine and query do not fit, a thread cannot be started, or a task panics or does not come
/// back from a step.
pub fn run_live(setup: &Setup, stop: &AtomicBool) -> Result<Observed, RunError> {
    run_live_watched(setup, stop, None)
}

/// As [`run_live`], with somebody who is shown glimpses, and the tie between event time and the wall that they need.
pub(crate) fn run_live_watched(
    setup: &Setup,
    stop: &AtomicBool,
    watched: Option<(Phi, Onlooker<'_>)>,
) -> Result<Observed, RunError> {
    setup.validate()?;
    let pool = live_pool(setup)?;
    let glimpses = watched.map(|(phi, onlooker)| Glimpses::of(setup, phi, onlooker));
    run_live_with(setup, stop, glimpses, |clock, start| {
        launch(setup, clock, start, pool)
    })
}

/// Like [`run_live`], with tasks from anywhere.
pub(crate) fn run_live_with(
    setup: &Setup,
    stop: &AtomicBool,
    glimpses: Option<Glimpses<'_>>,
    launch: impl FnOnce(&RunClock, ProcessingTime) -> Result<Launched, RunError>,
) -> Result<Observed, RunError> {
    let clock = RunClock::live();
    let start = clock.now().saturating_add_nanos(lead_ns(setup));
    let launched = launch(&clock, start)?;
    let pool = launched.pool.clone();
    let mut run = LiveRun {
        glimpses,
        ..LiveRun::new(setup, clock, start, &launched)
    };
    let reports = run.start_threads(launched)?;
    run.look_after(stop, &reports)?;
    Ok(run.observed(&pool))
}

/// Time to touch the memory of the recorders and to start the threads before the schedule begins.
fn lead_ns(setup: &Setup) -> i64 {
    50_000_000
        + i64::try_from(setup.arrivals.len())
            .unwrap_or(0)
            .saturating_mul(40)
}

fn warm_up_ns(setup: &Setup) -> i64 {
    i64::try_from(setup.warm_up_ns).unwrap_or(i64::MAX)
}

/// What a thread says when it ends.
enum Report {
    Source(Box<SourceLog>),
    Task(usize, Box<TaskEnd>),
    Failed(RunError),
}

struct LiveRun<'a> {
    setup: &'a Setup,
    clock: RunClock,
    start: ProcessingTime,
    shared: Arc<Shared>,
    threads: usize,
    names: Vec<String>,
    source: Option<SourceLog>,
    ends: Vec<Option<TaskEnd>>,
    memory: MemoryWatch,
    glimpses: Option<Glimpses<'a>>,
    /// What the calling thread had used before the run.
    looker: ThreadUse,
}

impl<'a> LiveRun<'a> {
    #[expect(
        clippy::cast_possible_wrap,
        reason = "a checked schedule is shorter than 73 years"
    )]
    fn new(setup: &'a Setup, clock: RunClock, start: ProcessingTime, launched: &Launched) -> Self {
        let tasks = launched.tasks.len();
        let deadline_ns = setup.length_ns().saturating_add(setup.drain_ns) as i64;
        Self {
            setup,
            clock,
            start,
            shared: Arc::new(Shared::new(tasks, deadline_ns)),
            threads: 1 + tasks + launched.pool.own_threads(),
            names: launched.tasks.iter().map(|task| task.name().to_owned()).collect(),
            source: Some(SourceLog::new(setup.arrivals.len())),
            ends: launched.tasks.iter().map(|_| None).collect(),
            memory: MemoryWatch::start(),
            glimpses: None,
            looker: ThreadUse::of_this_thread(),
        }
    }

    fn start_threads(&mut self, launched: Launched) -> Result<Receiver<Report>, RunError> {
        let (sender, reports) = channel();
        let seating = Seating::of(self.threads);
        if let Some(seating) = &seating {
            seating.seat_pool(&launched.pool);
        }
        for (index, task) in launched.tasks.into_iter().enumerate() {
            let thread = TaskThread {
                task,
                index,
                clock: self.clock.clone(),
                start: self.start,
                shared: Arc::clone(&self.shared),
                patience: Patience::among(self.threads, TASK_TAIL_NS),
                waits_for_all: self.setup.looks_once(),
                counts_from: self.start.saturating_add_nanos(warm_up_ns(self.setup)),
                pool: (index == 0).then(|| launched.pool.clone()),
                stalls: self.setup.stalls.clone(),
                drag: self.setup.drag,
            };
            let seating = seating.clone();
            self.spawn(&self.names[index], &sender, move || {
                if let Some(seating) = seating {
                    seating.seat_task();
                }
                Report::Task(index, Box::new(thread.run()))
            })?;
        }
        let pacer = Pacer {
            arrivals: Arc::clone(&self.setup.arrivals),
            producer: launched.producer,
            clock: self.clock.clone(),
            start: self.start,
            shared: Arc::clone(&self.shared),
            patience: Patience::among(self.threads, SOURCE_TAIL_NS),
            own_bell: Doorbell::default(),
            log: self.source.take().unwrap_or_else(|| SourceLog::new(0)),
            next: 0,
            gave_up: false,
            watch: self.setup.zones.map(ZoneWatch::new),
        };
        self.spawn("source of events", &sender, move || {
            let cpu = seating.and_then(|seating| seating.seat_source());
            let mut log = pacer.run();
            log.cpu = cpu;
            Report::Source(Box::new(log))
        })?;
        Ok(reports)
    }

    /// Starts a thread that reports even if it panics. If it cannot be started, those before it are told to leave.
    fn spawn(
        &self,
        name: &str,
        reports: &Sender<Report>,
        body: impl FnOnce() -> Report + Send + 'static,
    ) -> Result<(), RunError> {
        let (task, reports) = (name.to_owned(), reports.clone());
        let guarded = move || {
            let report = catch_unwind(AssertUnwindSafe(body))
                .unwrap_or_else(|payload| Report::Failed(panicked(&task, payload.as_ref())));
            // Nobody listens any more after an earlier failure.
            let _ = reports.send(report);
        };
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(guarded);
        spawned.map(drop).map_err(|error| {
            self.shared.abort();
            RunError::Thread {
                task: name.to_owned(),
                reason: error.to_string(),
            }
        })
    }

    /// Waits until every thread has reported.
    fn look_after(&mut self, stop: &AtomicBool, reports: &Receiver<Report>) -> Result<(), RunError> {
        let mut failure = None;
        while self.missing().is_some() {
            match reports.recv_timeout(LOOK_EVERY) {
                Ok(Report::Source(log)) => self.source = Some(*log),
                Ok(Report::Task(index, end)) => self.ends[index] = Some(*end),
                Ok(Report::Failed(error)) => {
                    self.shared.abort();
                    failure = failure.or(Some(error));
                }
                Err(RecvTimeoutError::Timeout) => self.look(stop)?,
                // All threads are gone; one that is missing has failed.
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        match (failure, self.missing()) {
            (Some(error), _) => Err(error),
            (None, Some(task)) => Err(RunError::Panicked {
                task,
                message: "its thread left no report".to_owned(),
            }),
            (None, None) => {
                self.show_the_end();
                Ok(())
            }
        }
    }

    fn show_the_end(&mut self) {
        let now_ns = self.clock.now().nanos_since(self.start);
        if let Some(glimpses) = &mut self.glimpses {
            glimpses.show(now_ns, self.shared.gauges());
        }
    }

    fn look(&mut self, stop: &AtomicBool) -> Result<(), RunError> {
        let now_ns = self.clock.now().nanos_since(self.start);
        if stop.load(Ordering::Relaxed) && !self.shared.source_stops() {
            let drain_ns = self.setup.drain_ns.min(INTERRUPTED_DRAIN_NS);
            let drain_ns = i64::try_from(drain_ns).unwrap_or(i64::MAX);
            self.shared.stop_source(now_ns.saturating_add(drain_ns));
        }
        self.memory.look(self.clock.now());
        if let Some(glimpses) = &mut self.glimpses {
            glimpses.look(now_ns, self.shared.gauges());
        }
        let patience_ns = i64::try_from(Duration::from_secs(PATIENCE_S).as_nanos()).unwrap_or(i64::MAX);
        match self.missing() {
            Some(task) if now_ns > self.shared.deadline_ns().saturating_add(patience_ns) => {
                self.shared.abort();
                Err(RunError::Stuck {
                    task,
                    patience_s: PATIENCE_S,
                })
            }
            _ => Ok(()),
        }
    }

    /// Who has not reported yet.
    fn missing(&self) -> Option<String> {
        let task = self.ends.iter().position(Option::is_none);
        match task {
            Some(index) => Some(self.names[index].clone()),
            None if self.source.is_none() => Some("source of events".to_owned()),
            None => None,
        }
    }

    fn observed(self, pool: &Pool) -> Observed {
        let end_ns = self.clock.now().nanos_since(self.start);
        let source = self.source.unwrap_or_else(|| SourceLog::new(0));
        let is_all_handed = source.handed_ns.len() == self.setup.arrivals.len();
        let interrupted = self.shared.source_stops();
        let ends: Vec<_> = self.ends.into_iter().flatten().collect();
        let drained = ends.iter().all(|end| end.is_done) && (is_all_handed || interrupted);
        let mut finished: Vec<_> = ends.into_iter().map(|end| end.finished).collect();
        if let Some(first) = finished.first_mut() {
            let own = first.observed.cpu_ns;
            first.observed.cpu_ns = own.map(|own| own.saturating_add(pool.cpu_ns()));
        }
        let mut observed = source.observed(self.setup, self.start, end_ns, finished);
        observed.drained = drained;
        observed.interrupted = interrupted;
        observed.clock_back_steps = self.clock.back_steps();
        observed.pool = pool.thread_use();
        observed.looker = Some(ThreadUse::of_this_thread().since(&self.looker));
        observed.memory = self.memory.samples(self.start);
        observed.clock_drift = self.clock.drift();
        observed.start_memory_bytes = self.memory.start_bytes();
        observed.peak_memory_bytes = self.memory.peak_bytes();
        observed
    }
}

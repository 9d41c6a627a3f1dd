//! What a run left behind: raw instants and traces, before any figure is made of them.

use std::sync::Arc;

use streamgauge_model::{Arrival, Phase, ProcessingTime, Watermark};
use streamgauge_oracle::TaskTrace;
use streamgauge_record::EarlyEnd;

use crate::ClockDrift;
use crate::ThreadUse;

/// Everything seen during one run. All `_ns` instants are nanoseconds after the start of the schedule, on the one
/// clock of the run. Figures are computed from this, after the run; nothing is averaged on the way.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The start of the schedule on the clock of the run.
    pub start: ProcessingTime,
    /// The schedule; `arrivals[i].event.seq == i`.
    pub arrivals: Arc<[Arrival]>,
    /// When each event was put into the source queue, by `seq`; shorter than the schedule after an interruption.
    pub handed_ns: Vec<i64>,
    /// When the engine took each event, by `seq`; shorter than `handed_ns` if it did not take all.
    pub taken_ns: Vec<i64>,
    /// The tasks of the engine: one, or the source task and then the window tasks.
    pub tasks: Vec<TaskObserved>,
    /// When the run ended.
    pub end_ns: i64,
    /// The engine finished everything that was due before the end of the drain.
    pub drained: bool,
    /// The run was interrupted by the user.
    pub interrupted: bool,
    /// Why the run was ended before its schedule: the engine fell too far behind.
    pub ended_early: Option<EarlyEnd>,
    /// How often the source found the queue full (the engine's doing).
    pub queue_full: u64,
    /// The longest the source was behind its schedule while the queue had room (the harness's fault).
    pub worst_slip_ns: i64,
    /// When the source waited for room in the queue, from and to, in order. What an event waited in such a span is
    /// the engine's doing; [`Observed::slips_ns`] leaves it out.
    pub full_spans: Vec<(i64, i64)>,
    /// How often the clock went back (it is held still then); anything but 0 makes the instants doubtful.
    pub clock_back_steps: u64,
    /// How far the clock ran apart from the system's monotonic clock; `None` if it is that, or virtual.
    pub clock_drift: Option<ClockDrift>,
    /// CPU time of the source thread; `None` in simulation.
    pub source_cpu_ns: Option<u64>,
    /// The CPU that the source had for itself; `None` if it shared all with the engine, and in simulation.
    pub source_cpu: Option<u32>,
    /// What the source thread used; `None` in simulation.
    pub source_thread: Option<ThreadUse>,
    /// What the threads of the pool used; `None` if there is none.
    pub pool: Option<ThreadUse>,
    /// What the calling thread used to look after the run; `None` in simulation.
    pub looker: Option<ThreadUse>,
    /// Resident memory of the process, sampled: (instant, bytes); empty in simulation.
    pub memory: Vec<(i64, u64)>,
    /// Resident memory before the run, bytes; `None` in simulation.
    pub start_memory_bytes: Option<u64>,
    /// Peak resident memory during the run, bytes; `None` in simulation.
    pub peak_memory_bytes: Option<u64>,
}

/// What one task of the engine did.
#[derive(Clone, Debug, Default)]
pub struct TaskObserved {
    /// `engine`, `source`, `window 0`, …
    pub name: String,
    /// Steps, results and refusals, in order.
    pub trace: TaskTrace,
    /// When each of `trace.results` left.
    pub result_ns: Vec<i64>,
    /// When each of `trace.passed` left.
    pub passed_ns: Vec<i64>,
    /// When each of `trace.late` left.
    pub late_ns: Vec<i64>,
    /// The batches of a micro-batch engine.
    pub batches: Vec<BatchTiming>,
    /// Nanoseconds at work, waiting for input or a trigger, waiting for room downstream.
    pub busy_ns: u64,
    /// See `busy_ns`.
    pub idle_ns: u64,
    /// See `busy_ns`.
    pub back_pressured_ns: u64,
    /// CPU time of the task's threads; `None` in simulation.
    pub cpu_ns: Option<u64>,
    /// The part of the waiting that was spun away instead of slept: contained in `idle_ns` or `back_pressured_ns`,
    /// and in `cpu_ns`. The price of waking fast, paid by the harness and not by the engine.
    pub spin_ns: u64,
    /// Events taken or received.
    pub records_in: u64,
    /// Events or rows handed on.
    pub records_out: u64,
    /// The watermark at the end.
    pub watermark: Option<Watermark>,
    /// Entries of keyed state, sampled: (instant, entries).
    pub state: Vec<(i64, u64)>,
    /// Bytes of keyed state, sampled: (instant, bytes).
    pub state_bytes: Vec<(i64, u64)>,
    /// What the task's own thread used; `None` in simulation.
    pub thread: Option<ThreadUse>,
}

/// When a batch began and ended, and its phases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchTiming {
    /// When it began.
    pub start_ns: i64,
    /// When it was over.
    pub end_ns: i64,
    /// The beginnings of its phases, in order.
    pub phases: Vec<(Phase, i64)>,
    /// Rows that left in it.
    pub output_rows: u64,
}

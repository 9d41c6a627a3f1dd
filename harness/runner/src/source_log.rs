//! What the source noted, and how it becomes part of the whole.

use streamgauge_model::ProcessingTime;
use streamgauge_record::EarlyEnd;

use crate::driven::Finished;
use crate::slip::slip_ns;
use crate::source_queue::touched;
use crate::{Observed, Setup, ThreadUse};

/// What the source noted while it handed over the schedule.
#[derive(Debug)]
pub(crate) struct SourceLog {
    /// When each event was put into the queue, by `seq`.
    pub handed_ns: Vec<i64>,
    /// How often the queue was found full.
    pub queue_full: u64,
    /// When there was no room, from and to.
    pub full_spans: Vec<(i64, i64)>,
    /// The longest delay that was the source's own fault.
    pub worst_slip_ns: i64,
    /// CPU time of its thread.
    pub cpu_ns: Option<u64>,
    /// The CPU that it had for itself, if it had one.
    pub cpu: Option<u32>,
    /// What the thread used; `None` in simulation.
    pub thread: Option<ThreadUse>,
    /// Why it gave up: the engine fell too far behind.
    pub ended_early: Option<EarlyEnd>,
    full_from_ns: Option<i64>,
    room_since_ns: i64,
}

impl SourceLog {
    pub fn new(expected: usize) -> Self {
        Self {
            handed_ns: touched(expected, -1),
            queue_full: 0,
            full_spans: Vec::new(),
            worst_slip_ns: 0,
            cpu_ns: None,
            cpu: None,
            thread: None,
            ended_early: None,
            full_from_ns: None,
            room_since_ns: 0,
        }
    }

    /// No room was found at `now_ns` (again, or for the first time).
    pub fn full(&mut self, now_ns: i64) {
        if self.full_from_ns.is_none() {
            self.queue_full += 1;
            self.full_from_ns = Some(now_ns);
        }
    }

    /// Room was found at `now_ns`.
    #[inline]
    pub fn room(&mut self, now_ns: i64) {
        if let Some(from) = self.full_from_ns.take() {
            self.full_spans.push((from, now_ns));
            self.room_since_ns = now_ns;
        }
    }

    /// Since when the queue has had room.
    #[inline]
    pub fn room_since_ns(&self) -> i64 {
        self.room_since_ns
    }

    /// `events` events, the first of them due at `first_due_ns`, were put into the queue at `now_ns`.
    #[inline]
    pub fn handed(&mut self, events: usize, first_due_ns: u64, now_ns: i64) {
        let slip = slip_ns(first_due_ns, now_ns, self.room_since_ns);
        self.worst_slip_ns = self.worst_slip_ns.max(slip);
        self.handed_ns.resize(self.handed_ns.len() + events, now_ns);
    }

    /// Puts source and tasks together. How it ended, memory and the clock's faults are for the caller to fill in.
    pub fn observed(
        mut self,
        setup: &Setup,
        start: ProcessingTime,
        end_ns: i64,
        finished: Vec<Finished>,
    ) -> Observed {
        self.room(end_ns);
        let mut taken_ns = Vec::new();
        let mut tasks = Vec::with_capacity(finished.len());
        for task in finished {
            taken_ns = task.taken_ns.unwrap_or(taken_ns);
            tasks.push(task.observed);
        }
        if let [source, windows @ ..] = tasks.as_mut_slice() {
            // The exchange is the engine's own: what went into it is what came out.
            source.records_out += windows.iter().map(|task| task.records_in).sum::<u64>();
        }
        Observed {
            start,
            arrivals: setup.arrivals.clone(),
            handed_ns: self.handed_ns,
            taken_ns,
            tasks,
            end_ns,
            queue_full: self.queue_full,
            worst_slip_ns: self.worst_slip_ns,
            full_spans: self.full_spans,
            source_cpu_ns: self.cpu_ns,
            source_cpu: self.cpu,
            source_thread: self.thread,
            ended_early: self.ended_early,
            ..Observed::default()
        }
    }
}

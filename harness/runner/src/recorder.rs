//! The harness's end of an engine: writes down what comes out, and when.

use streamgauge_model::{
    BatchProgress, Digest, Event, EventTime, Key, Output, Phase, ProcessingTime, ResultRow, Step, Values,
    Watermark, Window,
};
use streamgauge_oracle::TaskTrace;

use crate::gauges::Gauges;
use crate::source_queue::touched;
use crate::{BatchTiming, RunClock, TaskObserved};

/// Writes down what a task does and stamps it with the clock of the run: one reading for each result, event or
/// batch boundary, none for what has no instant of its own.
#[derive(Debug)]
pub struct Recorder {
    clock: RunClock,
    start: ProcessingTime,
    task: TaskObserved,
    open_batch: Option<BatchTiming>,
    /// Phases of a trigger that may or may not become a batch.
    looked: Vec<(Phase, i64)>,
    /// Events that all of their windows refused, and that no side output took.
    dropped: u64,
}

/// What a recorder should have room for from the start. Growing costs time in the middle of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expected {
    /// Events that pass as they are.
    pub passed: usize,
    /// Events received from an exchange.
    pub received: usize,
    /// Results.
    pub results: usize,
}

/// So seldom is the memory of keyed state added up, in nanoseconds.
const BYTES_EVERY_NS: i64 = 100_000_000;

/// Any row: what room for results is filled with before there are any.
const NO_ROW: ResultRow = ResultRow {
    key: Key::NONE,
    window: Window::ALL,
    pane: 0,
    rank: 0,
    watermark: Watermark::NONE,
    values: Values {
        digest: Digest {
            count: 0,
            hash_sum: 0,
            hash_xor: 0,
        },
        sum: 0,
        min: 0,
        max: 0,
        distinct_users: 0,
        count_if: 0,
        sum_if: 0,
    },
};

impl Recorder {
    /// The recorder of the task `name`, in a run that starts at `start`.
    #[must_use]
    pub fn new(name: &str, expected: Expected, clock: RunClock, start: ProcessingTime) -> Self {
        let task = TaskObserved {
            name: name.to_owned(),
            trace: TaskTrace {
                passed: touched(expected.passed, u64::MAX),
                results: touched(expected.results, NO_ROW),
                received: Vec::with_capacity(expected.received),
                ..TaskTrace::default()
            },
            result_ns: touched(expected.results, -1),
            passed_ns: touched(expected.passed, -1),
            ..TaskObserved::default()
        };
        Self {
            clock,
            start,
            task,
            open_batch: None,
            looked: Vec::with_capacity(Phase::ALL.len()),
            dropped: 0,
        }
    }

    /// The name of the task.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.task.name
    }

    /// How much was written down so far: grows whenever the task does anything.
    #[inline]
    #[must_use]
    pub fn entries(&self) -> usize {
        let trace = &self.task.trace;
        trace.marks.len() + trace.received.len() + trace.passed.len() + trace.results.len() + trace.late.len()
    }

    /// Events received from an exchange so far.
    pub(crate) fn received(&self) -> u64 {
        self.task.trace.received.len() as u64
    }

    /// How far the task is that took or received so many events.
    pub(crate) fn gauges(&self, records_in: u64) -> Gauges {
        let task = &self.task;
        Gauges {
            records_in,
            rows: (task.result_ns.len() + task.passed_ns.len()) as u64,
            refused: self.dropped.saturating_add(task.late_ns.len() as u64),
            watermark: task.watermark,
        }
    }

    /// Notes that the task holds `entries` entries of keyed state at `now`, and, ten times a second at most and at the end,
    /// how many `bytes` it takes them to be: that may need a look at every key.
    pub fn sample_state(
        &mut self,
        now: ProcessingTime,
        is_end: bool,
        entries: u64,
        bytes: impl FnOnce() -> u64,
    ) {
        let now_ns = now.nanos_since(self.start);
        self.task.state.push((now_ns, entries));
        let last = self.task.state_bytes.last();
        let is_due = |(last_ns, _): &(i64, u64)| now_ns.saturating_sub(*last_ns) >= BYTES_EVERY_NS;
        if is_end || last.is_none_or(is_due) {
            self.task.state_bytes.push((now_ns, bytes()));
        }
    }

    /// Hands over what was written. A batch that never ended is left out; its steps are in the trace.
    #[must_use]
    pub fn finish(self) -> TaskObserved {
        let mut task = self.task;
        task.records_out = (task.result_ns.len() + task.passed_ns.len() + task.late_ns.len()) as u64;
        task
    }

    #[inline]
    fn now_ns(&self) -> i64 {
        self.clock.now().nanos_since(self.start)
    }

    /// A batch begins where its trigger fired: with the look at the sources that found it something to do.
    fn begin_batch(&mut self) {
        let now = self.now_ns();
        let mut phases = Vec::with_capacity(Phase::ALL.len());
        phases.append(&mut self.looked);
        self.open_batch = Some(BatchTiming {
            start_ns: phases.first().map_or(now, |(_, began)| *began),
            phases,
            ..BatchTiming::default()
        });
    }

    fn end_batch(&mut self, progress: &BatchProgress) {
        let end_ns = self.now_ns();
        if let Some(mut batch) = self.open_batch.take() {
            batch.end_ns = end_ns;
            self.task.batches.push(batch);
        }
        // Spark calls a window over when its end is at the watermark, the operators when its last instant is.
        self.task.watermark = Some(Watermark::before(EventTime::from_millis(
            progress.next_watermark_ms,
        )));
    }

    #[inline]
    fn count_row(&mut self) {
        if let Some(batch) = &mut self.open_batch {
            batch.output_rows += 1;
        }
    }
}

impl Output for Recorder {
    #[inline]
    fn result(&mut self, row: &ResultRow) {
        let now = self.now_ns();
        self.task.trace.result(row);
        self.task.result_ns.push(now);
        self.count_row();
    }

    #[inline]
    fn pass(&mut self, event: &Event) {
        let now = self.now_ns();
        self.task.trace.pass(event.seq);
        self.task.passed_ns.push(now);
        self.count_row();
    }

    #[inline]
    fn late(&mut self, event: &Event) {
        let now = self.now_ns();
        self.task.trace.late(event.seq);
        self.task.late_ns.push(now);
    }

    #[inline]
    fn dropped(&mut self, events: u64) {
        self.task.trace.dropped(events);
        self.dropped = self.dropped.saturating_add(events);
    }

    #[inline]
    fn received(&mut self, event: &Event) {
        self.task.trace.received(event.seq);
    }

    #[inline]
    fn filtered(&mut self, events: u64) {
        self.task.trace.filtered(events);
    }

    #[inline]
    fn step(&mut self, step: Step) {
        match &step {
            Step::Watermark { watermark, .. } => self.task.watermark = Some(*watermark),
            Step::Clock { .. } => {}
            Step::BatchStart { .. } => self.begin_batch(),
            Step::BatchEnd(progress) => self.end_batch(progress),
        }
        self.task.trace.step(step);
    }

    fn phase(&mut self, phase: Phase) {
        let now = self.now_ns();
        if phase == Phase::LatestOffset {
            self.looked.clear();
        }
        match &mut self.open_batch {
            Some(batch) => batch.phases.push((phase, now)),
            None => self.looked.push((phase, now)),
        }
    }
}

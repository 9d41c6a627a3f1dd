//! The micro-batch engine: one trigger after another.

use streamgauge_model::{
    BatchProgress, Engine, Event, EventTime, Executor, Input, MicroBatchRules, Output, OutputMode, Phase,
    Pressure, ProcessingTime, Query, Step, TimeDomain, Trigger, Watermark, WindowSpec,
};
use streamgauge_operators::{BatchOperator, BatchWork, Lateness};

use crate::stage::{BatchContext, Stage};
use crate::{Schedule, WatermarkClock};

/// The engine for one query.
pub struct MicroBatch<Op: BatchOperator, X> {
    rules: MicroBatchRules,
    time: TimeDomain,
    session: bool,
    executor: X,
    stage: Stage<Op>,
    schedule: Schedule,
    watermark: Option<WatermarkClock>,
    input: Vec<Event>,
    /// The source has moved on since the last batch, with or without an event to show for it.
    advanced: bool,
    next_batch: u64,
    finished: bool,
}

impl<Op: BatchOperator, X: Executor> MicroBatch<Op, X> {
    /// An engine without state. `operator` is copied for each partition.
    #[must_use]
    pub fn new(query: &Query, rules: &MicroBatchRules, operator: &Op, executor: X) -> Self {
        // The time of processing is its own watermark: nothing can come from before.
        let delay = |delay_ms| {
            if query.time == TimeDomain::Processing {
                0
            } else {
                delay_ms
            }
        };
        Self {
            rules: rules.clone(),
            time: query.time,
            session: matches!(query.window, WindowSpec::Session { .. }),
            stage: Stage::new(operator, query.filter, rules.workers.max(1) as usize),
            executor,
            schedule: Schedule::new(rules.trigger),
            watermark: query
                .watermark
                .map(|rule| WatermarkClock::new(delay(rule.delay_ms))),
            input: Vec::new(),
            advanced: false,
            next_batch: 0,
            finished: false,
        }
    }

    /// Takes the input of the next batch from what waits.
    fn take_input(&mut self, input: &mut impl Input) {
        let limit = match (self.rules.trigger, self.rules.max_events_per_trigger) {
            (Trigger::Once, _) | (_, None) => usize::MAX,
            (_, Some(limit)) => usize::try_from(limit).unwrap_or(usize::MAX),
        };
        while let Some(taken) = input.take(limit.saturating_sub(self.input.len())) {
            self.input.extend_from_slice(taken.events);
            self.advanced = true;
            if self.input.len() >= limit {
                break;
            }
        }
    }

    /// Whether the input collected so far may become a batch: a single batch waits for the end of its source.
    fn may_run(&self, input: &impl Input) -> bool {
        self.rules.trigger != Trigger::Once || input.is_finished()
    }

    /// Whether a batch without data is called for: the watermark has moved since the last batch, and moving it
    /// can change the state (Spark's `shouldRunAnotherBatch`).
    fn wants_batch_without_data(&self) -> bool {
        self.rules.no_data_batches
            && self.rules.trigger != Trigger::Once
            && self.rules.output_mode != OutputMode::Complete
            && !Op::STATELESS
            && self.next_batch > 0
            && self.watermark.is_some_and(|w| w.has_moved())
    }

    fn run_batch(&mut self, now: ProcessingTime, out: &mut impl Output) {
        let no_data = !std::mem::take(&mut self.advanced);
        let batch_id = self.next_batch;
        self.next_batch += 1;
        out.step(Step::BatchStart {
            batch_id,
            no_data,
            now,
        });
        out.phase(Phase::WalCommit);
        if let Some(watermark) = &mut self.watermark {
            watermark.begin_batch();
        }
        out.phase(Phase::QueryPlanning);
        let context = self.context(now);
        out.phase(Phase::AddBatch);
        let (work, newest) = self.stage.run(&self.input, context, &self.executor, out);
        if let (Some(watermark), Some(newest)) = (&mut self.watermark, newest) {
            watermark.learn(newest);
        }
        out.phase(Phase::CommitOffsets);
        out.step(Step::BatchEnd(self.progress(batch_id, no_data, work)));
        self.input.clear();
    }

    fn context(&self, now: ProcessingTime) -> BatchContext {
        // Complete mode keeps everything, so nothing is late; sessions judge late rows in every mode (their test
        // sits before the state).
        let judges = self.rules.output_mode != OutputMode::Complete || self.session;
        let late = self
            .watermark
            .filter(|_| judges)
            .map_or(Lateness::NEVER, |w| Lateness::new(w.late(), 0));
        BatchContext {
            batch: self.next_batch,
            mode: self.rules.output_mode,
            late,
            evict: self.watermark.map_or(Watermark::NONE, |w| w.evict()),
            at: (self.time == TimeDomain::Processing).then(|| EventTime::from_millis(now.millis())),
        }
    }

    fn progress(&self, batch_id: u64, no_data: bool, work: BatchWork) -> BatchProgress {
        let watermark = self.watermark.unwrap_or_default();
        BatchProgress {
            batch_id,
            no_data,
            input_rows: self.input.len() as u64,
            watermark_ms: watermark.evict_ms(),
            late_watermark_ms: watermark.late_ms(),
            next_watermark_ms: watermark.next_ms(),
            dropped_rows: work.dropped_rows,
            late_events: work.late_events,
            state_rows: self.stage.entries(),
            updated_rows: work.updated_rows,
            removed_rows: work.removed_rows,
        }
    }
}

impl<Op: BatchOperator, X: Executor> Engine for MicroBatch<Op, X> {
    fn step(&mut self, now: ProcessingTime, input: &mut impl Input, out: &mut impl Output) -> Pressure {
        if self.finished || !self.schedule.is_due(now) {
            return Pressure::Free;
        }
        out.phase(Phase::LatestOffset);
        out.phase(Phase::GetBatch);
        self.take_input(input);
        let has_data = self.advanced && self.may_run(input);
        let runs = has_data || (!self.advanced && self.wants_batch_without_data());
        if runs {
            self.run_batch(now, out);
        }
        self.schedule.fired(now, runs);
        let bounded = matches!(self.rules.trigger, Trigger::AvailableNow | Trigger::Once);
        self.finished = bounded && input.is_finished() && self.is_done();
        Pressure::Free
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        (!self.finished).then(|| self.schedule.next())
    }

    fn wakes_on_input(&self) -> bool {
        false
    }

    fn is_done(&self) -> bool {
        !self.advanced && !self.wants_batch_without_data()
    }

    fn state_entries(&self) -> u64 {
        self.stage.entries()
    }
}

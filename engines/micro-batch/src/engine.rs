//! The micro-batch engine: one trigger after another.

use streamgauge_model::{
    BatchProgress, Engine, EventTime, Executor, Input, MicroBatchRules, Output, OutputMode, Phase, Pressure,
    ProcessingTime, Query, Step, TimeDomain, Trigger, Watermark, WindowSpec,
};
use streamgauge_operators::{BatchOperator, BatchWork, Lateness};

use crate::checkpoint::PlannedBatch;
use crate::input_batch::InputBatch;
use crate::stage::{BatchContext, Stage};
use crate::{Checkpoint, Schedule, WatermarkClock, Watermarks};

/// The engine for one query.
pub struct MicroBatch<Op: BatchOperator, X> {
    rules: MicroBatchRules,
    time: TimeDomain,
    session: bool,
    executor: X,
    stage: Stage<Op>,
    schedule: Schedule,
    watermark: Option<WatermarkClock>,
    input: InputBatch,
    /// The source has moved on since the last batch, with or without an event to show for it.
    advanced: bool,
    next_batch: u64,
    /// The batch that the offset log holds and the commit log does not: it comes first.
    planned: Option<PlannedBatch>,
    /// A batch has run since the start.
    has_run: bool,
    finished: bool,
}

impl<Op: BatchOperator, X: Executor> MicroBatch<Op, X> {
    /// An engine without state. `operator` is copied for each partition.
    #[must_use]
    pub fn new(query: &Query, rules: &MicroBatchRules, operator: &Op, executor: X) -> Self {
        let blank = Checkpoint {
            committed: 0,
            watermarks: Watermarks::default(),
            policy: rules.watermark_policy,
            partitions: vec![operator.clone(); rules.workers.max(1) as usize],
            planned: None,
        };
        Self::restore(query, rules, blank, executor)
    }

    /// An engine that goes on where another stopped (Spark's `populateStartOffsets`). State, batch number and
    /// watermarks are those of the checkpoint; what each source had reached is unknown again, and no batch without
    /// data runs before another has run. The policy and the number of partitions are the checkpoint's, whatever
    /// `rules` say, unless no batch has ever begun.
    #[must_use]
    pub fn restore(query: &Query, rules: &MicroBatchRules, checkpoint: Checkpoint<Op>, executor: X) -> Self {
        let mut rules = rules.clone();
        if !checkpoint.is_blank() {
            rules.watermark_policy = checkpoint.policy;
        }
        Self {
            time: query.time,
            session: matches!(query.window, WindowSpec::Session { .. }),
            executor,
            stage: Stage::new(checkpoint.partitions, query.filter),
            schedule: Schedule::new(rules.trigger),
            watermark: WatermarkClock::of(query, &rules, checkpoint.watermarks),
            input: InputBatch::default(),
            advanced: false,
            next_batch: checkpoint.committed,
            planned: checkpoint.planned,
            has_run: false,
            finished: false,
            rules,
        }
    }

    /// Stops between two batches. Input that was taken and is in no batch yet is not in the checkpoint: its source
    /// has to hand it over again.
    #[must_use]
    pub fn stop(self) -> Checkpoint<Op> {
        Checkpoint {
            committed: self.next_batch,
            watermarks: self.watermarks(),
            policy: self.rules.watermark_policy,
            partitions: self.stage.into_partitions(),
            planned: self.planned,
        }
    }

    /// Fails in the batch that `input` makes at `now`: it is in the offset log, and nothing that its tasks did is
    /// committed. Wherever between the two logs it fails, the checkpoint is the same; what the sink has seen of the
    /// batch it will see again.
    #[must_use]
    pub fn fail_in_batch(mut self, now: ProcessingTime, input: &mut impl Input) -> Checkpoint<Op> {
        if self.planned.is_none() {
            self.take_input(input);
            if self.wants_batch(input) {
                self.planned = Some(self.plan(now));
            }
        }
        self.stop()
    }

    /// Takes the input of the next batch from what waits.
    fn take_input(&mut self, input: &mut impl Input) {
        let limit = match (self.rules.trigger, self.rules.max_events_per_trigger) {
            (Trigger::Once, _) | (_, None) => usize::MAX,
            (_, Some(limit)) => usize::try_from(limit).unwrap_or(usize::MAX),
        };
        while let Some(taken) = input.take(limit.saturating_sub(self.input.len())) {
            let slot = self.watermark.as_ref().map_or(0, |w| w.slot(taken.source));
            self.input.push(slot, taken.events);
            self.advanced = true;
            if self.input.len() >= limit {
                break;
            }
        }
    }

    /// Whether there is a batch to run: the repetition of a failed one, one with data (a single batch waits for the
    /// end of its source), or one without.
    fn wants_batch(&self, input: &impl Input) -> bool {
        let may_run = self.rules.trigger != Trigger::Once || input.is_finished();
        self.planned.is_some()
            || (self.advanced && may_run)
            || (!self.advanced && self.wants_batch_without_data())
    }

    /// Whether a batch without data is called for: the watermark has moved since the last batch of this run, and
    /// moving it can change the state (Spark's `shouldRunAnotherBatch`).
    fn wants_batch_without_data(&self) -> bool {
        self.rules.no_data_batches
            && self.rules.trigger != Trigger::Once
            && self.rules.output_mode != OutputMode::Complete
            && !Op::STATELESS
            && self.has_run
            && self.watermark.as_ref().is_some_and(WatermarkClock::has_moved)
    }

    /// Makes a batch of the input: what is written to the offset log.
    fn plan(&mut self, now: ProcessingTime) -> PlannedBatch {
        if let Some(watermark) = &mut self.watermark {
            watermark.begin_batch();
        }
        PlannedBatch {
            batch_id: self.next_batch,
            no_data: !std::mem::take(&mut self.advanced),
            now,
            input: std::mem::take(&mut self.input),
        }
    }

    fn run_batch(&mut self, now: ProcessingTime, out: &mut impl Output) {
        let PlannedBatch {
            batch_id,
            no_data,
            now,
            mut input,
        } = self.planned.take().unwrap_or_else(|| self.plan(now));
        out.step(Step::BatchStart {
            batch_id,
            no_data,
            now,
        });
        out.phase(Phase::WalCommit);
        self.next_batch = batch_id + 1;
        self.has_run = true;
        out.phase(Phase::QueryPlanning);
        let context = self.context(now);
        out.phase(Phase::AddBatch);
        let (work, newest) = self.stage.run(&input, context, &self.executor, out);
        if let Some(watermark) = &mut self.watermark {
            watermark.end_batch(&newest);
        }
        out.phase(Phase::CommitOffsets);
        let input_rows = input.len() as u64;
        out.step(Step::BatchEnd(self.progress(batch_id, no_data, input_rows, work)));
        input.clear();
        self.input = input;
    }

    fn watermarks(&self) -> Watermarks {
        self.watermark
            .as_ref()
            .map(WatermarkClock::now)
            .unwrap_or_default()
    }

    fn context(&self, now: ProcessingTime) -> BatchContext {
        // Complete mode keeps everything, so nothing is late; sessions judge late rows in every mode (their test
        // sits before the state).
        let judges = self.rules.output_mode != OutputMode::Complete || self.session;
        let watermarks = self.watermark.as_ref().map(WatermarkClock::now);
        let late = watermarks
            .filter(|_| judges)
            .map_or(Lateness::NEVER, |w| Lateness::new(w.late(), 0));
        BatchContext {
            batch: self.next_batch,
            mode: self.rules.output_mode,
            late,
            evict: watermarks.map_or(Watermark::NONE, |w| w.evict()),
            at: (self.time == TimeDomain::Processing).then(|| EventTime::from_millis(now.millis())),
            slots: self.watermark.as_ref().map_or(0, WatermarkClock::sources),
        }
    }

    fn progress(&self, batch_id: u64, no_data: bool, input_rows: u64, work: BatchWork) -> BatchProgress {
        let watermarks = self.watermarks();
        BatchProgress {
            batch_id,
            no_data,
            input_rows,
            watermark_ms: watermarks.evict_ms,
            late_watermark_ms: watermarks.late_ms,
            next_watermark_ms: watermarks.next_ms,
            dropped_rows: work.dropped_rows,
            late_events: work.late_events,
            duplicate_rows: work.duplicate_rows,
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
        let repeats = self.planned.is_some();
        if !repeats {
            self.take_input(input);
        }
        let runs = self.wants_batch(input);
        if runs {
            self.run_batch(now, out);
        }
        self.schedule.fired(now, runs);
        self.finished = match self.rules.trigger {
            // Having repeated a batch, a single batch has done its work.
            Trigger::Once => repeats || (input.is_finished() && self.is_done()),
            Trigger::AvailableNow => input.is_finished() && self.is_done(),
            Trigger::BackToBack | Trigger::Interval { .. } => false,
        };
        Pressure::Free
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        (!self.finished).then(|| self.schedule.next())
    }

    fn wakes_on_input(&self) -> bool {
        false
    }

    fn is_done(&self) -> bool {
        self.planned.is_none() && !self.advanced && !self.wants_batch_without_data()
    }

    fn state_entries(&self) -> u64 {
        self.stage.entries()
    }

    fn state_bytes(&self) -> u64 {
        self.stage.bytes()
    }
}

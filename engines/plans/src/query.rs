//! A plan that runs, batch by batch (Spark's `MicroBatchExecution`).

use streamgauge_model::{OutputMode, ProcessingTime, WatermarkPolicy};

use crate::checkpoint::{Checkpoint, Planned};
use crate::node::Passage;
use crate::planner::Planner;
use crate::pushdown::optimize;
use crate::sink::Table;
use crate::stateful::Instants;
use crate::tracker::WatermarkTracker;
use crate::{
    Batch, BatchError, CrashPoint, EventTimeStats, Plan, Refusal, RefusalKind, Row, Sink, Source, check,
};

/// What can be set for a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which rows leave.
    pub mode: OutputMode,
    /// Where they go.
    pub sink: Sink,
    /// How the watermarks of several nodes become one. What holds at batch 0 holds for ever (W7).
    pub policy: WatermarkPolicy,
    /// Whether batches without data run when the watermark has moved
    /// (`spark.sql.streaming.noDataMicroBatches.enabled`).
    pub no_data_batches: bool,
}

impl Settings {
    /// Spark's defaults in `mode`.
    #[must_use]
    pub const fn new(mode: OutputMode) -> Self {
        Self {
            mode,
            sink: Sink::Memory,
            policy: WatermarkPolicy::Min,
            no_data_batches: true,
        }
    }
}

/// A query with its checkpoint, driven from outside: it never reads a clock.
pub struct StreamingQuery {
    settings: Settings,
    operators: usize,
    delays_ms: Vec<i64>,
    sources: Vec<Box<dyn Source>>,
    checkpoint: Checkpoint,
    table: Table,
    run: Option<Run>,
    crash: Option<CrashPoint>,
}

/// What lives from a start of a query to its stop, and no longer.
struct Run {
    tracker: WatermarkTracker,
    /// The watermarks that the operators evicted with in the last batch of this run; `None`: it has run none yet, so
    /// that nothing asks for a batch without data (W23).
    evicted_ms: Option<Vec<i64>>,
}

/// How much of its sources a batch takes.
#[derive(Clone, Copy)]
enum Take<'a> {
    /// What their limits allow.
    Latest,
    /// What their limits allow, but nothing beyond these offsets.
    Within(&'a [u64]),
    /// All up to these offsets.
    All(&'a [u64]),
}

impl StreamingQuery {
    /// A query of `plan` over `sources`, that has run nothing yet.
    ///
    /// # Errors
    /// The plan is not legal; the refusal says what would be.
    pub fn new(plan: Plan, settings: Settings, sources: Vec<Box<dyn Source>>) -> Result<Self, Refusal> {
        check(&plan, settings.mode, settings.sink)?;
        if let Some(missing) = plan.sources().into_iter().find(|&source| source >= sources.len()) {
            return Err(Refusal::new(
                RefusalKind::UnknownSource,
                format!("the plan reads source {missing} and there are {}", sources.len()),
            ));
        }
        let mut planner = Planner::new(settings.mode);
        let state = planner.node(&optimize(plan)?)?;
        Ok(Self {
            settings,
            operators: planner.operators,
            delays_ms: planner.delays_ms,
            sources,
            checkpoint: Checkpoint::new(state),
            table: Table::new(settings.mode),
            run: None,
            crash: None,
        })
    }

    /// The trigger fires at `now`: runs a batch if there is one to run.
    ///
    /// A batch that was planned and did not commit runs again as it was planned. Otherwise new data makes a batch; if
    /// there is none, an operator may want one without data (W21, W22).
    ///
    /// # Errors
    /// The batch did not complete; the next trigger starts again from the checkpoint.
    pub fn trigger(&mut self, now: ProcessingTime) -> Result<Option<Batch>, BatchError> {
        self.fire(now, Take::Latest)
    }

    /// Fires the default trigger until there is nothing left to do at `now`.
    ///
    /// A batch without data is the last: another would find what it found. A [`crate::RateSource`] always has more, so
    /// that this would never end.
    ///
    /// # Errors
    /// A batch did not complete.
    pub fn run_available(&mut self, now: ProcessingTime) -> Result<Vec<Batch>, BatchError> {
        self.drain(now, Take::Latest)
    }

    /// Runs what is available at this moment, in batches of the sources' limits, then what the watermark closes, and no
    /// more (T4; Spark's `Trigger.AvailableNow`).
    ///
    /// # Errors
    /// A batch did not complete.
    pub fn run_available_now(&mut self, now: ProcessingTime) -> Result<Vec<Batch>, BatchError> {
        let ends = self.available();
        self.drain(now, Take::Within(&ends))
    }

    /// Runs what is available at this moment in a single batch, whatever the sources' limits, and none without data. If a
    /// batch was planned and did not commit, it runs that one only (T3, F2; Spark's `Trigger.Once`).
    ///
    /// # Errors
    /// The batch did not complete.
    pub fn run_once(&mut self, now: ProcessingTime) -> Result<Option<Batch>, BatchError> {
        let ends = self.available();
        self.fire(now, Take::All(&ends))
    }

    /// Stops the query; the next trigger starts it again from its checkpoint. Offsets, state and the global watermark
    /// survive; what each watermark node has seen does not.
    pub fn restart(&mut self) {
        self.run = None;
    }

    /// The same with other settings for whether batches without data run and for the policy, which the checkpoint
    /// ignores.
    pub fn restart_with(&mut self, policy: WatermarkPolicy, no_data_batches: bool) {
        self.settings.policy = policy;
        self.settings.no_data_batches = no_data_batches;
        self.restart();
    }

    /// Lets the next batch that comes to `point` crash there.
    pub const fn crash_at(&mut self, point: CrashPoint) {
        self.crash = Some(point);
    }

    /// What the sink holds.
    #[must_use]
    pub fn table(&self) -> &[Row] {
        self.table.rows()
    }

    /// Up to where the sources have data at this moment.
    fn available(&mut self) -> Vec<u64> {
        let starts = self.ends();
        let sources = self.sources.iter_mut().zip(starts);
        sources
            .map(|(source, start)| source.available(start).max(start))
            .collect()
    }

    fn drain(&mut self, now: ProcessingTime, take: Take<'_>) -> Result<Vec<Batch>, BatchError> {
        let mut batches = Vec::new();
        while let Some(batch) = self.fire(now, take)? {
            let last = batch.no_data;
            batches.push(batch);
            if last {
                break;
            }
        }
        Ok(batches)
    }

    fn fire(&mut self, now: ProcessingTime, take: Take<'_>) -> Result<Option<Batch>, BatchError> {
        let mut run = self.run.take().unwrap_or_else(|| self.start());
        if self.checkpoint.pending().is_none() && !self.plan(&run, now, take)? {
            self.run = Some(run);
            return Ok(None);
        }
        let batch = self.execute(&mut run)?;
        self.run = Some(run);
        Ok(Some(batch))
    }

    fn start(&self) -> Run {
        let policy = self.checkpoint.policy(self.settings.policy);
        let watermark_ms = self.checkpoint.watermark_ms();
        Run {
            tracker: WatermarkTracker::new(policy, self.delays_ms.clone(), watermark_ms),
            evicted_ms: None,
        }
    }

    /// Up to where the sources are read by now.
    fn ends(&self) -> Vec<u64> {
        self.checkpoint
            .last()
            .map_or_else(|| vec![0; self.sources.len()], |last| last.ends.clone())
    }

    /// Plans the next batch and logs it, if there is one to run.
    fn plan(&mut self, run: &Run, now: ProcessingTime, take: Take<'_>) -> Result<bool, BatchError> {
        let starts = self.ends();
        let ends = self.next_ends(&starts, take);
        let watermark_ms = run.tracker.global_ms();
        let may_lack_data = self.settings.no_data_batches && !matches!(take, Take::All(_));
        if ends == starts && !(may_lack_data && self.wants_batch(run, watermark_ms)?) {
            return Ok(false);
        }
        self.crash_here(CrashPoint::BeforeOffsets)?;
        let planned = Planned {
            ends,
            watermark_ms,
            now_ms: now.millis(),
        };
        self.checkpoint.plan(planned, self.settings.policy);
        Ok(true)
    }

    /// Up to where the next batch reads.
    fn next_ends(&mut self, starts: &[u64], take: Take<'_>) -> Vec<u64> {
        let latest = |(source, &start): (&mut Box<dyn Source>, &u64)| source.latest(start);
        let sources = self.sources.iter_mut().zip(starts);
        match take {
            Take::All(ends) => ends.to_vec(),
            Take::Latest => sources.map(latest).collect(),
            Take::Within(most) => {
                let ends = sources.map(latest).zip(most);
                ends.map(|(end, &most)| end.min(most)).collect()
            }
        }
    }

    fn wants_batch(&self, run: &Run, watermark_ms: i64) -> Result<bool, Refusal> {
        let Some(last_ms) = &run.evicted_ms else {
            return Ok(false);
        };
        let next_ms = self.input_watermarks(watermark_ms)?;
        Ok(self.checkpoint.state.wants_batch(last_ms, &next_ms))
    }

    fn input_watermarks(&self, global_ms: i64) -> Result<Vec<i64>, Refusal> {
        self.checkpoint.state.input_watermarks(self.operators, global_ms)
    }

    /// Runs the batch that is planned, on a copy of the state.
    fn execute(&mut self, run: &mut Run) -> Result<Batch, BatchError> {
        let starts = self.ends();
        let Some(planned) = self.checkpoint.pending().cloned() else {
            unreachable!("a batch is planned before it runs");
        };
        // Late rows are judged by the watermark of the batch before, which the log remembers over restarts (W9).
        let late_ms = self.input_watermarks(self.checkpoint.last().map_or(0, |last| last.watermark_ms))?;
        let evict_ms = self.input_watermarks(planned.watermark_ms)?;
        let instants: Vec<Instants> = late_ms
            .into_iter()
            .zip(&evict_ms)
            .map(|(late_ms, &evict_ms)| Instants {
                late_ms,
                evict_ms,
                now_ms: planned.now_ms,
            })
            .collect();
        let sources: Vec<Vec<Row>> = self
            .sources
            .iter()
            .zip(starts.iter().zip(&planned.ends))
            .map(|(source, (&from, &to))| source.rows(from, to))
            .collect();
        let mut passage = Passage {
            sources: &sources,
            instants: &instants,
            input_rows: 0,
            seen: vec![EventTimeStats::default(); self.delays_ms.len()],
            metrics: vec![None; self.operators],
        };
        let mut state = self.checkpoint.state.clone();
        let rows = state.run(&mut passage)?;
        self.crash_here(CrashPoint::DuringTasks)?;

        let id = self.checkpoint.next_id();
        self.table.add(id, &rows);
        self.crash_here(CrashPoint::AfterSink)?;

        run.tracker.learn(&passage.seen);
        run.evicted_ms = Some(evict_ms);
        self.checkpoint.commit(state, run.tracker.global_ms());
        Ok(Batch {
            id,
            no_data: starts == planned.ends,
            input_rows: passage.input_rows,
            watermark_ms: planned.watermark_ms,
            next_watermark_ms: run.tracker.global_ms(),
            event_time: passage.seen.first().copied().filter(|seen| seen.count > 0),
            rows,
            operators: passage.metrics.into_iter().flatten().collect(),
        })
    }

    fn crash_here(&mut self, point: CrashPoint) -> Result<(), BatchError> {
        if self.crash.take_if(|planned| *planned == point).is_some() {
            return Err(BatchError::Crashed(point));
        }
        Ok(())
    }
}

//! A plan that runs, batch by batch (Spark's `MicroBatchExecution`).

use streamgauge_model::{ProcessingTime, WatermarkPolicy};

use crate::checkpoint::Checkpoint;
use crate::execution::{Run, Take};
use crate::planner::Planner;
use crate::pushdown::optimize;
use crate::sink::Table;
use crate::{Batch, BatchError, CrashPoint, Plan, Refusal, RefusalKind, Row, Settings, Source, check};

/// A query with its checkpoint, driven from outside: it never reads a clock.
pub struct StreamingQuery {
    pub(crate) settings: Settings,
    pub(crate) operators: usize,
    pub(crate) delays_ms: Vec<i64>,
    pub(crate) sources: Vec<Box<dyn Source>>,
    pub(crate) checkpoint: Checkpoint,
    pub(crate) table: Table,
    pub(crate) run: Option<Run>,
    pub(crate) crash: Option<CrashPoint>,
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
    /// A batch that was planned and did not commit runs again as it was planned. Otherwise new data makes a
    /// batch; if there is none, an operator may want one without data (W21, W22).
    ///
    /// # Errors
    /// The batch did not complete; the next trigger starts again from the checkpoint.
    pub fn trigger(&mut self, now: ProcessingTime) -> Result<Option<Batch>, BatchError> {
        self.fire(now, Take::Latest)
    }

    /// Fires the default trigger until there is nothing left to do at `now`.
    ///
    /// A batch without data is the last: another would find what it found. A [`crate::RateSource`] always has
    /// more, so that this would never end.
    ///
    /// # Errors
    /// A batch did not complete.
    pub fn run_available(&mut self, now: ProcessingTime) -> Result<Vec<Batch>, BatchError> {
        self.drain(now, Take::Latest)
    }

    /// Runs what is available at this moment, in batches of the sources' limits, then what the watermark
    /// closes, and no more (T4; Spark's `Trigger.AvailableNow`).
    ///
    /// # Errors
    /// A batch did not complete.
    pub fn run_available_now(&mut self, now: ProcessingTime) -> Result<Vec<Batch>, BatchError> {
        let ends = self.available();
        self.drain(now, Take::Within(&ends))
    }

    /// Runs what is available at this moment in a single batch, whatever the sources' limits, and none
    /// without data. If a batch was planned and did not commit, it runs that one only (T3, F2; Spark's
    /// `Trigger.Once`).
    ///
    /// # Errors
    /// The batch did not complete.
    pub fn run_once(&mut self, now: ProcessingTime) -> Result<Option<Batch>, BatchError> {
        let ends = self.available();
        self.fire(now, Take::All(&ends))
    }

    /// Stops the query; the next trigger starts it again from its checkpoint. Offsets, state and the global
    /// watermark survive; what each watermark node has seen does not.
    pub fn restart(&mut self) {
        self.run = None;
    }

    /// The same with other settings for whether batches without data run and for the policy, which the
    /// checkpoint ignores.
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
}

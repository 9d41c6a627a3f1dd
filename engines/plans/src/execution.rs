//! Plans and runs one batch (Spark's `MicroBatchExecution#executeOneBatch`).

use streamgauge_model::ProcessingTime;

use crate::checkpoint::Planned;
use crate::node::Passage;
use crate::stateful::Instants;
use crate::tracker::WatermarkTracker;
use crate::{Batch, BatchError, CrashPoint, EventTimeStats, Refusal, Row, Source, StreamingQuery};

/// What lives from a start of a query to its stop, and no longer.
pub(crate) struct Run {
    tracker: WatermarkTracker,
    /// The watermarks that the operators evicted with in the last batch of this run; `None`: it has run none
    /// yet, so that nothing asks for a batch without data (W23).
    evicted_ms: Option<Vec<i64>>,
}

/// How much of its sources a batch takes.
#[derive(Clone, Copy)]
pub(crate) enum Take<'a> {
    /// What their limits allow.
    Latest,
    /// What their limits allow, but nothing beyond these offsets.
    Within(&'a [u64]),
    /// All up to these offsets.
    All(&'a [u64]),
}

impl StreamingQuery {
    pub(crate) fn fire(&mut self, now: ProcessingTime, take: Take<'_>) -> Result<Option<Batch>, BatchError> {
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
    pub(crate) fn ends(&self) -> Vec<u64> {
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
        let evict_ms = self.input_watermarks(planned.watermark_ms)?;
        let instants = self.instants(&evict_ms, planned.now_ms)?;
        let sources = self.read(&starts, &planned.ends);
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

    /// The instants of each operator. Late rows are judged by the watermark of the batch before, which the
    /// log remembers over restarts (W9).
    fn instants(&self, evict_ms: &[i64], now_ms: i64) -> Result<Vec<Instants>, Refusal> {
        let before_ms = self.checkpoint.last().map_or(0, |last| last.watermark_ms);
        let late_ms = self.input_watermarks(before_ms)?;
        let instants = late_ms.into_iter().zip(evict_ms);
        Ok(instants
            .map(|(late_ms, &evict_ms)| Instants {
                late_ms,
                evict_ms,
                now_ms,
            })
            .collect())
    }

    /// The rows of each source between two offsets.
    fn read(&self, starts: &[u64], ends: &[u64]) -> Vec<Vec<Row>> {
        let ranges = starts.iter().zip(ends);
        let sources = self.sources.iter().zip(ranges);
        sources
            .map(|(source, (&from, &to))| source.rows(from, to))
            .collect()
    }

    fn crash_here(&mut self, point: CrashPoint) -> Result<(), BatchError> {
        if self.crash.take_if(|planned| *planned == point).is_some() {
            return Err(BatchError::Crashed(point));
        }
        Ok(())
    }
}

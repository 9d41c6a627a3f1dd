//! Drives the micro-batch engine.

use streamgauge_micro_batch::{MicroBatch, check};
use streamgauge_model::{
    self as model, Engine, Inline, MicroBatchRules, ProcessingTime, Query, QueryError, Trigger,
};
use streamgauge_operators::{BatchOperator, BatchVisitor, select_for_batches};

use crate::collector::Collector;
use crate::feed::Feed;
use crate::model_query::model_query;
use crate::stream::Stream;
use crate::{BatchLine, BatchTrigger, Case, Lens, Line, OutputMode, Step, Unsupported};

/// Runs a case; one line per executed micro-batch.
pub fn run(case: &Case, stream: &Stream, lens: &impl Lens) -> Result<Vec<Line>, Unsupported> {
    let (query, rules) = (model_query(&case.query)?, rules(case));
    let refused = |error: QueryError| Unsupported::new("query", error.to_string());
    check(&query, &rules).map_err(refused)?;
    let drive = Drive {
        case,
        stream,
        query: &query,
        rules: &rules,
        lens,
    };
    select_for_batches(&query, drive).map_err(refused)?
}

/// How many steps bring data.
fn batch_steps(case: &Case) -> usize {
    case.steps
        .iter()
        .filter(|step| matches!(step, Step::Batch(_)))
        .count()
}

/// The engine's rules for a case. A `once` engine stops after its only batch, while a case under `once` may have
/// several batch steps, each a batch without another behind it: that is back to back with no batch without data.
fn rules(case: &Case) -> MicroBatchRules {
    let (trigger, no_data) = match case.trigger {
        Some(BatchTrigger::AvailableNow {}) => (Trigger::AvailableNow, true),
        Some(BatchTrigger::Once {}) if batch_steps(case) <= 1 => (Trigger::Once, true),
        Some(BatchTrigger::Once {}) => (Trigger::BackToBack, false),
        Some(BatchTrigger::ProcessingTime { interval_ms: millis }) => (Trigger::Interval { millis }, true),
        Some(BatchTrigger::Default {}) | None => (Trigger::BackToBack, true),
    };
    let mode = match case.query.output_mode {
        Some(OutputMode::Update) => model::OutputMode::Update,
        Some(OutputMode::Complete) => model::OutputMode::Complete,
        Some(OutputMode::Append) | None => model::OutputMode::Append,
    };
    MicroBatchRules {
        no_data_batches: no_data && case.no_data_batches.unwrap_or(true),
        ..MicroBatchRules::new(trigger, mode)
    }
}

struct Drive<'a, L> {
    case: &'a Case,
    stream: &'a Stream,
    query: &'a Query,
    rules: &'a MicroBatchRules,
    lens: &'a L,
}

impl<L: Lens> BatchVisitor for Drive<'_, L> {
    type Out = Result<Vec<Line>, Unsupported>;

    fn visit<Op: BatchOperator>(self, operator: Op) -> Self::Out {
        let Self { case, stream, .. } = self;
        let operator = self.lens.batches(operator);
        let mut run = Run {
            case,
            stream,
            engine: MicroBatch::new(self.query, self.rules, &operator, Inline),
            now: ProcessingTime::from_nanos(0),
            collector: Collector::of_batches(&case.query, stream),
            data_left: batch_steps(case),
            lines: Vec::new(),
        };
        for (index, step) in case.steps.iter().enumerate() {
            self.lens.step(index);
            run.step(index, step)?;
        }
        run.end();
        Ok(run.lines)
    }
}

struct Run<'a, E> {
    case: &'a Case,
    stream: &'a Stream,
    engine: E,
    now: ProcessingTime,
    collector: Collector<'a>,
    /// Batch steps to come.
    data_left: usize,
    lines: Vec<Line>,
}

impl<E: Engine> Run<'_, E> {
    fn step(&mut self, index: usize, step: &Step) -> Result<(), Unsupported> {
        match (step, self.case.trigger) {
            (Step::Batch(_), trigger) => {
                self.batch(index)?;
                if matches!(trigger, Some(BatchTrigger::Default {})) {
                    self.drain();
                }
            }
            (Step::Tick(_), Some(BatchTrigger::Default {})) => self.drain(),
            (Step::Tick(_), Some(BatchTrigger::ProcessingTime { .. })) => drop(self.fire(None)),
            // Neither `once` nor `available-now` waits for a trigger.
            _ => {}
        }
        Ok(())
    }

    /// The batches without data at the end of an `available-now` run.
    fn end(&mut self) {
        if matches!(self.case.trigger, Some(BatchTrigger::AvailableNow {})) {
            self.drain();
        }
    }

    /// The micro-batch of a step with data.
    fn batch(&mut self, index: usize) -> Result<(), Unsupported> {
        self.data_left -= 1;
        let before = self.lines.len();
        self.fire(Some(index));
        match self.lines.get(before..) {
            Some([Line::Batch(line)]) if !line.no_data => Ok(()),
            _ if self.stream.of_step(index).is_empty() => Err(Unsupported::new(
                "empty-batch",
                "the micro-batch engine runs no batch with data when its source advances without rows",
            )),
            _ => Err(Unsupported::new(
                "trigger",
                format!("the micro-batch engine did not make one batch of step {index}"),
            )),
        }
    }

    /// Lets the trigger fire until nothing more is wanted.
    fn drain(&mut self) {
        while self.fire(None) {}
    }

    /// The trigger fires once, with the data of a step or with none. Returns whether a batch has run.
    fn fire(&mut self, data: Option<usize>) -> bool {
        self.now = self
            .engine
            .next_wake()
            .map_or(self.now, |wake| wake.max(self.now));
        let finished = self.data_left == 0;
        let mut feed = match data {
            Some(step) => Feed::of(self.stream.of_step(step), finished),
            None => Feed::nothing(finished),
        };
        self.engine.step(self.now, &mut feed, &mut self.collector);
        let batches = self.collector.take_batches();
        let ran = !batches.is_empty();
        let line = |(progress, rows): (model::BatchProgress, _)| {
            Line::Batch(BatchLine::new(
                &progress,
                data.filter(|_| !progress.no_data),
                rows,
            ))
        };
        self.lines.extend(batches.into_iter().map(line));
        ran
    }
}

//! Drives the micro-batch engine.

use std::ops::Range;

use streamgauge_micro_batch::{MicroBatch, check};
use streamgauge_model::{
    self as model, BatchProgress, Engine, Inline, MicroBatchRules, ProcessingTime, Query, QueryError,
    Trigger, WatermarkPolicy,
};
use streamgauge_operators::{BatchOperator, BatchVisitor, select_for_batches};

use crate::collector::Collector;
use crate::feed::Feed;
use crate::model_query::model_query;
use crate::stream::Stream;
use crate::{
    BatchLine, BatchTrigger, Case, Lens, Line, OutputMode, Policy, Step, Unsupported, WatermarkSpec,
};

/// Runs a case; one line per executed micro-batch.
pub fn run(case: &Case, stream: &Stream, lens: &impl Lens) -> Result<Vec<Line>, Unsupported> {
    let query = model_query(&case.query);
    let refused = |error: QueryError| Unsupported::new("query", error.to_string());
    check(&query, &Run::first(case).rules(case)).map_err(refused)?;
    let drive = Drive {
        case,
        stream,
        query: &query,
        lens,
    };
    select_for_batches(&query, drive).map_err(refused)
}

/// The steps from one start of the engine to the next.
#[derive(Clone, Debug)]
struct Run {
    steps: Range<usize>,
    /// How many of them bring data.
    batches: usize,
}

impl Run {
    fn first(case: &Case) -> Self {
        Self::from(case, 0)
    }

    /// The run behind the restart that ends this one.
    fn next(&self, case: &Case) -> Option<Self> {
        (self.steps.end < case.steps.len()).then(|| Self::from(case, self.steps.end + 1))
    }

    fn from(case: &Case, start: usize) -> Self {
        let steps = case.steps.get(start..).unwrap_or_default();
        let length = steps
            .iter()
            .take_while(|step| !matches!(step, Step::Restart(_)))
            .count();
        let batches = |step: &&Step| matches!(step, Step::Batch(_));
        Self {
            steps: start..start + length,
            batches: steps.iter().take(length).filter(batches).count(),
        }
    }

    /// The engine's rules for the run. A `once` engine stops after its only batch, while a run under `once` may have
    /// several batch steps, each a batch without another behind it: that is back to back with no batch without data.
    fn rules(&self, case: &Case) -> MicroBatchRules {
        let (trigger, no_data) = match case.trigger {
            Some(BatchTrigger::AvailableNow {}) => (Trigger::AvailableNow, true),
            Some(BatchTrigger::Once {}) if self.batches == 1 => (Trigger::Once, true),
            Some(BatchTrigger::Once {}) => (Trigger::BackToBack, false),
            Some(BatchTrigger::ProcessingTime { interval_ms: millis }) => {
                (Trigger::Interval { millis }, true)
            }
            Some(BatchTrigger::Default {}) | None => (Trigger::BackToBack, true),
        };
        MicroBatchRules {
            no_data_batches: no_data && case.no_data_batches.unwrap_or(true),
            watermark_policy: policy(&case.query.watermark),
            ..MicroBatchRules::new(trigger, output_mode(case.query.output_mode))
        }
    }
}

const fn output_mode(mode: Option<OutputMode>) -> model::OutputMode {
    match mode {
        Some(OutputMode::Update) => model::OutputMode::Update,
        Some(OutputMode::Complete) => model::OutputMode::Complete,
        Some(OutputMode::Append) | None => model::OutputMode::Append,
    }
}

const fn policy(watermark: &WatermarkSpec) -> WatermarkPolicy {
    match watermark {
        WatermarkSpec::PerSource {
            policy: Policy::Max, ..
        } => WatermarkPolicy::Max,
        _ => WatermarkPolicy::Min,
    }
}

struct Drive<'a, L> {
    case: &'a Case,
    stream: &'a Stream,
    query: &'a Query,
    lens: &'a L,
}

impl<L: Lens> BatchVisitor for Drive<'_, L> {
    type Out = Vec<Line>;

    fn visit<Op: BatchOperator>(self, operator: Op) -> Vec<Line> {
        let Self {
            case,
            stream,
            query,
            lens,
        } = self;
        let mut printer = Printer {
            case,
            stream,
            lens,
            now: ProcessingTime::from_nanos(0),
            collector: Collector::of_batches(&case.query, stream),
            lines: Vec::new(),
        };
        let mut run = Run::first(case);
        let mut engine = MicroBatch::new(query, &run.rules(case), &lens.batches(operator), Inline);
        loop {
            printer.play(&run, &mut engine);
            let Some(next) = run.next(case) else {
                return printer.lines;
            };
            lens.step(run.steps.end);
            engine = MicroBatch::restore(query, &next.rules(case), engine.stop(), Inline);
            run = next;
        }
    }
}

/// Fires the trigger as the steps say and prints what the batches report.
struct Printer<'a, L> {
    case: &'a Case,
    stream: &'a Stream,
    lens: &'a L,
    now: ProcessingTime,
    collector: Collector<'a>,
    lines: Vec<Line>,
}

impl<L: Lens> Printer<'_, L> {
    fn play(&mut self, run: &Run, engine: &mut impl Engine) {
        let mut left = run.batches;
        for index in run.steps.clone() {
            self.lens.step(index);
            match (&self.case.steps[index], self.case.trigger) {
                (Step::Batch(_), trigger) => {
                    left -= 1;
                    self.fire(engine, Some(index), left == 0);
                    if matches!(trigger, Some(BatchTrigger::Default {})) {
                        self.drain(engine, false);
                    }
                }
                (Step::Tick(_), Some(BatchTrigger::Default {})) => self.drain(engine, false),
                (Step::Tick(_), Some(BatchTrigger::ProcessingTime { .. })) => {
                    self.fire(engine, None, false);
                }
                // Neither `once` nor `available-now` waits for a trigger.
                _ => {}
            }
        }
        // The batches without data at the end of an `available-now` run.
        if matches!(self.case.trigger, Some(BatchTrigger::AvailableNow {})) {
            self.drain(engine, true);
        }
    }

    /// Lets the trigger fire until nothing more is wanted.
    fn drain(&mut self, engine: &mut impl Engine, finished: bool) {
        while self.fire(engine, None, finished) {}
    }

    /// The trigger fires once, with the data of a step or with none; `finished`: the run has no more. Returns whether
    /// a batch has run.
    fn fire(&mut self, engine: &mut impl Engine, data: Option<usize>, finished: bool) -> bool {
        self.now = engine.next_wake().map_or(self.now, |wake| wake.max(self.now));
        let mut feed = match data {
            Some(step) => Feed::of(self.stream.runs_of_step(step), finished),
            None => Feed::nothing(finished),
        };
        engine.step(self.now, &mut feed, &mut self.collector);
        let batches = self.collector.take_batches();
        let ran = !batches.is_empty();
        let query = &self.case.query;
        let line = |(progress, rows): (BatchProgress, _)| {
            let step = data.filter(|_| !progress.no_data);
            Line::Batch(BatchLine::new(&progress, query, step, rows))
        };
        self.lines.extend(batches.into_iter().map(line));
        ran
    }
}

//! Drives the event-at-a-time engine.

use streamgauge_model::{EventTime, Query, Watermark};
use streamgauge_operators::{EventOperator, EventVisitor, MAX_TIMERS_SET_MEANWHILE, select_for_events};

use crate::collector::Collector;
use crate::model_query::model_query;
use crate::pipeline::Pipeline;
use crate::stream::Stream;
use crate::{Case, Lens, Line, Step, StepLine, Unsupported};

/// Runs a case; one line per step.
pub fn run(case: &Case, stream: &Stream, lens: &impl Lens) -> Result<Vec<Line>, Unsupported> {
    let query = model_query(&case.query);
    let drive = Drive {
        case,
        stream,
        query: &query,
        lens,
    };
    select_for_events(&query, drive)
        .unwrap_or_else(|refused| Err(Unsupported::new("query", refused.to_string())))
}

fn too_many_firings(step: usize) -> Unsupported {
    Unsupported::new(
        "continuous-trigger",
        format!("in step {step}, one watermark asks for more than {MAX_TIMERS_SET_MEANWHILE} firings"),
    )
}

struct Drive<'a, L> {
    case: &'a Case,
    stream: &'a Stream,
    query: &'a Query,
    lens: &'a L,
}

impl<L: Lens> EventVisitor for Drive<'_, L> {
    type Out = Result<Vec<Line>, Unsupported>;

    fn visit<Op: EventOperator>(self, operator: Op) -> Self::Out {
        let operator = self.lens.events(operator);
        let late_output = self.case.query.late_output.unwrap_or(false);
        let mut out = Collector::of_steps(&self.case.query, self.stream, self.query.time);
        let mut pipeline = Pipeline::new(self.query, operator, late_output, &mut out);
        let mut lines = Vec::with_capacity(self.case.steps.len());
        for (index, step) in self.case.steps.iter().enumerate() {
            self.lens.step(index);
            self.take(index, step, &mut pipeline, &mut out);
            if pipeline.withholds_firings() {
                return Err(too_many_firings(index));
            }
            let collected = out.take();
            lines.push(Line::Step(StepLine {
                step: index,
                watermark_ms: out.watermark_ms(),
                late: collected.late,
                dropped: collected.dropped,
                results: collected.rows,
            }));
        }
        Ok(lines)
    }
}

impl<L: Lens> Drive<'_, L> {
    fn take<Op: EventOperator>(
        &self,
        index: usize,
        step: &Step,
        pipeline: &mut Pipeline<'_, Op>,
        out: &mut Collector<'_>,
    ) {
        match *step {
            Step::Batch(_) | Step::Event(_) => pipeline.events(self.stream.of_step(index), out),
            Step::WatermarkMs(millis) => {
                pipeline.watermark(Watermark::at(EventTime::from_millis(millis)), out);
            }
            Step::End(_) => pipeline.watermark(Watermark::END, out),
            Step::ProcessingTimeMs(millis) => pipeline.clock(EventTime::from_millis(millis), out),
            Step::Restart(_) => {
                pipeline.restart(out);
                out.restart();
            }
            Step::Tick(_) => {}
        }
    }
}

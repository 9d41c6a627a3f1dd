//! Drives the event-at-a-time engine.

use streamgauge_model::{Query, TimeDomain, Watermark};
use streamgauge_operators::{EventOperator, EventVisitor, select_for_events};

use crate::clocked::Clocked;
use crate::collector::Collector;
use crate::model_query::model_query;
use crate::pipeline::{Chained, Pipeline};
use crate::stream::Stream;
use crate::told::Told;
use crate::{Case, Lens, Line, Step, StepLine, Unsupported};

/// Runs a case; one line per step.
pub fn run(case: &Case, stream: &Stream, lens: &impl Lens) -> Result<Vec<Line>, Unsupported> {
    let query = model_query(&case.query)?;
    let drive = Drive {
        case,
        stream,
        query: &query,
        lens,
    };
    select_for_events(&query, drive)
        .unwrap_or_else(|refused| Err(Unsupported::new("query", refused.to_string())))
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
        let generator = Told::new(&self.case.query);
        let late_output = self.case.query.late_output.unwrap_or(false);
        match self.query.time {
            TimeDomain::Event => self.lines(&mut Chained::new(self.query, operator, generator, late_output)),
            TimeDomain::Processing => self.lines(&mut Clocked::new(operator, generator, late_output)),
        }
    }
}

impl<L: Lens> Drive<'_, L> {
    fn lines(&self, pipeline: &mut impl Pipeline) -> Result<Vec<Line>, Unsupported> {
        let mut out = Collector::of_steps(&self.case.query, self.stream, self.query.time);
        let mut lines = Vec::with_capacity(self.case.steps.len());
        for (index, step) in self.case.steps.iter().enumerate() {
            self.lens.step(index);
            self.take(index, step, pipeline, &mut out)?;
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

    fn take(
        &self,
        index: usize,
        step: &Step,
        pipeline: &mut impl Pipeline,
        out: &mut Collector<'_>,
    ) -> Result<(), Unsupported> {
        match *step {
            Step::Batch(_) | Step::Event(_) => pipeline.events(self.stream.of_step(index), out),
            Step::WatermarkMs(watermark_ms) => announce(watermark_ms, pipeline, out)?,
            Step::End(_) => announce(Watermark::END.millis(), pipeline, out)?,
            Step::ProcessingTimeMs(now_ms) => pipeline.clock(now_ms, out),
            Step::Tick(_) | Step::Restart(_) => {}
        }
        Ok(())
    }
}

/// A watermark arrives from outside; the engine must have taken it up.
fn announce(
    watermark_ms: i64,
    pipeline: &mut impl Pipeline,
    out: &mut Collector<'_>,
) -> Result<(), Unsupported> {
    pipeline.watermark(watermark_ms, out);
    let reached = out.watermark_ms().unwrap_or(i64::MIN);
    if reached >= watermark_ms {
        return Ok(());
    }
    let why = format!("the event-at-a-time engine did not take up the watermark {watermark_ms}");
    Err(Unsupported::new("explicit-watermark", why))
}

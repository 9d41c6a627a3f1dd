//! Binds a plan to its columns and gives each operator its state.

use std::rc::Rc;

use streamgauge_model::{EventTime, OutputMode};
use streamgauge_operators::{Assigner, Sliding};

use crate::binding::Evaluate;
use crate::columns::both;
use crate::limit::Limit;
use crate::node::{Node, Transform};
use crate::stateful::{Stateful, values_at};
use crate::stateful_planner::operator;
use crate::{Plan, Refusal, RefusalKind, Row, Timestamp, Value, WindowSpan};

/// Turns plans into nodes, and counts.
pub(crate) struct Planner {
    mode: OutputMode,
    /// Stateful operators so far; numbered from the sink down.
    pub(crate) operators: usize,
    /// The delays of the watermark nodes so far, in milliseconds.
    pub(crate) delays_ms: Vec<i64>,
}

impl Planner {
    pub(crate) const fn new(mode: OutputMode) -> Self {
        Self {
            mode,
            operators: 0,
            delays_ms: Vec::new(),
        }
    }

    /// The node for `plan`.
    pub(crate) fn node(&mut self, plan: &Plan) -> Result<Node, Refusal> {
        match plan {
            Plan::Source { source, .. } => Ok(Node::Source {
                number: *source,
                schema: plan.schema()?,
            }),
            Plan::Watermark {
                input,
                column,
                delay_ms,
            } => {
                let number = self.delays_ms.len();
                self.delays_ms.push(*delay_ms);
                Ok(Node::Watermark {
                    column: input.schema()?.index(column)?,
                    number,
                    input: Box::new(self.node(input)?),
                })
            }
            Plan::Union { left, right } => Ok(Node::Union(
                Box::new(self.node(left)?),
                Box::new(self.node(right)?),
            )),
            Plan::Filter { input, condition } => {
                let test = condition.bind(&input.schema()?)?;
                self.transform(input, move |mut rows| {
                    rows.retain(|row| test(row));
                    rows
                })
            }
            Plan::Project { input, columns } => {
                let schema = input.schema()?;
                let values = columns.iter().map(|(_, value)| Ok(value.bind(&schema)?.evaluate));
                let values: Vec<Evaluate> = values.collect::<Result<_, Refusal>>()?;
                self.transform(input, move |rows| {
                    let project = |row: &Row| values.iter().map(|value| value(row)).collect();
                    rows.iter().map(project).collect()
                })
            }
            Plan::Window {
                input, time, span, ..
            } => {
                let (time, span) = (input.schema()?.index(time)?, *span);
                self.transform(input, move |rows| {
                    rows.iter().flat_map(|row| windowed(row, time, span)).collect()
                })
            }
            Plan::Sort { input, columns } => {
                let columns = input.schema()?.indices(columns)?;
                self.transform(input, move |mut rows| {
                    rows.sort_by_key(|row| values_at(row, &columns));
                    rows
                })
            }
            Plan::JoinStatic {
                input,
                table,
                kind,
                on,
            } => {
                let on = on.bind(&both(&input.schema()?, table.schema())?)?;
                let (table, kind) = (table.clone(), *kind);
                self.transform(input, move |rows| table.join(rows, kind, &on))
            }
            Plan::Limit { input, rows } => self.limit(input, *rows),
            Plan::NotOnStreams { operation, .. } => Err(Refusal::new(
                RefusalKind::NotOnStreams,
                format!("{operation:?} is not supported on streaming DataFrames/Datasets"),
            )),
            Plan::Aggregate { .. }
            | Plan::SessionAggregate { .. }
            | Plan::Deduplicate { .. }
            | Plan::DeduplicateWithinWatermark { .. }
            | Plan::Join { .. }
            | Plan::GroupState { .. }
            | Plan::TransformWithState { .. } => self.stateful(plan),
        }
    }

    fn transform(
        &mut self,
        input: &Plan,
        function: impl Fn(Vec<Row>) -> Vec<Row> + 'static,
    ) -> Result<Node, Refusal> {
        let function: Transform = Rc::new(function);
        Ok(Node::Transform {
            input: Box::new(self.node(input)?),
            function,
        })
    }

    /// In complete mode behind an aggregation, each batch gives the whole result: there a limit counts afresh
    /// in each (Spark's `StreamingGlobalLimitStrategy`).
    fn limit(&mut self, input: &Plan, rows: u64) -> Result<Node, Refusal> {
        if self.mode == OutputMode::Complete && input.walk().iter().any(|plan| plan.is_aggregation()) {
            let most = usize::try_from(rows).unwrap_or(usize::MAX);
            return self.transform(input, move |mut all| {
                all.truncate(most);
                all
            });
        }
        self.numbered(Box::new(Limit { rows, passed: None }), &[input])
    }

    fn stateful(&mut self, plan: &Plan) -> Result<Node, Refusal> {
        let operator = operator(plan, self.mode)?;
        self.numbered(operator, &plan.inputs())
    }

    fn numbered(&mut self, operator: Box<dyn Stateful>, inputs: &[&Plan]) -> Result<Node, Refusal> {
        let number = self.operators;
        self.operators += 1;
        Ok(Node::Stateful {
            inputs: inputs
                .iter()
                .map(|input| self.node(input))
                .collect::<Result<_, _>>()?,
            number,
            operator,
        })
    }
}

/// `row` once for each window that its time is in. Bounds of windows are whole milliseconds, so that the
/// floored time is in the same windows.
fn windowed(row: &Row, time: usize, span: WindowSpan) -> Vec<Row> {
    let time = match &row[time] {
        Value::Time(time) => *time,
        Value::Window(window) => Timestamp::last_inside(*window),
        Value::Null | Value::Int(_) | Value::Text(_) => return Vec::new(),
    };
    let assigner = Sliding {
        size: span.size_ms,
        slide: span.slide_ms,
        offset: span.offset_ms,
    };
    let mut rows = Vec::new();
    assigner.each_window(EventTime::from_millis(time.millis()), |window| {
        rows.push([row.as_slice(), &[Value::Window(window)]].concat());
    });
    rows
}

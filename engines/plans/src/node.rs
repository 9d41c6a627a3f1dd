//! A plan as it is executed: operators bound to their columns, with their state.

use std::rc::Rc;

use crate::stateful::{Instants, Stateful};
use crate::{BatchError, EventTimeStats, Refusal, RefusalKind, Row, Schema, StateMetrics};

/// One operator over its inputs.
#[derive(Clone)]
pub(crate) enum Node {
    /// The rows of a source.
    Source { number: usize, schema: Schema },
    /// Observes a column on its way.
    Watermark {
        input: Box<Self>,
        /// Its number among the watermark nodes, left before right.
        number: usize,
        column: usize,
    },
    /// Rows into rows, without state.
    Transform { input: Box<Self>, function: Transform },
    /// The rows of both.
    Union(Box<Self>, Box<Self>),
    /// Rows into rows, with state.
    Stateful {
        inputs: Vec<Self>,
        /// Its number among the stateful operators, from the sink down.
        number: usize,
        operator: Box<dyn Stateful>,
    },
}

/// The function of an operator without state, over all rows of a batch.
pub(crate) type Transform = Rc<dyn Fn(Vec<Row>) -> Vec<Row>>;

/// The way of one batch through the plan.
pub(crate) struct Passage<'a> {
    /// The new rows of each source.
    pub(crate) sources: &'a [Vec<Row>],
    /// Of each stateful operator, by number.
    pub(crate) instants: &'a [Instants],
    /// Rows read, once for each place in the plan that reads them.
    pub(crate) input_rows: u64,
    /// What passed through each watermark node, by number.
    pub(crate) seen: Vec<EventTimeStats>,
    /// What each stateful operator did, by number.
    pub(crate) metrics: Vec<Option<StateMetrics>>,
}

impl Node {
    /// The rows that leave in this batch.
    pub(crate) fn run(&mut self, passage: &mut Passage<'_>) -> Result<Vec<Row>, BatchError> {
        match self {
            Self::Source { number, schema } => {
                let rows = passage.sources[*number].clone();
                schema.admit(&rows)?;
                passage.input_rows += rows.len() as u64;
                Ok(rows)
            }
            Self::Watermark {
                input,
                number,
                column,
            } => {
                let rows = input.run(passage)?;
                for row in &rows {
                    passage.seen[*number].add(&row[*column]);
                }
                Ok(rows)
            }
            Self::Transform { input, function } => Ok(function(input.run(passage)?)),
            Self::Union(left, right) => {
                let mut rows = left.run(passage)?;
                rows.extend(right.run(passage)?);
                Ok(rows)
            }
            Self::Stateful {
                inputs,
                number,
                operator,
            } => {
                let rows = inputs
                    .iter_mut()
                    .map(|input| input.run(passage))
                    .collect::<Result<_, _>>()?;
                let mut metrics = StateMetrics::new(operator.name());
                let output = operator.process(rows, passage.instants[*number], &mut metrics)?;
                passage.metrics[*number] = Some(metrics);
                Ok(output)
            }
        }
    }

    /// Writes the input watermark of each stateful operator below into `found`, and returns the watermark of
    /// this node's own rows, given the global one (W11; Spark's `PropagateWatermarkSimulator`).
    fn propagate(&self, global_ms: i64, found: &mut [i64]) -> Result<Option<i64>, Refusal> {
        match self {
            Self::Source { .. } => Ok(None),
            Self::Watermark { input, .. } => match input.propagate(global_ms, found)? {
                None => Ok(Some(global_ms)),
                Some(_) => Err(Refusal::new(
                    RefusalKind::WatermarkRedefined,
                    "Redefining watermark is disallowed. One watermark is defined downstream of another",
                )),
            },
            Self::Transform { input, .. } => input.propagate(global_ms, found),
            Self::Union(left, right) => {
                let left = left.propagate(global_ms, found)?;
                Ok(smaller(left, right.propagate(global_ms, found)?))
            }
            Self::Stateful {
                inputs,
                number,
                operator,
            } => {
                let mut input_ms = None;
                for input in inputs {
                    input_ms = smaller(input_ms, input.propagate(global_ms, found)?);
                }
                found[*number] = input_ms.unwrap_or(0);
                Ok(input_ms.and_then(|input_ms| operator.output_watermark(input_ms)))
            }
        }
    }

    /// The input watermark of each stateful operator, by number, given the global one. While that is 0, so
    /// are all.
    ///
    /// # Errors
    /// A watermark is defined on top of another. Spark too finds this only when the watermark first moves.
    pub(crate) fn input_watermarks(&self, operators: usize, global_ms: i64) -> Result<Vec<i64>, Refusal> {
        let mut found = vec![0; operators];
        if global_ms != 0 {
            self.propagate(global_ms, &mut found)?;
        }
        Ok(found)
    }

    /// Whether a batch without data would do anything, given the watermarks that each operator evicted with
    /// last and would evict with next (W21).
    pub(crate) fn wants_batch(&self, last_ms: &[i64], next_ms: &[i64]) -> bool {
        match self {
            Self::Source { .. } => false,
            Self::Watermark { input, .. } | Self::Transform { input, .. } => {
                input.wants_batch(last_ms, next_ms)
            }
            Self::Union(left, right) => {
                left.wants_batch(last_ms, next_ms) || right.wants_batch(last_ms, next_ms)
            }
            Self::Stateful {
                inputs,
                number,
                operator,
            } => {
                operator.wants_batch(next_ms[*number] > last_ms[*number])
                    || inputs.iter().any(|input| input.wants_batch(last_ms, next_ms))
            }
        }
    }
}

impl Clone for Box<dyn Stateful> {
    fn clone(&self) -> Self {
        self.copy()
    }
}

/// The smaller of two watermarks; one that is missing does not count.
fn smaller(a: Option<i64>, b: Option<i64>) -> Option<i64> {
    a.into_iter().chain(b).min()
}

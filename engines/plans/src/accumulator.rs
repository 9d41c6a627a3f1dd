//! What an aggregation keeps of a group.

use crate::{Aggregate, Refusal, RefusalKind, Row, Schema, Value};

/// Folds rows into accumulators, one for each aggregate.
#[derive(Clone, Debug)]
pub(crate) struct Folding {
    aggregates: Vec<Fold>,
}

#[derive(Clone, Copy, Debug)]
enum Fold {
    Count,
    Sum(usize),
}

/// The accumulators of one group: a count, or a sum, which is null while nothing was added.
pub(crate) type Accumulators = Vec<Value>;

impl Folding {
    pub(crate) fn new(aggregates: &[(String, Aggregate)], input: &Schema) -> Result<Self, Refusal> {
        let fold = |(_, aggregate): &(String, Aggregate)| match aggregate {
            Aggregate::Count => Ok(Fold::Count),
            Aggregate::Sum(column) => Ok(Fold::Sum(input.index(column)?)),
            Aggregate::CountDistinct(column) => Err(distinct(column)),
        };
        Ok(Self {
            aggregates: aggregates.iter().map(fold).collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn empty(&self) -> Accumulators {
        let zero = |fold: &Fold| match fold {
            Fold::Count => Value::Int(0),
            Fold::Sum(_) => Value::Null,
        };
        self.aggregates.iter().map(zero).collect()
    }

    pub(crate) fn add(&self, group: &mut Accumulators, row: &Row) {
        for (fold, accumulator) in self.aggregates.iter().zip(group) {
            match fold {
                Fold::Count => add(accumulator, &Value::Int(1)),
                Fold::Sum(column) => add(accumulator, &row[*column]),
            }
        }
    }
}

/// Adds what `other` holds to `group`. Sums and counts merge alike.
pub(crate) fn merge(group: &mut Accumulators, other: &Accumulators) {
    for (accumulator, more) in group.iter_mut().zip(other) {
        add(accumulator, more);
    }
}

fn add(accumulator: &mut Value, more: &Value) {
    *accumulator = match (&*accumulator, more) {
        (Value::Int(a), Value::Int(b)) => Value::Int(a.saturating_add(*b)),
        (Value::Int(a), _) => Value::Int(*a),
        (_, more) => more.clone(),
    };
}

/// The refusal of a distinct aggregate.
pub(crate) fn distinct(column: &str) -> Refusal {
    Refusal::new(
        RefusalKind::DistinctAggregate,
        format!(
            "Distinct aggregations are not supported on streaming DataFrames/Datasets: the different values of {column} \
             would have to be kept for ever"
        ),
    )
}

//! Moves filters towards the sources, below watermark nodes too, as Spark's optimizer does before anything
//! runs.
//!
//! It shows in the numbers: a row that a filter removes below the watermark node does not advance the
//! watermark (W5; Spark's `PushPredicateThroughNonJoin` and `PushPredicateThroughJoin`).

use crate::{Condition, Expr, JoinKind, Plan, Refusal, StaticTable, lit};

/// The plan with each part of each filter, and each one-sided part of a join's condition that need not stay
/// with the join, as close to the sources as it goes.
pub(crate) fn optimize(plan: Plan) -> Result<Plan, Refusal> {
    Ok(match plan {
        Plan::Filter { input, condition } => condition.conjuncts().into_iter().fold(optimize(*input)?, sink),
        Plan::Join {
            left,
            right,
            kind,
            on,
        } => join(optimize(*left)?, optimize(*right)?, kind, on)?,
        Plan::JoinStatic {
            input,
            table,
            kind,
            on,
        } => join_static(optimize(*input)?, table, kind, on)?,
        other => inside(other)?,
    })
}

/// Optimizes the inputs of an operator that is no filter and no join.
fn inside(mut plan: Plan) -> Result<Plan, Refusal> {
    match &mut plan {
        Plan::Union { left, right } => {
            **left = optimize((**left).clone())?;
            **right = optimize((**right).clone())?;
        }
        Plan::Watermark { input, .. }
        | Plan::Project { input, .. }
        | Plan::Window { input, .. }
        | Plan::Aggregate { input, .. }
        | Plan::SessionAggregate { input, .. }
        | Plan::Deduplicate { input, .. }
        | Plan::DeduplicateWithinWatermark { input, .. }
        | Plan::Limit { input, .. }
        | Plan::Sort { input, .. }
        | Plan::GroupState { input, .. }
        | Plan::TransformWithState { input, .. }
        | Plan::NotOnStreams { input, .. } => **input = optimize((**input).clone())?,
        Plan::Source { .. } | Plan::Filter { .. } | Plan::Join { .. } | Plan::JoinStatic { .. } => {}
    }
    Ok(plan)
}

/// A one-sided part of a join's condition goes down on a side whose rows do not come out when they have no
/// partner: there, removing a row early and finding no partner for it are the same.
fn join(mut left: Plan, mut right: Plan, kind: JoinKind, on: Condition) -> Result<Plan, Refusal> {
    let (of_left, of_right) = (left.schema()?, right.schema()?);
    let (keeps_left, keeps_right) = kind.preserves();
    let mut stay = Vec::new();
    for part in on.conjuncts() {
        if !keeps_left && part.is_about(&of_left) {
            left = sink(left, part);
        } else if !keeps_right && part.is_about(&of_right) {
            right = sink(right, part);
        } else {
            stay.push(part);
        }
    }
    Ok(left.join(right, kind, all(stay)))
}

/// The same where the right side is at rest and nothing moves down there.
fn join_static(mut input: Plan, table: StaticTable, kind: JoinKind, on: Condition) -> Result<Plan, Refusal> {
    let of_input = input.schema()?;
    let (keeps_input, _) = kind.preserves();
    let mut stay = Vec::new();
    for part in on.conjuncts() {
        if !keeps_input && part.is_about(&of_input) {
            input = sink(input, part);
        } else {
            stay.push(part);
        }
    }
    Ok(input.join_static(table, kind, all(stay)))
}

/// All of `parts`; of none, what always holds.
fn all(parts: Vec<Condition>) -> Condition {
    let all = parts.into_iter().reduce(Condition::and);
    all.unwrap_or_else(|| lit(1).equals(lit(1)))
}

/// Puts a filter for `part` into `plan`, as deep as it can go.
fn sink(plan: Plan, part: Condition) -> Plan {
    match plan {
        Plan::Filter { input, condition } => Plan::Filter {
            input: Box::new(sink(*input, part)),
            condition,
        },
        Plan::Watermark {
            input,
            column,
            delay_ms,
        } if !part.columns().contains(column.as_str()) => Plan::Watermark {
            input: Box::new(sink(*input, part)),
            column,
            delay_ms,
        },
        Plan::Window {
            input,
            time,
            name,
            span,
        } if !part.columns().contains(name.as_str()) => Plan::Window {
            input: Box::new(sink(*input, part)),
            time,
            name,
            span,
        },
        Plan::Project { input, columns } => {
            let part = part.replaced(&|name| value_of(&columns, name));
            Plan::Project {
                input: Box::new(sink(*input, part)),
                columns,
            }
        }
        Plan::Union { left, right } => sink(*left, part.clone()).union(sink(*right, part)),
        Plan::Aggregate {
            input,
            keys,
            aggregates,
        } if reads_only(&part, &keys) => Plan::Aggregate {
            input: Box::new(sink(*input, part)),
            keys,
            aggregates,
        },
        Plan::SessionAggregate {
            input,
            time,
            gap,
            keys,
            aggregates,
        } if reads_only(&part, &keys) => Plan::SessionAggregate {
            input: Box::new(sink(*input, part)),
            time,
            gap,
            keys,
            aggregates,
        },
        other => other.filter(part),
    }
}

/// Whether `part` reads grouping columns only: it then keeps whole groups or none of their rows.
fn reads_only(part: &Condition, keys: &[String]) -> bool {
    !keys.is_empty()
        && part
            .columns()
            .iter()
            .all(|name| keys.iter().any(|key| key == name))
}

/// What a projection computes under `name`.
fn value_of(columns: &[(String, Expr)], name: &str) -> Expr {
    columns
        .iter()
        .find(|(column, _)| column == name)
        .map_or_else(|| Expr::Column(name.to_owned()), |(_, value)| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Aggregate, Field, Kind, WindowSpan, col};

    fn stream() -> Plan {
        Plan::source(0, vec![Field::new("t", Kind::Time), Field::new("v", Kind::Int)])
    }

    fn depth_of_filter(plan: &Plan) -> Option<usize> {
        plan.walk()
            .iter()
            .position(|plan| matches!(plan, Plan::Filter { .. }))
    }

    #[test]
    fn a_filter_goes_below_the_watermark_unless_it_asks_for_the_time() {
        let other = stream().watermark("t", 0).filter(col("v").above(lit(1)));
        assert_eq!(depth_of_filter(&optimize(other).unwrap()), Some(1));
        let of_time = stream()
            .watermark("t", 0)
            .filter(col("t").above(Expr::Literal(crate::Value::millis(1))));
        assert_eq!(depth_of_filter(&optimize(of_time).unwrap()), Some(0));
    }

    #[test]
    fn a_filter_on_a_computed_column_is_rewritten_on_its_way_down() {
        let plan = stream()
            .watermark("t", 0)
            .window("t", "w", WindowSpan::tumbling(5_000))
            .project(&[("double", col("v").times(lit(2))), ("w", col("w"))])
            .filter(col("double").above(lit(10)));
        let Plan::Project { input, .. } = optimize(plan).unwrap() else {
            panic!("the projection stays on top");
        };
        let expected = stream()
            .filter(col("v").times(lit(2)).above(lit(10)))
            .watermark("t", 0)
            .window("t", "w", WindowSpan::tumbling(5_000));
        assert_eq!(format!("{input:?}"), format!("{expected:?}"));
    }

    #[test]
    fn a_filter_on_a_key_goes_below_the_aggregation_and_one_on_a_result_does_not() {
        let counted = || {
            stream()
                .watermark("t", 0)
                .aggregate(&["t", "v"], &[("n", Aggregate::Count)])
        };
        let on_key = counted().filter(col("v").above(lit(1)));
        assert_eq!(depth_of_filter(&optimize(on_key).unwrap()), Some(2));
        let on_result = counted().filter(col("n").above(lit(1)));
        assert_eq!(depth_of_filter(&optimize(on_result).unwrap()), Some(0));
    }

    #[test]
    fn a_part_of_a_joins_condition_goes_down_where_lonely_rows_do_not_come_out() {
        let joined = |kind| {
            let left = stream().watermark("t", 0);
            let right = Plan::source(1, vec![Field::new("u", Kind::Int)]);
            let on = col("v").equals(col("u")).and(col("v").above(lit(1)));
            optimize(left.join(right, kind, on)).unwrap()
        };
        assert_eq!(depth_of_filter(&joined(JoinKind::Inner)), Some(2));
        assert_eq!(depth_of_filter(&joined(JoinKind::RightOuter)), Some(2));
        assert_eq!(depth_of_filter(&joined(JoinKind::LeftOuter)), None);
    }
}

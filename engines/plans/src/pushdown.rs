//! Moves filters towards the sources, below watermark nodes too, as Spark's optimizer does before anything runs.
//!
//! It shows in the numbers: a row that a filter removes below the watermark node does not advance the watermark
//! (W5; Spark's `PushPredicateThroughNonJoin` and `PushPredicateThroughJoin`).

use crate::{Condition, Expr, JoinKind, Plan, Refusal};

/// The plan with each part of each filter, and each one-sided part of a join's condition that need not stay with the
/// join, as close to the sources as it goes.
pub(crate) fn optimize(plan: Plan) -> Result<Plan, Refusal> {
    Ok(match plan {
        Plan::Filter { input, condition } => condition.conjuncts().into_iter().fold(optimize(*input)?, sink),
        Plan::Join {
            left,
            right,
            kind,
            on,
        } => join(optimize(*left)?, optimize(*right)?, kind, on)?,
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
        | Plan::JoinStatic { input, .. }
        | Plan::Limit { input, .. }
        | Plan::Sort { input, .. }
        | Plan::GroupState { input, .. }
        | Plan::NotOnStreams { input, .. } => **input = optimize((**input).clone())?,
        Plan::Source { .. } | Plan::Filter { .. } | Plan::Join { .. } => {}
    }
    Ok(plan)
}

/// A one-sided part goes down on a side whose rows do not come out when they have no partner: there, removing a row
/// early and finding no partner for it are the same.
fn join(mut left: Plan, mut right: Plan, kind: JoinKind, on: Condition) -> Result<Plan, Refusal> {
    let (of_left, of_right) = (left.schema()?, right.schema()?);
    let left_may_vanish = matches!(kind, JoinKind::Inner | JoinKind::LeftSemi | JoinKind::RightOuter);
    let right_may_vanish = matches!(kind, JoinKind::Inner | JoinKind::LeftSemi | JoinKind::LeftOuter);
    let mut stays: Option<Condition> = None;
    for part in on.conjuncts() {
        if left_may_vanish && part.is_about(&of_left) {
            left = sink(left, part);
        } else if right_may_vanish && part.is_about(&of_right) {
            right = sink(right, part);
        } else {
            stays = Some(match stays {
                Some(before) => before.and(part),
                None => part,
            });
        }
    }
    Ok(match stays {
        Some(on) => left.join(right, kind, on),
        // Only one-sided parts: no equality is left, which is refused elsewhere.
        None => left.join(
            right,
            kind,
            Expr::Literal(1.into()).equals(Expr::Literal(1.into())),
        ),
    })
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
        other => other.filter(part),
    }
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
    use crate::{Field, Kind, WindowSpan, col, lit};

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
}

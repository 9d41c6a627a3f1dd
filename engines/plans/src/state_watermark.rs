//! When a row that waits in a join can find no more partners (J4).

use crate::condition::Comparison;
use crate::{Condition, Expr, Schema};

/// How far behind the watermark the rows of one side must be kept: a row whose event time is at or before the
/// watermark plus this many milliseconds can go (Spark's `StreamingJoinHelper#getStateValueWatermark`).
pub(crate) type Bound = i64;

/// The bound that the conjuncts put on `side`, if they put one: a range from below against the event time of
/// `other`.
///
/// From `t > u + c` and the promise `u > watermark` follows `t > watermark + c`: what is at or before that
/// waits in vain. With `>=` a millisecond more must wait. Of several bounds the smallest is safe.
pub(crate) fn bound(side: &Schema, other: &Schema, conjuncts: &[Condition]) -> Option<Bound> {
    conjuncts
        .iter()
        .filter_map(|conjunct| bound_of_one(side, other, conjunct))
        .min()
}

fn bound_of_one(side: &Schema, other: &Schema, conjunct: &Condition) -> Option<Bound> {
    let Condition::Compare(a, comparison, b) = conjunct else {
        return None;
    };
    let (greater, lesser, inclusive) = match comparison {
        Comparison::Greater => (a, b, false),
        Comparison::AtLeast => (a, b, true),
        Comparison::Less => (b, a, false),
        Comparison::AtMost => (b, a, true),
        Comparison::Equal => return None,
    };
    let above = moved_event_time(greater, side)?;
    let below = moved_event_time(lesser, other)?;
    Some(below.saturating_sub(above).saturating_sub(i64::from(inclusive)))
}

/// By how many milliseconds an expression moves the event time of `schema`; `None`: it is something else.
fn moved_event_time(expr: &Expr, schema: &Schema) -> Option<i64> {
    match expr {
        Expr::Moved(inner, millis) => Some(moved_event_time(inner, schema)?.saturating_add(*millis)),
        Expr::Column(_) => expr.delay_ms(schema).map(|_| 0),
        _ => None,
    }
}

/// Where among the equalities of a join a watermark column stands, on either side.
pub(crate) fn key_with_watermark(
    equalities: &[(Expr, Expr)],
    left: &Schema,
    right: &Schema,
) -> Option<usize> {
    let of_left = equalities.iter().position(|(a, _)| a.delay_ms(left).is_some());
    of_left.or_else(|| equalities.iter().position(|(_, b)| b.delay_ms(right).is_some()))
}

/// The equalities between the two sides among the conjuncts, and the conjuncts that are something else.
pub(crate) fn split_equalities(
    conjuncts: Vec<Condition>,
    left: &Schema,
    right: &Schema,
) -> (Vec<(Expr, Expr)>, Vec<Condition>) {
    let mut equalities = Vec::new();
    let mut others = Vec::new();
    for conjunct in conjuncts {
        match conjunct {
            Condition::Compare(a, Comparison::Equal, b) if reads(&a, left) && reads(&b, right) => {
                equalities.push((a, b));
            }
            Condition::Compare(a, Comparison::Equal, b) if reads(&a, right) && reads(&b, left) => {
                equalities.push((b, a));
            }
            other => others.push(other),
        }
    }
    (equalities, others)
}

/// Whether `expr` reads columns of `schema`, and of no other.
fn reads(expr: &Expr, schema: &Schema) -> bool {
    let columns = expr.columns();
    !columns.is_empty() && columns.iter().all(|name| schema.position(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Kind, col};

    fn side(name: &str) -> Schema {
        Schema::new(vec![Field {
            delay_ms: Some(0),
            ..Field::new(name, Kind::Time)
        }])
        .unwrap()
    }

    fn bounds(conjuncts: &[Condition]) -> (Option<i64>, Option<i64>) {
        let (left, right) = (side("l"), side("r"));
        (bound(&left, &right, conjuncts), bound(&right, &left, conjuncts))
    }

    #[test]
    fn a_lower_bound_on_one_side_bounds_that_side_only() {
        let later = col("l").above(col("r").moved_by(10_000));
        assert_eq!(bounds(&[later]), (Some(10_000), None));
        let earlier = col("l").below(col("r").moved_by(-5_000));
        assert_eq!(bounds(&[earlier]), (None, Some(5_000)));
    }

    #[test]
    fn an_inclusive_bound_keeps_a_millisecond_more() {
        let between = [
            col("l").at_least(col("r").moved_by(-10_000)),
            col("l").at_most(col("r").moved_by(5_000)),
        ];
        assert_eq!(bounds(&between), (Some(-10_001), Some(-5_001)));
    }

    #[test]
    fn of_several_bounds_the_smallest_holds() {
        let two = [
            col("l").above(col("r").moved_by(-3_000)),
            col("l").moved_by(7_000).above(col("r")),
        ];
        assert_eq!(bounds(&two), (Some(-7_000), None));
    }

    #[test]
    fn without_a_watermark_on_the_other_side_nothing_is_bounded() {
        let bare = Schema::new(vec![Field::new("r", Kind::Time)]).unwrap();
        assert_eq!(bound(&side("l"), &bare, &[col("l").above(col("r"))]), None);
    }
}

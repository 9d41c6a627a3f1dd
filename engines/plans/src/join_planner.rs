//! Takes the condition of a join apart: what makes the key, what is about one side, what is about pairs.

use std::collections::BTreeMap;

use crate::columns::both;
use crate::join::Join;
use crate::join_side::{Expiry, JoinSide};
use crate::state_watermark::{bound, key_with_watermark, split_equalities};
use crate::{Condition, Expr, JoinKind, Refusal, RefusalKind, Schema};

/// The operator with empty state that joins two sides.
pub(crate) fn join(left: &Schema, right: &Schema, kind: JoinKind, on: &Condition) -> Result<Join, Refusal> {
    let (equalities, others) = split_equalities(on.clone().conjuncts(), left, right);
    if equalities.is_empty() {
        return Err(Refusal::new(
            RefusalKind::JoinWithoutEquality,
            "Stream-stream join without equality predicate is not supported",
        ));
    }
    let part = key_with_watermark(&equalities, left, right);
    let (left_keys, right_keys): (Vec<Expr>, Vec<Expr>) = equalities.into_iter().unzip();
    let expiry = |side: &Schema, other: &Schema| -> Result<Expiry, Refusal> {
        Ok(match (part, side.event_time()?, bound(side, other, &others)) {
            (Some(part), ..) => Expiry::OfKey(part),
            (None, Some(time), Some(bound)) => Expiry::OfValue(time, bound),
            _ => Expiry::Never,
        })
    };
    let of_both = both(left, right)?;
    let pairs = others
        .iter()
        .filter(|part| !part.is_about(left) && !part.is_about(right));
    let (keeps_left, keeps_right) = kind.preserves();
    Ok(Join {
        kind,
        left: side(left, &left_keys, &others, expiry(left, right)?, keeps_left)?,
        right: side(right, &right_keys, &others, expiry(right, left)?, keeps_right)?,
        pairs: pairs.map(|part| part.bind(&of_both)).collect::<Result<_, _>>()?,
    })
}

fn side(
    schema: &Schema,
    keys: &[Expr],
    others: &[Condition],
    expiry: Expiry,
    preserved: bool,
) -> Result<JoinSide, Refusal> {
    let own = others.iter().filter(|part| part.is_about(schema));
    Ok(JoinSide {
        time: schema.event_time()?,
        keys: keys
            .iter()
            .map(|key| Ok(key.bind(schema)?.evaluate))
            .collect::<Result<_, Refusal>>()?,
        own: own.map(|part| part.bind(schema)).collect::<Result<_, _>>()?,
        expiry,
        width: schema.fields().len(),
        preserved,
        waiting: BTreeMap::new(),
    })
}

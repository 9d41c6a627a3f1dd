//! Which joins can run (E5, E6).

use streamgauge_model::OutputMode;

use crate::legality::refuse;
use crate::state_watermark::{bound, key_with_watermark, split_equalities};
use crate::{Condition, JoinKind, Refusal, RefusalKind, Schema};

/// A join of two streams: append mode only, and an outer row only if the watermark can tell that it stays
/// alone.
pub(crate) fn check_join(
    left: &Schema,
    right: &Schema,
    kind: JoinKind,
    on: &Condition,
    mode: OutputMode,
) -> Result<(), Refusal> {
    if mode != OutputMode::Append {
        return refuse(
            RefusalKind::JoinMode,
            format!(
                "Join between two streaming DataFrames/Datasets is not supported in {mode:?} output mode, only in Append \
                 output mode"
            ),
        );
    }
    let (equalities, others) = split_equalities(on.clone().conjuncts(), left, right);
    let bounded = match kind {
        JoinKind::Inner | JoinKind::LeftSemi => true,
        JoinKind::LeftOuter => bound(left, right, &others).is_some(),
        JoinKind::RightOuter => bound(right, left, &others).is_some(),
        JoinKind::FullOuter => bound(left, right, &others).is_some() || bound(right, left, &others).is_some(),
    };
    if !bounded && key_with_watermark(&equalities, left, right).is_none() {
        return refuse(
            RefusalKind::OuterJoinWithoutWatermark,
            format!(
                "Stream-stream {kind} join between two streaming DataFrame/Datasets is not supported without a watermark in \
                 the join keys, or a watermark on the nullable side and an appropriate range condition"
            ),
        );
    }
    Ok(())
}

/// A join with a table: the table's rows cannot be preserved.
pub(crate) fn check_static_join(kind: JoinKind) -> Result<(), Refusal> {
    if matches!(kind, JoinKind::RightOuter | JoinKind::FullOuter) {
        return refuse(
            RefusalKind::StaticSidePreserved,
            format!(
                "{kind} join with a streaming DataFrame/Dataset on the left and a static DataFrame/Dataset on the right is \
                 not supported: a later batch may still bring a partner for a row of the static side"
            ),
        );
    }
    Ok(())
}

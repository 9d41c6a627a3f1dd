//! Which functions over group state can run.

use streamgauge_model::OutputMode;

use crate::legality::refuse;
use crate::{GroupFlavour, Plan, Refusal, RefusalKind, TimeMode, Timeout};

/// `mapGroupsWithState` and `flatMapGroupsWithState`.
pub(crate) fn check_group_state(
    input: &Plan,
    flavour: GroupFlavour,
    timeout: Timeout,
    whole: &Plan,
    mode: OutputMode,
) -> Result<(), Refusal> {
    let aggregated = whole.walk().iter().any(|node| node.is_aggregation());
    let after_aggregation = input.walk().iter().any(|node| node.is_aggregation());
    let fault = match flavour {
        GroupFlavour::Map if aggregated => Some((
            RefusalKind::MapGroups,
            "mapGroupsWithState is not supported with aggregation on a streaming DataFrame/Dataset".to_owned(),
        )),
        GroupFlavour::Map if mode != OutputMode::Update => Some((
            RefusalKind::MapGroups,
            format!(
                "mapGroupsWithState is not supported with {mode:?} output mode on a streaming DataFrame/Dataset"
            ),
        )),
        GroupFlavour::FlatMap(own) if !aggregated && own != mode => Some((
            RefusalKind::FlatMapGroups,
            format!(
                "flatMapGroupsWithState in {own:?} mode is not supported with {mode:?} output mode on a streaming \
                 DataFrame/Dataset"
            ),
        )),
        GroupFlavour::FlatMap(own) if aggregated && own != OutputMode::Append => Some((
            RefusalKind::FlatMapGroups,
            format!(
                "flatMapGroupsWithState in {own:?} mode is not supported with aggregation on a streaming DataFrame/Dataset"
            ),
        )),
        GroupFlavour::FlatMap(_) if after_aggregation => Some((
            RefusalKind::FlatMapGroups,
            "flatMapGroupsWithState in append mode is not supported after aggregation on a streaming DataFrame/Dataset"
                .to_owned(),
        )),
        GroupFlavour::Map | GroupFlavour::FlatMap(_) => None,
    };
    if let Some((kind, reason)) = fault {
        return refuse(kind, reason);
    }
    if timeout == Timeout::EventTime && !has_watermark(input)? {
        return refuse(
            RefusalKind::TimeoutWithoutWatermark,
            "Event-time timeout not supported without watermark",
        );
    }
    Ok(())
}

/// `transformWithState`: a processor's own output mode is the query's; with an aggregation, it is append.
pub(crate) fn check_transform(
    input: &Plan,
    own: OutputMode,
    time_mode: TimeMode,
    whole: &Plan,
    mode: OutputMode,
) -> Result<(), Refusal> {
    let aggregated = whole.walk().iter().any(|node| node.is_aggregation());
    if own != mode || (aggregated && mode != OutputMode::Append) {
        return refuse(
            RefusalKind::TransformWithState,
            format!(
                "transformWithState in {own:?} mode is not supported with {mode:?} output mode on a streaming \
                 DataFrame/Dataset{}",
                if aggregated { " with aggregation" } else { "" }
            ),
        );
    }
    if time_mode == TimeMode::EventTime && !has_watermark(input)? {
        return refuse(
            RefusalKind::TimeoutWithoutWatermark,
            "Event-time timers are not supported without watermark",
        );
    }
    Ok(())
}

/// Whether a column of `plan` carries a watermark.
fn has_watermark(plan: &Plan) -> Result<bool, Refusal> {
    let schema = plan.schema()?;
    Ok(schema.fields().iter().any(|field| field.delay_ms.is_some()))
}

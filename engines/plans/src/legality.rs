//! Which plans can run in which output mode, after Spark's `UnsupportedOperationChecker#checkForStreaming`.

use streamgauge_model::OutputMode;

use crate::accumulator::distinct;
use crate::planner::without_watermark;
use crate::state_watermark::{bound, key_with_watermark, split_equalities};
use crate::{
    Aggregate, Condition, GroupFlavour, JoinKind, Plan, Refusal, RefusalKind, Schema, Sink, TimeMode, Timeout,
};

/// Refuses what Spark refuses before a query starts.
///
/// What it finds only when a batch is planned, a watermark on top of another, is found there.
///
/// # Errors
/// The kind of fault, why, and what is legal instead.
pub fn check(plan: &Plan, mode: OutputMode, sink: Sink) -> Result<(), Refusal> {
    plan.schema()?;
    if sink == Sink::File && mode != OutputMode::Append {
        return refuse(
            RefusalKind::SinkMode,
            format!("Data source file does not support {mode:?} output mode: a file cannot be taken back"),
        );
    }
    check_aggregations(plan, mode)?;
    for node in plan.walk() {
        check_operator(node, plan, mode)?;
    }
    check_order(plan, mode)
}

fn refuse(kind: RefusalKind, reason: impl Into<String>) -> Result<(), Refusal> {
    Err(Refusal::new(kind, reason))
}

/// E1 to E4: what each output mode asks of aggregations.
fn check_aggregations(plan: &Plan, mode: OutputMode) -> Result<(), Refusal> {
    let nodes = plan.walk();
    let aggregations: Vec<&Plan> = nodes.into_iter().filter(|node| node.is_aggregation()).collect();
    if mode == OutputMode::Complete && aggregations.is_empty() {
        return refuse(
            RefusalKind::CompleteWithoutAggregation,
            "Complete output mode is not supported for no streaming aggregations: there is no result table to keep",
        );
    }
    for aggregation in aggregations {
        if let Plan::SessionAggregate { keys, .. } = aggregation {
            check_sessions(keys, mode)?;
        }
        if mode == OutputMode::Append && !is_completed(aggregation)? {
            return refuse(
                RefusalKind::AppendAggregationWithoutWatermark,
                "Append output mode is not supported for streaming aggregations without watermark: no group would ever be \
                 complete",
            );
        }
    }
    Ok(())
}

fn check_sessions(keys: &[String], mode: OutputMode) -> Result<(), Refusal> {
    if mode == OutputMode::Update {
        return refuse(
            RefusalKind::SessionUpdate,
            "Update output mode is not supported for session window streaming aggregations: merging would take results \
             back",
        );
    }
    if keys.is_empty() {
        return refuse(
            RefusalKind::SessionWithoutKey,
            "Global aggregation with session window in streaming query is not supported",
        );
    }
    Ok(())
}

/// Whether a watermark completes the groups of `aggregation`: one of its keys carries one.
fn is_completed(aggregation: &Plan) -> Result<bool, Refusal> {
    let keys = match aggregation {
        Plan::Aggregate { keys, .. } => keys.len(),
        Plan::SessionAggregate { keys, .. } => keys.len() + 1,
        _ => 0,
    };
    let schema = aggregation.schema()?;
    Ok(schema.fields()[..keys]
        .iter()
        .any(|field| field.delay_ms.is_some()))
}

fn check_operator(node: &Plan, whole: &Plan, mode: OutputMode) -> Result<(), Refusal> {
    match node {
        Plan::Aggregate { aggregates, .. } | Plan::SessionAggregate { aggregates, .. } => {
            let distinct = |(_, aggregate): &(String, Aggregate)| match aggregate {
                Aggregate::CountDistinct(column) => Err(distinct(column)),
                Aggregate::Count | Aggregate::Sum(_) => Ok(()),
            };
            aggregates.iter().try_for_each(distinct)
        }
        Plan::DeduplicateWithinWatermark { input, .. } => match input.schema()?.event_time()? {
            Some(_) => Ok(()),
            None => Err(without_watermark()),
        },
        Plan::Join {
            left,
            right,
            kind,
            on,
        } => check_join(&left.schema()?, &right.schema()?, *kind, on, mode),
        Plan::JoinStatic { kind, .. } => check_static_join(*kind),
        Plan::Limit { .. } if mode == OutputMode::Update => refuse(
            RefusalKind::LimitUpdate,
            "Limits are not supported on streaming DataFrames/Datasets in Update output mode",
        ),
        Plan::Sort { input, .. } => {
            let aggregated = input.walk().iter().any(|below| below.is_aggregation());
            if aggregated && mode == OutputMode::Complete {
                return Ok(());
            }
            refuse(
                RefusalKind::Sort,
                "Sorting is not supported on streaming DataFrames/Datasets, unless it is on aggregated DataFrame/Dataset in \
                 Complete output mode: rows to come may belong in front",
            )
        }
        Plan::GroupState {
            input,
            flavour,
            timeout,
            ..
        } => check_group_state(input, *flavour, *timeout, whole, mode),
        Plan::TransformWithState {
            input,
            mode: own,
            time_mode,
            ..
        } => check_transform(input, *own, *time_mode, whole, mode),
        Plan::NotOnStreams { operation, .. } => refuse(
            RefusalKind::NotOnStreams,
            format!("{operation:?} is not supported on streaming DataFrames/Datasets"),
        ),
        Plan::Source { .. }
        | Plan::Watermark { .. }
        | Plan::Filter { .. }
        | Plan::Project { .. }
        | Plan::Window { .. }
        | Plan::Deduplicate { .. }
        | Plan::Union { .. }
        | Plan::Limit { .. } => Ok(()),
    }
}

/// E5 and E6.
fn check_join(
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

fn check_static_join(kind: JoinKind) -> Result<(), Refusal> {
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

fn check_group_state(
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

/// A processor's own output mode is the query's; with an aggregation, it is append.
fn check_transform(
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

/// E7: no stateful operator behind one whose rows may be older than the watermark
/// (`checkStreamingQueryGlobalWatermarkLimit`).
fn check_order(plan: &Plan, mode: OutputMode) -> Result<(), Refusal> {
    let is_stateful = |node: &Plan| {
        node.is_aggregation()
            || matches!(
                node,
                Plan::Deduplicate { .. }
                    | Plan::DeduplicateWithinWatermark { .. }
                    | Plan::Join { .. }
                    | Plan::GroupState { .. }
                    | Plan::TransformWithState { .. }
            )
    };
    let may_emit_late = |node: &Plan| match node {
        Plan::GroupState { timeout, .. } => *timeout == Timeout::EventTime,
        other => other.is_aggregation() && mode != OutputMode::Append,
    };
    for node in plan.walk().into_iter().filter(|node| is_stateful(node)) {
        let mut below = node.inputs().into_iter().flat_map(Plan::walk);
        if below.any(may_emit_late) {
            return refuse(
                RefusalKind::LateRowsDownstream,
                "Detected pattern of possible 'correctness' issue due to global watermark: a stateful operator stands behind \
                 one that may emit rows older than the watermark, which it would drop as late",
            );
        }
    }
    Ok(())
}

//! Which plans can run in which output mode, after Spark's `UnsupportedOperationChecker#checkForStreaming`.

use streamgauge_model::OutputMode;

use crate::accumulator::distinct;
use crate::group_legality::{check_group_state, check_transform};
use crate::join_legality::{check_join, check_static_join};
use crate::stateful_planner::without_watermark;
use crate::{Aggregate, Plan, Refusal, RefusalKind, Sink, Timeout};

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

pub(crate) fn refuse(kind: RefusalKind, reason: impl Into<String>) -> Result<(), Refusal> {
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

//! Gives each operator its columns and an empty state.

use std::collections::BTreeMap;

use streamgauge_model::OutputMode;

use crate::accumulator::Folding;
use crate::aggregation::Aggregation;
use crate::deduplication::{Deduplication, Memory};
use crate::join_planner::join;
use crate::map_groups::MapGroups;
use crate::session_aggregation::SessionAggregation;
use crate::stateful::Stateful;
use crate::transform_with_state::TransformWithState;
use crate::{Kind, Plan, Refusal, RefusalKind, Schema, TimeMode, Timeout};

/// The operator with empty state for a plan that needs one.
pub(crate) fn operator(plan: &Plan, mode: OutputMode) -> Result<Box<dyn Stateful>, Refusal> {
    match plan {
        Plan::Aggregate {
            input,
            keys,
            aggregates,
        } => {
            let schema = input.schema()?;
            let keys = schema.indices(keys)?;
            Ok(Box::new(Aggregation {
                mode,
                time: Schema::new(schema.pick(&keys))?.event_time()?,
                keys,
                folding: Folding::new(aggregates, &schema)?,
                groups: BTreeMap::new(),
            }))
        }
        Plan::SessionAggregate {
            input,
            time,
            gap,
            keys,
            aggregates,
        } => {
            let schema = input.schema()?;
            let time = schema.index(time)?;
            Ok(Box::new(SessionAggregation {
                mode,
                time,
                watermarked: plan.schema()?.event_time()?.is_some(),
                gap: gap.bind_as(Kind::Int, &schema)?,
                keys: schema.indices(keys)?,
                folding: Folding::new(aggregates, &schema)?,
                sessions: BTreeMap::new(),
            }))
        }
        Plan::Deduplicate { input, columns } => deduplication(&input.schema()?, columns, false),
        Plan::DeduplicateWithinWatermark { input, columns } => deduplication(&input.schema()?, columns, true),
        Plan::Join {
            left,
            right,
            kind,
            on,
        } => Ok(Box::new(join(&left.schema()?, &right.schema()?, *kind, on)?)),
        Plan::GroupState {
            input,
            keys,
            timeout,
            function,
            ..
        } => {
            let schema = input.schema()?;
            let time = match timeout {
                Timeout::EventTime => schema.event_time()?,
                Timeout::None | Timeout::ProcessingTime => None,
            };
            Ok(Box::new(MapGroups {
                keys: schema.indices(keys)?,
                time,
                timeout: *timeout,
                function: function.clone(),
                returns: plan.schema()?,
                groups: BTreeMap::new(),
            }))
        }
        Plan::TransformWithState {
            input,
            keys,
            time_mode,
            processor,
            ..
        } => {
            let schema = input.schema()?;
            let time = match time_mode {
                TimeMode::EventTime => schema.event_time()?,
                TimeMode::None | TimeMode::ProcessingTime => None,
            };
            Ok(Box::new(TransformWithState {
                keys: schema.indices(keys)?,
                time,
                mode: *time_mode,
                processor: processor.clone(),
                returns: plan.schema()?,
                states: BTreeMap::new(),
            }))
        }
        other => unreachable!("{other:?} keeps no state of its own"),
    }
}

fn deduplication(
    schema: &Schema,
    columns: &[String],
    within_watermark: bool,
) -> Result<Box<dyn Stateful>, Refusal> {
    let time = schema.event_time()?;
    let delay_ms = time.and_then(|time| schema.fields()[time].delay_ms);
    let memory = match (within_watermark, delay_ms) {
        (false, _) => Memory::OfKey,
        (true, Some(delay_ms)) => Memory::WithinDelay(delay_ms),
        (true, None) => return Err(without_watermark()),
    };
    Ok(Box::new(Deduplication {
        keys: schema.indices(columns)?,
        time,
        memory,
        seen: BTreeMap::new(),
    }))
}

/// The refusal of a deduplication within a watermark that is not there.
pub(crate) fn without_watermark() -> Refusal {
    Refusal::new(
        RefusalKind::DeduplicationWithoutWatermark,
        "dropDuplicatesWithinWatermark is not supported on streaming DataFrames/DataSets without watermark",
    )
}

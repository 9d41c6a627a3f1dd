//! What a query may hold, and which engine its settings belong to.

use super::validation::{Fault, fault, is_on_the_clock};
use super::{Aggregate, BatchTrigger, Cadence, Case, EngineKind, WatermarkSpec, WindowShape, WindowTrigger};

/// Checks the query and the trigger of a case.
pub fn check_query(case: &Case) -> Result<(), Fault> {
    check_owner(case)?;
    check_window(&case.query.window, case.engine)?;
    check_watermark(&case.query.watermark, case.engine)?;
    check_aggregates(&case.query.aggregates)?;
    check_deduplicate(case)?;
    check_trigger(case)
}

/// Every setting of one engine is there for it, and absent for the other.
fn check_owner(case: &Case) -> Result<(), Fault> {
    use EngineKind::{EventAtATime, MicroBatch};
    let query = &case.query;
    let settings = [
        ("trigger", MicroBatch, case.trigger.is_some()),
        ("no_data_batches", MicroBatch, case.no_data_batches.is_some()),
        ("query.output_mode", MicroBatch, query.output_mode.is_some()),
        (
            "query.allowed_lateness_ms",
            EventAtATime,
            query.allowed_lateness_ms.is_some(),
        ),
        ("query.late_output", EventAtATime, query.late_output.is_some()),
        (
            "query.window_trigger",
            EventAtATime,
            query.window_trigger.is_some(),
        ),
    ];
    for (place, owner, present) in settings {
        if owner == case.engine && !present {
            return fault(place, format!("missing; {} needs it", owner.name()));
        }
        if owner != case.engine && present {
            let engine = case.engine.name();
            return fault(
                place,
                format!("found in a case for {engine}; only {} has it", owner.name()),
            );
        }
    }
    let micro_batch = case.engine == MicroBatch;
    if micro_batch && is_on_the_clock(query.time) {
        return fault("query.time", "found \"processing\"; only event-at-a-time has it");
    }
    if !micro_batch && query.deduplicate.is_some() {
        return fault(
            "query.deduplicate",
            "found in a case for event-at-a-time; only micro-batch has it",
        );
    }
    Ok(())
}

fn check_window(window: &WindowShape, engine: EngineKind) -> Result<(), Fault> {
    let positive = |field: &str, span: i64| {
        if span > 0 {
            return Ok(());
        }
        fault(
            format!("query.window.{field}"),
            format!("found {span}, expected a positive number of milliseconds"),
        )
    };
    let shift = |offset: i64, against: i64, name: &str| {
        if offset.unsigned_abs() < against.unsigned_abs() {
            return Ok(());
        }
        fault(
            "query.window.offset_ms",
            format!("found {offset}, expected less than the {name}, {against}, either way"),
        )
    };
    match *window {
        WindowShape::Tumbling { size_ms, offset_ms } => {
            positive("size_ms", size_ms)?;
            shift(offset_ms, size_ms, "size")
        }
        WindowShape::Sliding {
            size_ms,
            slide_ms,
            offset_ms,
        } => {
            positive("size_ms", size_ms)?;
            positive("slide_ms", slide_ms)?;
            if engine == EngineKind::MicroBatch && slide_ms > size_ms {
                return fault(
                    "query.window.slide_ms",
                    format!("found {slide_ms}, expected at most the size, {size_ms}"),
                );
            }
            shift(offset_ms, slide_ms, "slide")
        }
        WindowShape::Session { gap_ms } => positive("gap_ms", gap_ms),
        WindowShape::Global {} if engine == EngineKind::MicroBatch => fault(
            "query.window.type",
            "found \"global\"; only event-at-a-time has it",
        ),
        WindowShape::Global {} | WindowShape::None {} => Ok(()),
    }
}

fn check_watermark(watermark: &WatermarkSpec, engine: EngineKind) -> Result<(), Fault> {
    let micro_batch = engine == EngineKind::MicroBatch;
    let (own, word) = if micro_batch {
        (Cadence::PerBatch, "per-batch")
    } else {
        (Cadence::PerEvent, "per-event")
    };
    match watermark {
        WatermarkSpec::BoundedOutOfOrderness { cadence, .. } | WatermarkSpec::PerSource { cadence, .. }
            if *cadence != own =>
        {
            fault(
                "query.watermark.cadence",
                format!("{} has \"{word}\" only", engine.name()),
            )
        }
        WatermarkSpec::PerSource { .. } if !micro_batch => fault(
            "query.watermark.strategy",
            "found \"per-source\"; only micro-batch has it",
        ),
        WatermarkSpec::PerSource { delays_ms, .. } if delays_ms.is_empty() => fault(
            "query.watermark.delays_ms",
            "found none, expected one delay per source",
        ),
        WatermarkSpec::Explicit {} if micro_batch => fault(
            "query.watermark.strategy",
            "found \"explicit\"; only event-at-a-time has it",
        ),
        _ => Ok(()),
    }
}

fn check_aggregates(aggregates: &[Aggregate]) -> Result<(), Fault> {
    for (index, aggregate) in aggregates.iter().enumerate() {
        if aggregates[..index].contains(aggregate) {
            return fault(
                format!("query.aggregates[{index}]"),
                "named before; expected every aggregate once",
            );
        }
    }
    Ok(())
}

fn check_deduplicate(case: &Case) -> Result<(), Fault> {
    let Some(deduplicate) = &case.query.deduplicate else {
        return Ok(());
    };
    if !case.query.aggregates.is_empty() {
        return fault(
            "query.deduplicate",
            "found beside aggregates; rows are deduplicated or aggregated",
        );
    }
    if deduplicate.by.is_empty() {
        return fault(
            "query.deduplicate.by",
            "found no field, expected some of key, value, t_ms",
        );
    }
    for (index, field) in deduplicate.by.iter().enumerate() {
        if !["key", "value", "t_ms"].contains(&field.as_str()) {
            return fault(
                format!("query.deduplicate.by[{index}]"),
                format!("found \"{field}\", expected key, value or t_ms"),
            );
        }
        if deduplicate.by[..index].contains(field) {
            return fault(
                format!("query.deduplicate.by[{index}]"),
                "named before; expected every field once",
            );
        }
    }
    Ok(())
}

fn check_trigger(case: &Case) -> Result<(), Fault> {
    if let Some(BatchTrigger::ProcessingTime { interval_ms }) = case.trigger
        && interval_ms <= 0
    {
        return fault(
            "trigger.interval_ms",
            format!("found {interval_ms}, expected a positive number"),
        );
    }
    if let Some(lateness) = case.query.allowed_lateness_ms
        && lateness < 0
    {
        return fault(
            "query.allowed_lateness_ms",
            format!("found {lateness}, expected 0 or more"),
        );
    }
    let Some(trigger) = &case.query.window_trigger else {
        return Ok(());
    };
    check_window_trigger(trigger, "query.window_trigger")?;
    let no_window = case.query.window == WindowShape::None {};
    let per_event = *trigger == WindowTrigger::PerEvent {};
    if no_window != per_event && !case.query.aggregates.is_empty() {
        return fault(
            "query.window_trigger.type",
            "\"per-event\" and window \"none\" belong together",
        );
    }
    Ok(())
}

fn check_window_trigger(trigger: &WindowTrigger, place: &str) -> Result<(), Fault> {
    match trigger {
        WindowTrigger::Count { count: 0 } => fault(format!("{place}.count"), "found 0, expected at least 1"),
        WindowTrigger::ContinuousEventTime { interval_ms } if *interval_ms <= 0 => fault(
            format!("{place}.interval_ms"),
            format!("found {interval_ms}, expected a positive number"),
        ),
        WindowTrigger::Purging { inner } => check_window_trigger(inner, &format!("{place}.inner")),
        _ => Ok(()),
    }
}

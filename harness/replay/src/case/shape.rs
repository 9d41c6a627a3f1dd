//! What a query may hold, and which engine its settings belong to.

use super::faults::Faults;
use super::{
    Aggregate, BatchTrigger, Cadence, Case, EngineKind, TimeOf, WatermarkSpec, WindowShape, WindowTrigger,
};

/// Checks the query and the trigger of a case.
pub fn check_query(case: &Case, faults: &mut Faults) {
    check_owner(case, faults);
    check_window(&case.query.window, case.engine, faults);
    check_watermark(&case.query.watermark, case.engine, faults);
    check_aggregates(&case.query.aggregates, faults);
    check_deduplicate(case, faults);
    check_trigger(case, faults);
}

/// Every setting of one engine is there for it, and absent for the other.
fn check_owner(case: &Case, faults: &mut Faults) {
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
            faults.add(place, format!("missing; {} needs it", owner.name()));
        }
        if owner != case.engine && present {
            faults.add(place, in_a_case_for(case.engine, owner));
        }
    }
    if case.engine == MicroBatch && query.time == TimeOf::Processing {
        faults.add("query.time", "found \"processing\"; only event-at-a-time has it");
    }
    if case.engine == EventAtATime && query.deduplicate.is_some() {
        faults.add("query.deduplicate", in_a_case_for(EventAtATime, MicroBatch));
    }
}

fn in_a_case_for(engine: EngineKind, owner: EngineKind) -> String {
    format!(
        "found in a case for {}; only {} has it",
        engine.name(),
        owner.name()
    )
}

fn check_window(window: &WindowShape, engine: EngineKind, faults: &mut Faults) {
    match *window {
        WindowShape::Tumbling { size_ms, offset_ms } => {
            check_span("size_ms", size_ms, faults);
            check_offset(offset_ms, "size", size_ms, faults);
        }
        WindowShape::Sliding {
            size_ms,
            slide_ms,
            offset_ms,
        } => {
            check_span("size_ms", size_ms, faults);
            check_span("slide_ms", slide_ms, faults);
            if engine == EngineKind::MicroBatch && slide_ms > size_ms {
                faults.add(
                    "query.window.slide_ms",
                    format!("found {slide_ms}, expected at most the size, {size_ms}"),
                );
            }
            check_offset(offset_ms, "slide", slide_ms, faults);
        }
        WindowShape::Session { gap_ms } => check_span("gap_ms", gap_ms, faults),
        WindowShape::Global {} if engine == EngineKind::MicroBatch => faults.add(
            "query.window.type",
            "found \"global\"; only event-at-a-time has it",
        ),
        WindowShape::Global {} | WindowShape::None {} => {}
    }
}

fn check_span(field: &str, span: i64, faults: &mut Faults) {
    if span <= 0 {
        faults.add(
            format!("query.window.{field}"),
            format!("found {span}, expected a positive number of milliseconds"),
        );
    }
}

/// Against a span without sense, an offset cannot be judged.
fn check_offset(offset: i64, name: &str, span: i64, faults: &mut Faults) {
    if span > 0 && offset.unsigned_abs() >= span.unsigned_abs() {
        faults.add(
            "query.window.offset_ms",
            format!("found {offset}, expected less than the {name}, {span}, either way"),
        );
    }
}

fn check_watermark(watermark: &WatermarkSpec, engine: EngineKind, faults: &mut Faults) {
    let micro_batch = engine == EngineKind::MicroBatch;
    let (own, word) = if micro_batch {
        (Cadence::PerBatch, "per-batch")
    } else {
        (Cadence::PerEvent, "per-event")
    };
    match watermark {
        WatermarkSpec::PerSource { .. } if !micro_batch => faults.add(
            "query.watermark.strategy",
            "found \"per-source\"; only micro-batch has it",
        ),
        WatermarkSpec::Explicit {} if micro_batch => faults.add(
            "query.watermark.strategy",
            "found \"explicit\"; only event-at-a-time has it",
        ),
        WatermarkSpec::BoundedOutOfOrderness { cadence, .. } | WatermarkSpec::PerSource { cadence, .. }
            if *cadence != own =>
        {
            faults.add(
                "query.watermark.cadence",
                format!("{} has \"{word}\" only", engine.name()),
            );
        }
        _ => {}
    }
    if matches!(watermark, WatermarkSpec::PerSource { delays_ms, .. } if delays_ms.is_empty()) {
        faults.add(
            "query.watermark.delays_ms",
            "found none, expected one delay per source",
        );
    }
}

fn check_aggregates(aggregates: &[Aggregate], faults: &mut Faults) {
    for (index, aggregate) in aggregates.iter().enumerate() {
        if aggregates[..index].contains(aggregate) {
            faults.add(
                format!("query.aggregates[{index}]"),
                "named before; expected every aggregate once",
            );
        }
    }
}

fn check_deduplicate(case: &Case, faults: &mut Faults) {
    let Some(deduplicate) = &case.query.deduplicate else {
        return;
    };
    if !case.query.aggregates.is_empty() {
        faults.add(
            "query.deduplicate",
            "found beside aggregates; rows are deduplicated or aggregated",
        );
    }
    if deduplicate.by.is_empty() {
        faults.add(
            "query.deduplicate.by",
            "found no field, expected some of key, value, t_ms",
        );
    }
    for (index, field) in deduplicate.by.iter().enumerate() {
        if deduplicate.by[..index].contains(field) {
            faults.add(
                format!("query.deduplicate.by[{index}]"),
                "named before; expected every field once",
            );
        }
    }
}

fn check_trigger(case: &Case, faults: &mut Faults) {
    if let Some(BatchTrigger::ProcessingTime { interval_ms }) = case.trigger
        && interval_ms <= 0
    {
        faults.add(
            "trigger.interval_ms",
            format!("found {interval_ms}, expected a positive number"),
        );
    }
    if let Some(lateness) = case.query.allowed_lateness_ms
        && lateness < 0
    {
        faults.add(
            "query.allowed_lateness_ms",
            format!("found {lateness}, expected 0 or more"),
        );
    }
    let Some(trigger) = &case.query.window_trigger else {
        return;
    };
    check_window_trigger(trigger, "query.window_trigger", faults);
    let no_window = case.query.window == WindowShape::None {};
    let per_event = *trigger == WindowTrigger::PerEvent {};
    let owned = case.engine == EngineKind::EventAtATime;
    if owned && no_window != per_event && !case.query.aggregates.is_empty() {
        faults.add(
            "query.window_trigger.type",
            "\"per-event\" and window \"none\" belong together",
        );
    }
}

fn check_window_trigger(trigger: &WindowTrigger, place: &str, faults: &mut Faults) {
    match trigger {
        WindowTrigger::Count { count: 0 } => {
            faults.add(format!("{place}.count"), "found 0, expected at least 1");
        }
        WindowTrigger::ContinuousEventTime { interval_ms } if *interval_ms <= 0 => faults.add(
            format!("{place}.interval_ms"),
            format!("found {interval_ms}, expected a positive number"),
        ),
        WindowTrigger::Purging { inner } => check_window_trigger(inner, &format!("{place}.inner"), faults),
        _ => {}
    }
}

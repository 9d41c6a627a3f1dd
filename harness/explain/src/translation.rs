//! The same query and the same events for the other engine.

use streamgauge_replay::{
    BatchTrigger, Cadence, Case, CaseQuery, EngineKind, OutputMode, Refusal, Step, TimeOf, WatermarkSpec,
    WindowShape, WindowTrigger,
};

use crate::words::{refusal, span};

/// A case for the other engine, and what it could not take along.
#[derive(Clone, Debug)]
pub struct Translation {
    /// The case.
    pub case: Case,
    /// Settings that the other model does not have, one sentence each.
    pub remarks: Vec<String>,
}

/// The same query and events for the engine that `case` is not for.
///
/// # Errors
/// Why the query has no meaning there.
pub fn translated(case: &Case) -> Result<Translation, String> {
    match case.engine {
        EngineKind::EventAtATime => for_batches(case),
        EngineKind::MicroBatch => for_events(case),
    }
}

fn for_batches(case: &Case) -> Result<Translation, String> {
    let query = &case.query;
    if query.time == TimeOf::Processing {
        return Err("its windows are made of processing time, which is cut event by event only".to_owned());
    }
    if let Some(why) = only_event_by_event(query) {
        return Err(why.to_owned());
    }
    let mut remarks = Vec::new();
    let lateness = query.allowed_lateness_ms.unwrap_or(0);
    if lateness > 0 {
        remarks.push(format!(
            "Micro-batch has no allowed lateness: it runs without the {} that event-at-a-time allows.",
            span(lateness)
        ));
    }
    if case.steps.iter().any(|step| matches!(step, Step::End(_))) {
        remarks.push("Micro-batch knows no end of the input: what is open stays open.".to_owned());
    }
    let translated = Case {
        engine: EngineKind::MicroBatch,
        query: CaseQuery {
            output_mode: Some(mode_for(query)),
            allowed_lateness_ms: None,
            late_output: None,
            window_trigger: None,
            watermark: with_cadence(&query.watermark, Cadence::PerBatch),
            ..query.clone()
        },
        trigger: Some(BatchTrigger::Default {}),
        no_data_batches: Some(true),
        steps: case.steps.iter().filter_map(batch_step).collect(),
        ..case.clone()
    };
    match Refusal::of(&translated) {
        Some(error) => Err(refusal(error).to_owned()),
        None => Ok(Translation {
            case: translated,
            remarks,
        }),
    }
}

/// What only an engine that sees single events can do.
fn only_event_by_event(query: &CaseQuery) -> Option<&'static str> {
    match query.window {
        WindowShape::Global {} => {
            return Some("it has no global window; use tumbling, sliding or session windows");
        }
        WindowShape::Sliding {
            size_ms, slide_ms, ..
        } if slide_ms > size_ms => {
            return Some(
                "its windows may not be further apart than they are long; use a slide of at most the size",
            );
        }
        _ => {}
    }
    if query.watermark == (WatermarkSpec::Explicit {}) {
        return Some("its watermark comes from its data only, and here the steps say it");
    }
    match query.window_trigger {
        None | Some(WindowTrigger::EventTime {} | WindowTrigger::PerEvent {}) => None,
        Some(_) => Some("its windows leave at their end only; use the event-time trigger"),
    }
}

/// Append where something closes the groups, update where nothing does.
fn mode_for(query: &CaseQuery) -> OutputMode {
    let closes = !query.watermark.is_none() && query.window != WindowShape::None {};
    if closes || query.aggregates.is_empty() {
        OutputMode::Append
    } else {
        OutputMode::Update
    }
}

fn batch_step(step: &Step) -> Option<Step> {
    match step {
        Step::Batch(_) | Step::Restart(_) => Some(step.clone()),
        Step::Event(event) => Some(Step::Batch(vec![*event])),
        _ => None,
    }
}

fn for_events(case: &Case) -> Result<Translation, String> {
    let query = &case.query;
    if query.deduplicate.is_some() {
        return Err("it does not deduplicate here; only micro-batch does".to_owned());
    }
    if matches!(query.watermark, WatermarkSpec::PerSource { .. }) {
        return Err("one watermark per source and a policy is a rule of micro-batch".to_owned());
    }
    let mut remarks = Vec::new();
    if let Some(mode @ (OutputMode::Update | OutputMode::Complete)) = query.output_mode {
        let mode = mode_name(mode);
        remarks.push(format!(
            "Event-at-a-time has no output modes: {mode} is micro-batch's, windows here leave when they are over."
        ));
    }
    let per_event = query.window == (WindowShape::None {}) && !query.aggregates.is_empty();
    let translated = Case {
        engine: EngineKind::EventAtATime,
        query: CaseQuery {
            output_mode: None,
            allowed_lateness_ms: Some(0),
            late_output: Some(false),
            window_trigger: Some(if per_event {
                WindowTrigger::PerEvent {}
            } else {
                WindowTrigger::EventTime {}
            }),
            watermark: with_cadence(&query.watermark, Cadence::PerEvent),
            ..query.clone()
        },
        trigger: None,
        no_data_batches: None,
        steps: case
            .steps
            .iter()
            .filter(|step| !matches!(step, Step::Tick(_)))
            .cloned()
            .collect(),
        ..case.clone()
    };
    match Refusal::of(&translated) {
        Some(error) => Err(refusal(error).to_owned()),
        None => Ok(Translation {
            case: translated,
            remarks,
        }),
    }
}

/// The word for a mode.
pub const fn mode_name(mode: OutputMode) -> &'static str {
    match mode {
        OutputMode::Append => "append",
        OutputMode::Update => "update",
        OutputMode::Complete => "complete",
    }
}

fn with_cadence(watermark: &WatermarkSpec, cadence: Cadence) -> WatermarkSpec {
    match watermark {
        WatermarkSpec::BoundedOutOfOrderness { delay_ms, .. } => WatermarkSpec::BoundedOutOfOrderness {
            delay_ms: *delay_ms,
            cadence,
        },
        other => other.clone(),
    }
}

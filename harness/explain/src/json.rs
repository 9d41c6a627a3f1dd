//! The explanation as JSON lines: one object per step of either engine.

use serde::Serialize;
use streamgauge_replay::{CaseEvent, Row, WindowShape};

use crate::explanation::Explanation;
use crate::reason::{self, batch_judge_ms};
use crate::timeline::{Batch, Cause, Content, Moment, Verdict, is_late_somewhere};

/// What is written. Fields that a step does not have are absent. `null` is a watermark that there is not yet
/// (event-at-a-time; that of micro-batch begins at 0), and in `judged_by_ms` that nothing can be late in the batch.
#[derive(Serialize)]
#[serde(tag = "engine", rename_all = "kebab-case")]
enum Object<'a> {
    EventAtATime(MomentObject<'a>),
    MicroBatch(BatchObject<'a>),
}

#[derive(Default, Serialize)]
struct MomentObject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cannot_run: Option<&'a str>,
    #[serde(flatten)]
    moment: Option<MomentFacts<'a>>,
}

#[derive(Default, Serialize)]
struct BatchObject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cannot_run: Option<&'a str>,
    #[serde(flatten)]
    batch: Option<BatchFacts<'a>>,
}

#[derive(Serialize)]
struct MomentFacts<'a> {
    cause: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventObject>,
    watermark_before_ms: Option<i64>,
    watermark_after_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    windows: Option<Vec<WindowObject>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_late: Option<String>,
    late_output: bool,
    dropped: bool,
    results: &'a [Row],
    state: Vec<Row>,
}

#[derive(Serialize)]
struct BatchFacts<'a> {
    batch_id: u64,
    no_data: bool,
    judged_by_ms: Option<i64>,
    watermark_ms: i64,
    next_watermark_ms: i64,
    events: Vec<BatchedObject>,
    dropped_rows: u64,
    late_events: u64,
    results: &'a [Row],
    state: Vec<Row>,
}

#[derive(Serialize)]
struct BatchedObject {
    #[serde(flatten)]
    event: EventObject,
    windows: Vec<WindowObject>,
    late: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_of: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_late: Option<String>,
}

#[derive(Serialize)]
struct EventObject {
    seq: u64,
    t_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    movie_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<u32>,
}

#[derive(Serialize)]
struct WindowObject {
    start_ms: i64,
    end_ms: i64,
    late: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    holds: Option<Row>,
}

/// The explanation as JSON lines, in order of time: a batch stands behind the moments of its events.
///
/// # Errors
/// If a line cannot be written as JSON.
pub fn json(explanation: &Explanation) -> Result<String, serde_json::Error> {
    let mut objects: Vec<Object<'_>> = Vec::new();
    if let Err(why) = &explanation.moments {
        let object = MomentObject {
            cannot_run: Some(why),
            ..MomentObject::default()
        };
        objects.push(Object::EventAtATime(object));
    }
    if let Err(why) = &explanation.batches {
        let object = BatchObject {
            cannot_run: Some(why),
            ..BatchObject::default()
        };
        objects.push(Object::MicroBatch(object));
    }
    let mut rest = explanation.moments.iter().flatten().peekable();
    for batch in explanation.batches.iter().flatten() {
        let last = batch.events.last().map(|event| event.event.seq);
        while let Some(moment) = rest.next_if(|_| last.is_some()) {
            objects.push(moment_object(moment, explanation));
            if moment.event().map(|event| event.seq) == last {
                break;
            }
        }
        objects.push(batch_object(batch, explanation));
    }
    objects.extend(rest.map(|moment| moment_object(moment, explanation)));
    let mut text = String::new();
    for object in &objects {
        text.push_str(&serde_json::to_string(object)?);
        text.push('\n');
    }
    Ok(text)
}

fn moment_object<'a>(moment: &'a Moment, explanation: &Explanation) -> Object<'a> {
    let late = moment.judge.filter(|_| is_late_somewhere(&moment.verdicts));
    let facts = MomentFacts {
        cause: match moment.cause {
            Cause::Event(_) => "event",
            Cause::Watermark(_) => "watermark",
            Cause::Clock(_) => "clock",
            Cause::Restart => "restart",
            Cause::End => "end",
        },
        event: moment.event().map(event_object),
        watermark_before_ms: moment.watermark_before,
        watermark_after_ms: moment.watermark_after,
        windows: moment.event().map(|_| window_objects(&moment.verdicts)),
        why_late: late.map(|judge| {
            reason::of_event(
                &moment.verdicts,
                &judge,
                is_session(explanation),
                &explanation.dial,
            )
        }),
        late_output: moment.sent_aside,
        dropped: moment.dropped,
        results: &moment.rows,
        state: rows(&moment.contents),
    };
    Object::EventAtATime(MomentObject {
        moment: Some(facts),
        ..MomentObject::default()
    })
}

fn batch_object<'a>(batch: &'a Batch, explanation: &Explanation) -> Object<'a> {
    let line = &batch.line;
    let batched = batch.events.iter().map(|event| {
        let late = batch.judge.filter(|_| is_late_somewhere(&event.verdicts));
        BatchedObject {
            event: event_object(&event.event),
            windows: window_objects(&event.verdicts),
            late: event.late,
            duplicate_of: event.duplicate_of,
            why_late: late
                .map(|judge| reason::of_batch(event, &judge, is_session(explanation), &explanation.dial)),
        }
    });
    let facts = BatchFacts {
        batch_id: line.batch_id,
        no_data: line.no_data,
        judged_by_ms: batch.judge.as_ref().map(batch_judge_ms),
        watermark_ms: line.watermark_ms,
        next_watermark_ms: line.next_watermark_ms,
        events: batched.collect(),
        dropped_rows: line.dropped_rows,
        late_events: line.late_events,
        results: &line.results,
        state: rows(&batch.contents),
    };
    Object::MicroBatch(BatchObject {
        batch: Some(facts),
        ..BatchObject::default()
    })
}

const fn is_session(explanation: &Explanation) -> bool {
    matches!(explanation.case.query.window, WindowShape::Session { .. })
}

fn event_object(event: &CaseEvent) -> EventObject {
    EventObject {
        seq: event.seq,
        t_ms: event.t_ms,
        user_id: event.user_id,
        movie_id: event.movie_id,
        key: event.key,
        value: event.amount(),
        source: event.source,
    }
}

fn window_objects(verdicts: &[Verdict]) -> Vec<WindowObject> {
    let object = |verdict: &Verdict| WindowObject {
        start_ms: verdict.window.start.millis(),
        end_ms: verdict.window.end.millis(),
        late: verdict.refused,
        holds: verdict.now.map(|now| now.row),
    };
    let mut verdicts: Vec<&Verdict> = verdicts.iter().collect();
    verdicts.sort_by_key(|verdict| verdict.window);
    verdicts.into_iter().map(object).collect()
}

fn rows(contents: &[Content]) -> Vec<Row> {
    contents.iter().map(|content| content.row).collect()
}

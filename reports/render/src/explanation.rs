//! What explains the difference, from the figures themselves.

use streamgauge_record::Run;

use crate::detection_explanation::{detection, every_attack};
use crate::late_counts::{LateCounts, has_late_events};
use crate::load::loads;
use crate::quantity::three;
use crate::session_explanation::{is_judged_both_ways, sessions};
use crate::{Agreement, ArmSummary, DataTable, QuerySummary, Spread, Summary, Unit};

/// A cause, in words and where possible in numbers.
pub(crate) struct Explanation {
    pub(crate) title: &'static str,
    pub(crate) text: String,
    pub(crate) table: Option<DataTable>,
}

/// Name of the engine that works in batches.
pub(crate) const MICRO_BATCH: &str = "micro-batch";
/// Heading of the explanation by the watermarks.
pub(crate) const CADENCE: &str = "When the watermark moves";

/// The causes that the record has figures for.
pub(crate) fn explanations(summary: &Summary) -> Vec<Explanation> {
    [
        waiting(summary),
        cadence(summary),
        sessions(summary),
        detection(summary),
        every_attack(summary),
        time_scale(summary),
        loads(summary),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Expected and measured means: what the rules predict, beside what came out.
fn waiting(summary: &Summary) -> Option<Explanation> {
    let rows: Vec<Vec<String>> = arms(summary)
        .filter_map(|(query, arm)| waiting_row(query, arm))
        .collect();
    let head = [
        "query",
        "arm",
        "latency",
        "trigger",
        "mean batch time",
        "mean by the rules",
        "mean measured",
        "measured ÷ rules",
    ];
    (!rows.is_empty()).then(|| Explanation {
        title: "Waiting for the trigger",
        text: "A micro-batch engine looks at its input only when its trigger fires. On average an event waits half an \
               interval, then for the batch to finish. A windowed result waits one interval more where a watermark \
               learnt in one batch closes windows only in the next. An event-at-a-time engine waits for none of this; \
               what remains there is its watermark's cadence and the work itself. The rules suppose that what waits \
               comes at any instant alike; windows that close in step with the trigger shift the mean. A measured mean \
               many times what the rules give points to a fault in engine or harness."
            .into(),
        table: Some(DataTable { head: head.map(Into::into).into(), rows }),
    })
}

fn waiting_row(query: &QuerySummary, arm: &ArmSummary) -> Option<Vec<String>> {
    let measured = arm.headline_latency()?.merged.mean_ns?;
    let expected = Spread::over(
        arm.runs
            .iter()
            .filter_map(|run| Some((run.repeat, run.expected_mean_ns?))),
    );
    let expected = expected.map(|spread| spread.median);
    let text = |value: Option<f64>| value.map_or("—".into(), |value| Unit::Nanoseconds.text(value));
    let trigger = arm
        .settings
        .iter()
        .find(|setting| setting.name == "trigger")
        .map_or("—", |setting| &setting.value);
    let quotient = expected
        .filter(|expected| *expected > 0.0)
        .map_or("—".into(), |expected| three(measured / expected));
    Some(vec![
        query.name.clone(),
        arm.arm.clone(),
        arm.headline.into(),
        trigger.into(),
        text(batch_time(&arm.runs)),
        text(expected),
        text(Some(measured)),
        quotient,
    ])
}

/// Mean duration of all batches that had input.
#[allow(clippy::cast_precision_loss)]
fn batch_time(runs: &[Run]) -> Option<f64> {
    let batches: Vec<f64> = runs
        .iter()
        .flat_map(|run| &run.batches)
        .filter(|batch| !batch.no_data)
        .map(|batch| batch.duration_ns as f64)
        .collect();
    (!batches.is_empty()).then(|| batches.iter().sum::<f64>() / batches.len() as f64)
}

/// Drops differ because watermarks move at different instants.
fn cadence(summary: &Summary) -> Option<Explanation> {
    let has_both = arms(summary).any(|(_, arm)| arm.engine == MICRO_BATCH)
        && arms(summary).any(|(_, arm)| arm.engine != MICRO_BATCH);
    let differ = |query: &QuerySummary| matches!(query.agreement, Agreement::Differ { .. });
    // Sessions have a second cause and an explanation of their own.
    let rows: Vec<Vec<String>> = arms(summary)
        .filter(|(query, _)| !is_judged_both_ways(query))
        .filter(|(query, _)| has_both || differ(query))
        .filter_map(|(query, arm)| cadence_row(query, arm))
        .collect();
    let head = [
        "query",
        "arm",
        "too late by the reference",
        "of these dropped",
        "of these kept",
        "dropped although on time",
    ];
    (!rows.is_empty()).then(|| Explanation {
        title: CADENCE,
        text: format!(
            "The watermark of a micro-batch engine moves only between batches, so it lags behind the reference, which \
               moves with every event. An event that comes in between is still let in. The longer the trigger, \
               the longer the lag. To keep such events is lenient and legal, and it is why completeness and drops can \
               differ between arms that are both right. In complete mode no fixed window is ever over, so nothing is refused. \
               Counts are of {}.",
            summary.counted_text()
        ),
        table: Some(DataTable { head: head.map(Into::into).into(), rows }),
    })
}

fn cadence_row(query: &QuerySummary, arm: &ArmSummary) -> Option<Vec<String>> {
    has_late_events(arm).then(|| {
        let late = LateCounts::of(arm);
        let counts = [late.late(), late.dropped, late.kept, late.wrongly_dropped];
        [query.name.clone(), arm.arm.clone()]
            .into_iter()
            .chain(counts.map(|count| count.to_string()))
            .collect()
    })
}

/// Compressed time makes a trigger longer than it looks.
fn time_scale(summary: &Summary) -> Option<Explanation> {
    let scale = summary.time_scale;
    let batches = arms(summary).any(|(_, arm)| arm.engine == MICRO_BATCH);
    (batches && (scale - 1.0).abs() > 1e-9).then(|| Explanation {
        title: "The time scale",
        text: format!(
            "Event time runs {0} times as fast as wall time here: one second of trigger spans {0} seconds of event \
             time, so a micro-batch lets the watermark lag {0} times as far, in event time, as it would in a stream \
             at its own pace. Read drops and completeness of the micro-batch arms with that in mind; latencies are \
             wall time.",
            crate::quantity::plain(scale)
        ),
        table: None,
    })
}

fn arms(summary: &Summary) -> impl Iterator<Item = (&QuerySummary, &ArmSummary)> {
    summary
        .queries
        .iter()
        .flat_map(|query| query.arms.iter().map(move |arm| (query, arm)))
}

//! What explains the difference, from the figures themselves.

use streamgauge_record::Run;

use crate::quantity::three;
use crate::{ArmSummary, DataTable, QuerySummary, Spread, Summary, Unit};

/// A cause, in words and where possible in numbers.
pub(crate) struct Explanation {
    pub(crate) title: &'static str,
    pub(crate) text: String,
    pub(crate) table: Option<DataTable>,
}

const MICRO_BATCH: &str = "micro-batch";

/// The causes that the record has figures for.
pub(crate) fn explanations(summary: &Summary) -> Vec<Explanation> {
    [waiting(summary), cadence(summary), time_scale(summary)]
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
               what remains there is its watermark's cadence and the work itself. A measured mean far from what the \
               rules give points to a fault in engine or harness."
            .into(),
        table: Some(DataTable { head: head.map(Into::into).into(), rows }),
    })
}

fn waiting_row(query: &QuerySummary, arm: &ArmSummary) -> Option<Vec<String>> {
    let measured = arm.latency.get(query.headline)?.merged.mean_ns?;
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
    let rows: Vec<Vec<String>> = arms(summary)
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
    (has_both && !rows.is_empty()).then(|| Explanation {
        title: "When the watermark moves",
        text: "The watermark of a micro-batch engine moves only between batches, so it lags behind the reference, which \
               moves with every event. An event that comes in between is still let in. The longer the trigger, \
               the longer the lag. To keep such events is lenient and legal, and it is why completeness and drops can \
               differ between arms that are both right. Counts are of all valid runs together."
            .into(),
        table: Some(DataTable { head: head.map(Into::into).into(), rows }),
    })
}

fn cadence_row(query: &QuerySummary, arm: &ArmSummary) -> Option<Vec<String>> {
    let sum = |count: fn(&Run) -> u64| arm.runs.iter().map(count).sum::<u64>();
    let dropped = sum(|run| run.lateness.events.true_drop);
    let kept = sum(|run| run.lateness.events.wrong_keep);
    let wrong = sum(|run| run.lateness.events.wrong_drop);
    (dropped + kept + wrong > 0).then(|| {
        let counts = [dropped + kept, dropped, kept, wrong].map(|count| count.to_string());
        [query.name.clone(), arm.arm.clone()]
            .into_iter()
            .chain(counts)
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

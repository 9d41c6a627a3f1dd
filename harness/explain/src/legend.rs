//! How the engines work, as far as a query is concerned.

use streamgauge_replay::{BatchTrigger, OutputMode, TimeOf, WatermarkSpec, WindowShape};

use crate::explanation::Explanation;
use crate::page::{Cell, Paragraph, Scene};
use crate::words::{has_windows, span};

/// The rules in a few sentences; none where there is no watermark that closes windows.
pub fn legend(explanation: &Explanation) -> Option<Scene> {
    let query = &explanation.case.query;
    let WatermarkSpec::BoundedOutOfOrderness { delay_ms, .. } = query.watermark else {
        return None;
    };
    if query.time == TimeOf::Processing || !has_windows(query) {
        return None;
    }
    let told = |ran: bool, text: String| -> Cell {
        let paragraph = ran.then(|| Paragraph::plain(text));
        paragraph.into_iter().collect()
    };
    Some(Scene {
        title: "how it works".to_owned(),
        events: told(explanation.moments.is_ok(), of_events(delay_ms)),
        batches: told(explanation.batches.is_ok(), of_batches(explanation, delay_ms)),
        below: conventions(explanation),
    })
}

fn behind(delay_ms: i64) -> String {
    match delay_ms {
        0 => String::new(),
        delay => format!(" - {}", span(delay)),
    }
}

fn of_events(delay_ms: i64) -> String {
    let (behind, ms) = (behind(delay_ms), span(1));
    format!(
        "Every event is judged at once, by the watermark as it stands. Then the watermark moves to the newest \
         event{behind} - {ms}. A window is over when the watermark reaches its last instant, which is its end - {ms}."
    )
}

/// A batch evicts by the watermark of the batch before, and judges late rows by the one before that (Spark's
/// `WatermarkPropagator`).
fn of_batches(explanation: &Explanation, delay_ms: i64) -> String {
    let moves = format!(
        "Behind it the watermark moves to the newest event{}",
        behind(delay_ms)
    );
    let over = "A window is over when the watermark reaches its end.";
    if explanation.batch_query.output_mode == Some(OutputMode::Complete) {
        let keeps = "Every batch hands out all groups and removes none; no batch runs without data.";
        return if matches!(explanation.batch_query.window, WindowShape::Session { .. }) {
            format!(
                "Events wait for their batch. {keeps} {moves}; the second batch from there judges late events by it."
            )
        } else {
            format!("Events wait for their batch. {keeps} Nothing is late.")
        };
    }
    let closes = if explanation.batch_query.output_mode == Some(OutputMode::Update) {
        "removes windows"
    } else {
        "closes windows"
    };
    format!(
        "Events wait for their batch. {moves}: the next batch {closes} by it, and the one after judges late events by \
         it. {} {over}",
        without_data(explanation)
    )
}

/// When a batch runs although there is no data (Spark's `MicroBatchExecution#constructNextBatch`).
const fn without_data(explanation: &Explanation) -> &'static str {
    if !explanation.no_data_batches {
        return "No batch runs without data.";
    }
    match explanation.trigger {
        BatchTrigger::Default {} => "The next batch runs even without data.",
        BatchTrigger::Once {} => "No batch runs without data.",
        BatchTrigger::AvailableNow {} => "Only behind the last data, batches run without any.",
        BatchTrigger::ProcessingTime { .. } => {
            "The next batch waits for the trigger; without data it runs if the watermark has moved."
        }
    }
}

/// How watermarks are written.
fn conventions(explanation: &Explanation) -> Cell {
    let mut cell = Vec::new();
    let closes = explanation.batch_query.output_mode != Some(OutputMode::Complete);
    if explanation.moments.is_ok() && explanation.batches.is_ok() && closes {
        cell.push(Paragraph::faint(
            "The 1 ms is only a way of writing: for both, the same newest event closes a window.",
        ));
    }
    if explanation.batches.is_ok() && explanation.dial.epoch_is_none() {
        cell.push(Paragraph::faint(
            "Micro-batch's watermark begins at 1970, before all of these events: that is called none yet.",
        ));
    }
    cell
}

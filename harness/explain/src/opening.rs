//! What stands before the first event: the query, and how the engines work.

use streamgauge_replay::{Step, TimeOf, WatermarkSpec};

use crate::explanation::Explanation;
use crate::page::{Cell, Paragraph, Scene, Tone};
use crate::words;

/// Events that are named at the top; of more, only the number is given.
const NAMED: usize = 16;

/// The name, the query, the watermark and the events.
pub fn heading(explanation: &Explanation) -> Cell {
    let case = &explanation.case;
    let mut cell = vec![Paragraph::toned(Tone::Title, case.name.clone())];
    if let Some(note) = &case.note {
        cell[0] = cell[0].clone().and(Tone::Plain, format!(": {note}"));
    }
    let entry = |name: &str, text: &str| {
        Paragraph::faint(format!("{name:<11}"))
            .and(Tone::Plain, text)
            .indented(0, 11)
    };
    cell.push(entry("query", &words::query(&case.query)));
    cell.push(entry("watermark", &words::watermark(&case.query.watermark)));
    if let Some(lateness) = case.query.allowed_lateness_ms.filter(|lateness| *lateness > 0) {
        let text = format!(
            "windows live {} longer (event-at-a-time only)",
            words::span(lateness)
        );
        cell.push(entry("lateness", &text));
    }
    cell.push(entry("events", &events(explanation)));
    cell.extend(absences(explanation));
    cell.extend(
        explanation
            .remarks
            .iter()
            .map(|remark| Paragraph::plain(remark.clone())),
    );
    cell
}

fn events(explanation: &Explanation) -> String {
    let (case, dial) = (&explanation.case, &explanation.dial);
    let all = case.events().count();
    let date = format!("(of {}, UTC)", dial.date());
    if all > NAMED {
        return format!("{} {date}", words::plural(all, "event"));
    }
    let of_step = |step: &Step| {
        let texts: Vec<String> = step.events().iter().map(|event| dial.at(event.t_ms)).collect();
        texts.join(" ")
    };
    let batches: Vec<String> = case
        .steps
        .iter()
        .filter(|step| !step.events().is_empty())
        .map(of_step)
        .collect();
    if explanation.batches.is_err() {
        return format!("{} {date}", batches.join(" "));
    }
    let bars = if batches.len() > 1 {
        "; a bar ends a micro-batch"
    } else {
        ""
    };
    format!(
        "{} {}",
        batches.join(" | "),
        date.replace(')', &format!("{bars})"))
    )
}

/// Engines that take no part, and why.
fn absences(explanation: &Explanation) -> Cell {
    let engines = [
        ("Event-at-a-time", explanation.moments.as_ref().err()),
        ("Micro-batch", explanation.batches.as_ref().err()),
    ];
    let absent = |(name, why): (&str, Option<&String>)| {
        why.map(|why| Paragraph::toned(Tone::Late, format!("{name} cannot run this: {why}.")))
    };
    engines.into_iter().filter_map(absent).collect()
}

/// How the engines work, as far as this query is concerned.
pub fn legend(explanation: &Explanation) -> Option<Scene> {
    let query = &explanation.case.query;
    let WatermarkSpec::BoundedOutOfOrderness { delay_ms, .. } = query.watermark else {
        return None;
    };
    if query.time == TimeOf::Processing || !words::has_windows(query) {
        return None;
    }
    let (delay, ms) = (words::span(delay_ms), words::span(1));
    let events = format!(
        "Every event is judged at once, by the watermark as it stands. Then the watermark moves to the newest event \
         - {delay} - {ms}. A window is over when the watermark reaches its last instant, which is its end - {ms}."
    );
    let batches = format!(
        "Events wait for their batch, which judges them by the watermark of the batch before. Behind it the \
         watermark moves to the newest event - {delay}; it counts from the next batch on, which runs even without \
         data. A window is over when the watermark reaches its end."
    );
    let told = |ran: bool, text: String| {
        if ran {
            vec![Paragraph::plain(text)]
        } else {
            Vec::new()
        }
    };
    let both = explanation.moments.is_ok() && explanation.batches.is_ok();
    Some(Scene {
        title: "how it works".to_owned(),
        events: told(explanation.moments.is_ok(), events),
        batches: told(explanation.batches.is_ok(), batches),
        below: if both {
            vec![Paragraph::faint(
                "The 1 ms is only a way of writing: for both, the same newest event closes a window.",
            )]
        } else {
            Vec::new()
        },
    })
}

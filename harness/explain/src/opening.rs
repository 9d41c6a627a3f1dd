//! What stands before the first event: the query and what drives it.

use streamgauge_replay::{BatchTrigger, CaseEvent, OutputMode, Step};

use crate::explanation::Explanation;
use crate::page::{Cell, Paragraph, Tone};
use crate::printable::cut;
use crate::{firing, words};

/// Events that are named at the top; of more, only the number is given.
const NAMED: usize = 16;
/// Characters of a name that are shown.
const NAME: usize = 100;
/// Characters of a note that are shown.
const NOTE: usize = 600;

/// The name, the query, what drives it, and the events.
pub fn heading(explanation: &Explanation) -> Cell {
    let case = &explanation.case;
    let mut title = Paragraph::toned(Tone::Title, cut(&case.name, NAME));
    if let Some(note) = &case.note {
        title = title.and(Tone::Plain, format!(": {}", cut(note, NOTE)));
    }
    let mut cell = vec![title];
    cell.extend(settings(explanation).into_iter().map(|(name, text)| {
        Paragraph::faint(format!("{name:<11}"))
            .and(Tone::Plain, text)
            .indented(0, 11)
    }));
    cell.extend(absences(explanation));
    let remarks = explanation.remarks.iter();
    cell.extend(remarks.map(Paragraph::plain));
    cell
}

/// Everything that the answers depend on, by name.
fn settings(explanation: &Explanation) -> Vec<(&'static str, String)> {
    let query = &explanation.case.query;
    let mut settings = vec![
        ("query", words::query(query)),
        ("watermark", words::watermark(&query.watermark)),
    ];
    if explanation.moments.is_ok() {
        let lateness = query.allowed_lateness_ms.filter(|lateness| *lateness > 0);
        settings.extend(lateness.map(|lateness| {
            let text = format!(
                "windows live {} longer (event-at-a-time only)",
                words::span(lateness)
            );
            ("lateness", text)
        }));
        if query.late_output == Some(true) {
            settings.push(("late", "events go to a late output of their own".to_owned()));
        }
        settings.extend(firing::heading(query).map(|rule| ("trigger", format!("windows answer {rule}"))));
    }
    if explanation.batches.is_ok() {
        settings.extend(output_mode(explanation).map(|text| ("output", text.to_owned())));
        settings.extend(batch_trigger(explanation).map(|text| ("batches", text)));
    }
    settings.push(("events", events(explanation)));
    settings
}

/// The output mode, where it is not the one that answers once.
fn output_mode(explanation: &Explanation) -> Option<&'static str> {
    match explanation.batch_query.output_mode {
        _ if explanation.batch_query.aggregates.is_empty() => None,
        Some(OutputMode::Update) => Some("update: groups that a batch has touched (micro-batch only)"),
        Some(OutputMode::Complete) => Some("complete: all groups, in every batch (micro-batch only)"),
        Some(OutputMode::Append) | None => None,
    }
}

/// What makes batches run, where it is not the arrival of data and of a new watermark.
fn batch_trigger(explanation: &Explanation) -> Option<String> {
    let trigger = match explanation.trigger {
        BatchTrigger::Default {} => None,
        BatchTrigger::AvailableNow {} => Some("as many as the data at hand takes (available-now)".to_owned()),
        BatchTrigger::Once {} => Some("one for the data at hand (once)".to_owned()),
        BatchTrigger::ProcessingTime { interval_ms } => {
            Some(format!("one at every {} of the clock", words::span(interval_ms)))
        }
    };
    let no_data = (!explanation.no_data_batches).then(|| "none without data".to_owned());
    let parts: Vec<String> = trigger.into_iter().chain(no_data).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The events as they are written behind `--events`.
fn events(explanation: &Explanation) -> String {
    let (case, dial) = (&explanation.case, &explanation.dial);
    let all = case.events().count();
    let date = format!("of {}, UTC", dial.date());
    if all > NAMED {
        return format!("{} ({date})", words::plural(all, "event"));
    }
    let mut meanings = vec![date];
    for event in case.events() {
        for part in words::parts(event, &case.query) {
            let meaning = format!("{} {}", part.mark, part.name);
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
    }
    let text = |event: &CaseEvent| {
        let parts = words::parts(event, &case.query);
        let marks: String = parts
            .iter()
            .map(|part| format!("{}{}", part.mark, part.number))
            .collect();
        format!("{}{marks}", dial.at(event.t_ms))
    };
    let of_step = |step: &Step| step.events().iter().map(text).collect::<Vec<_>>().join(" ");
    let steps = case.steps.iter().filter(|step| !step.events().is_empty());
    let batches: Vec<String> = steps.map(of_step).collect();
    let bar = if explanation.batches.is_ok() { " | " } else { " " };
    if batches.len() > 1 && explanation.batches.is_ok() {
        meanings.push("a bar ends a micro-batch".to_owned());
    }
    format!("{} ({})", batches.join(bar), meanings.join("; "))
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

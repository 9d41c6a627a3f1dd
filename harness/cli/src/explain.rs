//! The command `explain`.

use std::path::Path;

use clap::{Args, ValueEnum};
use streamgauge_explain::{
    Arrivals, BATCH, BatchSize, DELAY_MS, EXAMPLES, Example, Explanation, Sketch, WINDOW, arrivals, explain,
    json, markdown, text,
};
use streamgauge_replay::{Case, OutputMode, WindowShape};

use crate::duration::millis;
use crate::exit::Exit;
use crate::explain_window::window;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::quantity::positive;
use crate::stdout;
use crate::suggestion::unknown;

/// How many events are explained.
const MOST_EVENTS: usize = 1000;
/// How many windows are explained, over all events.
const MOST_WINDOWS: usize = 20_000;

/// Arguments of `explain`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ExplainArgs {
    /// A case file, or the name of an example [default: six-events]
    #[arg(value_name = "CASE", conflicts_with = "events")]
    case: Option<String>,
    /// Events in order of arrival, such as "14:00:01 14:00:03 | 14:00:02"; a bar ends a batch
    ///
    /// A time is 14:00, 14:00:01 or 14:00:01.250, 2026-01-05T14:00:03 or 2026-01-05 14:00:03, RFC 3339, or milliseconds
    /// since 1970; all are UTC. One without a date is of the day of the event before it; before the first date it is of
    /// that day, and without any, of 2026-01-01. A key follows as @7, a value to be summed as =9: 14:00:01@7=9. Both are
    /// whole numbers.
    #[arg(long, value_name = "TIMES", value_parser = arrivals, allow_hyphen_values = true)]
    events: Option<Arrivals>,
    /// tumbling:SIZE, sliding:SIZE/SLIDE, session:GAP or none [default: sliding:6s/2s, or the example's]
    #[arg(long, value_name = "WINDOW", value_parser = window)]
    window: Option<WindowShape>,
    /// How far the watermark stays behind the newest event [default: 10s]
    #[arg(long, value_name = "TIME", value_parser = millis, allow_hyphen_values = true)]
    delay: Option<i64>,
    /// How long windows accept late events after their end, event-at-a-time [default: 0s]
    ///
    /// Micro-batch has no such thing and runs without.
    #[arg(long, value_name = "TIME", value_parser = millis, allow_hyphen_values = true)]
    lateness: Option<i64>,
    /// How many events a micro-batch takes: a number, each or all [default: 3]
    ///
    /// With several events in a batch, one may be judged before the watermark that another one has moved takes effect.
    #[arg(long, value_name = "N", value_parser = batch_size)]
    batch: Option<BatchSize>,
    /// What a micro-batch hands out [default: append, or update where nothing closes the groups]
    #[arg(long, value_name = "MODE", value_enum)]
    output_mode: Option<Mode>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// List the examples
    #[arg(long)]
    list: bool,
}

/// How an explanation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, side by side where the terminal has 80 columns
    Text,
    /// A table for a document
    Markdown,
    /// One JSON object per step; null is a watermark that there is not yet, or nothing that could judge. That of
    /// micro-batch begins at 0, in 1970
    Json,
}

/// Output modes by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Windows that are over
    Append,
    /// Groups that the batch has touched
    Update,
    /// All groups
    Complete,
}

fn batch_size(text: &str) -> Result<BatchSize, String> {
    match text {
        "each" => Ok(BatchSize::Of(1)),
        "all" => Ok(BatchSize::All),
        _ => {
            let size = positive(text).map_err(|error| format!("{error}; or write each or all"))?;
            Ok(BatchSize::Of(usize::try_from(size).unwrap_or(usize::MAX)))
        }
    }
}

impl ExplainArgs {
    /// Prints what both engines do.
    ///
    /// # Errors
    /// A case that cannot be read, flags that contradict each other, and what cannot be printed.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        if self.list {
            stdout::print(&self.listed()?)?;
            return Ok(Exit::Fine);
        }
        let explanation = self.explanation()?;
        let printed = match self.format {
            Format::Text => text(&explanation, stdout::width(), stdout::is_coloured()),
            Format::Markdown => markdown(&explanation),
            Format::Json => json(&explanation).map_err(|error| Failure::Unexpected(error.to_string()))?,
        };
        stdout::print(&printed)?;
        Ok(exit(&explanation, notes))
    }

    /// The examples in the format that was asked for.
    fn listed(&self) -> Result<String, Failure> {
        let line = |example: &Example| match self.format {
            Format::Json => {
                serde_json::to_string(&serde_json::json!({"name": example.name, "summary": example.summary}))
            }
            Format::Text | Format::Markdown => Ok(format!("| `{}` | {} |", example.name, example.summary)),
        };
        if self.format == Format::Text {
            return Ok(list());
        }
        let lines: Result<Vec<String>, serde_json::Error> = EXAMPLES.iter().map(line).collect();
        let lines = lines.map_err(|error| Failure::Unexpected(error.to_string()))?;
        let head = if self.format == Format::Markdown {
            "| example | what it shows |\n|---|---|\n"
        } else {
            ""
        };
        Ok(format!("{head}{}\n", lines.join("\n")))
    }

    fn explanation(&self) -> Result<Explanation, Failure> {
        let name = self.case.as_deref().unwrap_or(EXAMPLES[0].name);
        if let Some(events) = &self.events {
            return self.of_sketch(Sketch {
                name: "these events".to_owned(),
                note: None,
                arrivals: events.clone(),
                window: WINDOW,
                delay_ms: DELAY_MS,
                lateness_ms: 0,
                batch: BatchSize::Of(BATCH),
            });
        }
        match Example::named(name) {
            Some(example) => self.of_sketch(example.sketch()),
            None => self.of_file(name),
        }
    }

    fn of_sketch(&self, mut sketch: Sketch) -> Result<Explanation, Failure> {
        if self.batch.is_some() && self.events.is_some() && !sketch.arrivals.bars.is_empty() {
            return Err(Failure::Usage(
                "--batch changes nothing: the bars in --events end the batches; leave one of them away"
                    .to_owned(),
            ));
        }
        let original = sketch.clone();
        if let Some(batch) = self.batch {
            sketch.arrivals.bars.clear();
            sketch.batch = batch;
        }
        sketch.window = self.window.unwrap_or(sketch.window);
        sketch.delay_ms = self.delay.unwrap_or(sketch.delay_ms);
        sketch.lateness_ms = self.lateness.unwrap_or(sketch.lateness_ms);
        let other_mode = self.output_mode.is_some_and(|mode| mode != Mode::Append);
        if sketch.note.is_some() && (sketch != original || other_mode) {
            // What an example shows, it shows as it is.
            sketch.name = format!("the events of {}", sketch.name);
            sketch.note = None;
        }
        let name = self
            .events
            .as_ref()
            .map_or(original.name.as_str(), |_| "--events");
        check_length(sketch.arrivals.events.len(), sketch.window, name)?;
        let mode = self.output_mode.map(|mode| match mode {
            Mode::Append => OutputMode::Append,
            Mode::Update => OutputMode::Update,
            Mode::Complete => OutputMode::Complete,
        });
        let explanation = sketch.explained(mode);
        match (&explanation.moments, &explanation.batches) {
            (Err(why), Err(_)) => Err(Failure::Usage(why.clone())),
            _ => Ok(explanation),
        }
    }

    fn of_file(&self, name: &str) -> Result<Explanation, Failure> {
        let path = Path::new(name);
        if !path.exists() {
            let examples = EXAMPLES.map(|example| example.name);
            let text = unknown("case file or example", name, examples);
            return Err(Failure::Usage(text));
        }
        if let Some(flag) = self.given() {
            return Err(Failure::Usage(format!(
                "--{flag} changes nothing: {name} says all there is to say; leave it away, or use --events"
            )));
        }
        let case = Case::read(path).map_err(|error| Failure::Unexpected(error.to_string()))?;
        check_length(case.events().count(), case.query.window, name)?;
        Ok(explain(&case, None))
    }

    /// The first flag that changes a query and was given.
    fn given(&self) -> Option<&'static str> {
        let flags = [
            ("window", self.window.is_some()),
            ("delay", self.delay.is_some()),
            ("lateness", self.lateness.is_some()),
            ("batch", self.batch.is_some()),
            ("output-mode", self.output_mode.is_some()),
        ];
        flags.into_iter().find_map(|(flag, given)| given.then_some(flag))
    }
}

/// An explanation of more events, or of more windows, is one that nobody reads.
fn check_length(events: usize, window: WindowShape, name: &str) -> Result<(), Failure> {
    if events > MOST_EVENTS {
        return Err(Failure::Usage(format!(
            "{name} holds {events} events, and at most {MOST_EVENTS} are explained one by one; use fewer, or \
             'streamgauge replay', which prints a line per step"
        )));
    }
    let WindowShape::Sliding {
        size_ms, slide_ms, ..
    } = window
    else {
        return Ok(());
    };
    let each = size_ms.saturating_sub(1) / slide_ms.max(1) + 1;
    let windows = usize::try_from(each).unwrap_or(usize::MAX).saturating_mul(events);
    if windows <= MOST_WINDOWS {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{name}: every event is in {each} windows, and at most {MOST_WINDOWS} are explained for all events together; \
         use a longer slide, fewer events, or 'streamgauge replay', which prints a line per step"
    )))
}

fn list() -> String {
    let width = EXAMPLES
        .iter()
        .map(|example| example.name.len())
        .max()
        .unwrap_or(0);
    let lines = EXAMPLES
        .iter()
        .map(|example| format!("{:<width$}  {}\n", example.name, example.summary));
    lines.collect()
}

/// An engine that takes no part is told in the explanation; if neither does, there is nothing to explain.
fn exit(explanation: &Explanation, notes: Notes) -> Exit {
    if explanation.moments.is_ok() || explanation.batches.is_ok() {
        return Exit::Fine;
    }
    notes.warning("neither engine can run this");
    Exit::CannotJudge
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_a_number_each_or_all() {
        let read = ["each", "all", "4"].map(|text| batch_size(text).unwrap());
        assert_eq!(read, [BatchSize::Of(1), BatchSize::All, BatchSize::Of(4)]);
        for text in ["0", "-1", "some", ""] {
            let error = batch_size(text).unwrap_err();
            assert!(error.contains("each or all"), "{text}: {error}");
        }
    }
}

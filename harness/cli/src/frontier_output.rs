//! What becomes of a frontier: saved, printed, and an exit code.

use std::path::PathBuf;

use streamgauge_record::{Clock, Document as _, Frontier, FrontierPoint, Run};
use streamgauge_render::{
    FrontierSummary, frontier_charts, frontier_csv, frontier_jsonl, frontier_markdown, frontier_page,
    frontier_terminal,
};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_args::{Format, OutputArgs};
use crate::output_directory::OutputDirectory;
use crate::saving::{rescue, save_charts, write};
use crate::stdout;

/// The name of the file.
const FILE: &str = "frontier.json";

/// Saves the frontier, prints it, and says how the process ends. What can be neither saved nor printed is rescued.
///
/// # Errors
/// What could not be saved or printed.
pub(crate) fn conclude(
    frontier: &Frontier,
    directory: Option<&OutputDirectory>,
    output: &OutputArgs,
    notes: Notes,
) -> Result<Exit, Failure> {
    let saved = directory.map_or(Ok(()), |directory| save(directory, frontier, output.png, notes));
    let printed = text(frontier, output.format).and_then(|text| stdout::print(&text));
    match (saved, printed) {
        (Ok(()), Ok(()) | Err(Failure::ClosedPipe)) => Ok(exit(frontier)),
        (Err(failure), Ok(()) | Err(Failure::ClosedPipe)) => Err(failure),
        (Ok(()), Err(failure)) => {
            if directory.is_none() {
                notes.important(&rescue(frontier, &frontier.id));
            }
            Err(failure)
        }
        (Err(failure), Err(other)) => {
            other.report(notes);
            Err(failure)
        }
    }
}

fn save(directory: &OutputDirectory, frontier: &Frontier, png: bool, notes: Notes) -> Result<(), Failure> {
    let place = save_document(directory, frontier).map_err(|error| {
        Failure::Unexpected(format!(
            "cannot save the frontier: {error}; {}",
            rescue(frontier, &frontier.id)
        ))
    })?;
    save_pictures(&place, frontier, png)
        .map_err(|error| Failure::Unexpected(format!("{FILE} is saved, but {error}")))?;
    notes.info(&format!(
        "saved {}: {FILE}, report.html, charts/",
        place.display()
    ));
    Ok(())
}

fn save_document(directory: &OutputDirectory, frontier: &Frontier) -> Result<PathBuf, String> {
    let text = frontier.to_json().map_err(|error| error.to_string())?;
    let place = directory
        .for_document(&frontier.id, FILE, &text)
        .map_err(|error| error.to_string())?;
    frontier
        .save(place.join(FILE))
        .map_err(|error| error.to_string())?;
    Ok(place)
}

/// Saves page and charts.
///
/// # Errors
/// What cannot be rendered or written.
fn save_pictures(place: &std::path::Path, frontier: &Frontier, png: bool) -> Result<(), String> {
    let text = frontier_page(frontier).map_err(|error| error.to_string())?;
    write(&place.join("report.html"), text.as_bytes())?;
    let summary = FrontierSummary::new(frontier).map_err(|error| error.to_string())?;
    save_charts(&place.join("charts"), &frontier_charts(&summary), png)
}

/// The frontier in the format asked for.
///
/// # Errors
/// If it cannot be rendered.
pub(crate) fn text(frontier: &Frontier, format: Format) -> Result<String, Failure> {
    let summary = FrontierSummary::new(frontier)?;
    Ok(match format {
        Format::Human => frontier_terminal(&summary, stdout::width()),
        Format::Json => frontier
            .to_json()
            .map_err(|error| Failure::Unexpected(error.to_string()))?,
        Format::Jsonl => frontier_jsonl(frontier)?,
        Format::Csv => frontier_csv(&summary)?,
        Format::Markdown => frontier_markdown(&summary),
    })
}

/// How the process ends: wrong answers outweigh an interruption, and that outweighs points that cannot be judged.
fn exit(frontier: &Frontier) -> Exit {
    let runs = || {
        frontier
            .points
            .iter()
            .flat_map(|point| point.simulated.iter().chain(&point.live))
    };
    let is_valid = |run: &Run| run.status.valid;
    let judged = |point: &FrontierPoint| {
        let exact = point.simulated.as_ref().is_some_and(is_valid);
        exact && (frontier.clock == Clock::Simulated || point.live.iter().any(is_valid))
    };
    if runs().any(|run| run.status.wrong_answer) {
        Exit::WrongAnswers
    } else if !frontier.complete {
        Exit::Interrupted
    } else if frontier.points.iter().all(judged) {
        Exit::Fine
    } else {
        Exit::CannotJudge
    }
}

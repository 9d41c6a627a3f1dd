//! What becomes of a growth: saved, printed, and an exit code.

use std::path::PathBuf;

use streamgauge_record::{Document as _, Growth, GrowthPoint};
use streamgauge_render::{
    GrowthSummary, growth_charts, growth_csv, growth_jsonl, growth_markdown, growth_page, growth_terminal,
};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_args::{Format, OutputArgs};
use crate::output_directory::OutputDirectory;
use crate::saving::{rescue, save_charts, write};
use crate::stdout;

/// The name of the file.
const FILE: &str = "growth.json";

/// Saves the growth, prints it, and says how the process ends. What can be neither saved nor printed is rescued.
///
/// # Errors
/// What could not be saved or printed.
pub(crate) fn conclude(
    growth: &Growth,
    directory: Option<&OutputDirectory>,
    output: &OutputArgs,
    notes: Notes,
) -> Result<Exit, Failure> {
    let saved = directory.map_or(Ok(()), |directory| save(directory, growth, output.png, notes));
    let printed = text(growth, output.format).and_then(|text| stdout::print(&text));
    match (saved, printed) {
        (Ok(()), Ok(()) | Err(Failure::ClosedPipe)) => Ok(exit(growth)),
        (Err(failure), Ok(()) | Err(Failure::ClosedPipe)) => Err(failure),
        (Ok(()), Err(failure)) => {
            if directory.is_none() {
                notes.important(&rescue(growth, &growth.id));
            }
            Err(failure)
        }
        (Err(failure), Err(other)) => {
            other.report(notes);
            Err(failure)
        }
    }
}

fn save(directory: &OutputDirectory, growth: &Growth, png: bool, notes: Notes) -> Result<(), Failure> {
    let place = save_document(directory, growth).map_err(|error| {
        Failure::Unexpected(format!(
            "cannot save the growth: {error}; {}",
            rescue(growth, &growth.id)
        ))
    })?;
    save_pictures(&place, growth, png)
        .map_err(|error| Failure::Unexpected(format!("{FILE} is saved, but {error}")))?;
    notes.info(&format!(
        "saved {}: {FILE}, report.html, charts/",
        place.display()
    ));
    Ok(())
}

fn save_document(directory: &OutputDirectory, growth: &Growth) -> Result<PathBuf, String> {
    let text = growth.to_json().map_err(|error| error.to_string())?;
    let place = directory
        .for_document(&growth.id, FILE, &text)
        .map_err(|error| error.to_string())?;
    growth.save(place.join(FILE)).map_err(|error| error.to_string())?;
    Ok(place)
}

/// Saves page and charts.
///
/// # Errors
/// What cannot be rendered or written.
fn save_pictures(place: &std::path::Path, growth: &Growth, png: bool) -> Result<(), String> {
    let text = growth_page(growth).map_err(|error| error.to_string())?;
    write(&place.join("report.html"), text.as_bytes())?;
    let summary = GrowthSummary::new(growth);
    save_charts(&place.join("charts"), &growth_charts(&summary), png)
}

/// The growth in the format asked for.
///
/// # Errors
/// If it cannot be rendered.
pub(crate) fn text(growth: &Growth, format: Format) -> Result<String, Failure> {
    let summary = GrowthSummary::new(growth);
    Ok(match format {
        Format::Human => growth_terminal(&summary, stdout::width()),
        Format::Json => growth
            .to_json()
            .map_err(|error| Failure::Unexpected(error.to_string()))?,
        Format::Jsonl => growth_jsonl(growth)?,
        Format::Csv => growth_csv(&summary)?,
        Format::Markdown => growth_markdown(&summary),
    })
}

/// How the process ends: wrong answers outweigh an interruption, and that outweighs points that cannot be judged.
fn exit(growth: &Growth) -> Exit {
    let trials = || growth.points.iter().flat_map(|point| &point.trials);
    let has_figure = |point: &GrowthPoint| point.trials.iter().any(|trial| trial.status.valid);
    if trials().any(|trial| trial.status.wrong_answer) {
        Exit::WrongAnswers
    } else if !growth.complete {
        Exit::Interrupted
    } else if growth.points.iter().all(has_figure) {
        Exit::Fine
    } else {
        Exit::CannotJudge
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_record::{GrowthAxis, GrowthTrial};
    use streamgauge_runner::{EngineChoice, engine_settings, query_settings};
    use streamgauge_workloads::query;

    use super::*;

    /// A growth of one point with these trials.
    fn ended(complete: bool, trials: Vec<GrowthTrial>) -> Exit {
        exit(&Growth {
            schema: String::new(),
            version: String::new(),
            id: String::new(),
            created: String::new(),
            tool: streamgauge_doctor::tool(),
            argv: Vec::new(),
            machine: streamgauge_record::Machine::default(),
            seed: 0,
            repeats: 1,
            points: vec![GrowthPoint {
                axis: GrowthAxis::Keys,
                value: 10.0,
                arm: String::new(),
                engine: engine_settings(&EngineChoice::Null),
                query: query_settings(&query("movie-tumbling").unwrap()),
                scenario: Vec::new(),
                argv: Vec::new(),
                trials,
            }],
            complete,
            warnings: Vec::new(),
        })
    }

    #[test]
    fn wrong_answers_outweigh_everything_and_points_without_figures_cannot_be_judged() {
        let void = GrowthTrial::void("planted".to_owned());
        let (mut wrong, mut valid) = (void.clone(), void.clone());
        (wrong.status.wrong_answer, valid.status.valid) = (true, true);
        assert_eq!(ended(false, vec![valid.clone(), wrong]), Exit::WrongAnswers);
        assert_eq!(ended(false, vec![valid.clone()]), Exit::Interrupted);
        assert_eq!(ended(true, vec![void.clone()]), Exit::CannotJudge);
        assert_eq!(ended(true, vec![void, valid]), Exit::Fine);
    }
}

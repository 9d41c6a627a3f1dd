//! What a frontier is as page, pictures, texts and exit code.

use std::path::Path;

use streamgauge_record::{Clock, Frontier, FrontierPoint, Run};
use streamgauge_render::{
    FrontierSummary, RenderError, frontier_charts, frontier_csv, frontier_jsonl, frontier_markdown,
    frontier_page, frontier_terminal,
};

use crate::conclusion::{Conclusion, json};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output_args::Format;
use crate::saving::save_charts;
use crate::stdout;

impl Conclusion for Frontier {
    const FILE: &'static str = "frontier.json";
    const NOUN: &'static str = "frontier";

    fn id(&self) -> &str {
        &self.id
    }

    fn page(&self) -> Result<String, RenderError> {
        frontier_page(self)
    }

    fn save_charts(&self, directory: &Path, png: bool) -> Result<(), String> {
        let summary = FrontierSummary::new(self).map_err(|error| error.to_string())?;
        save_charts(directory, &frontier_charts(&summary), png)
    }

    fn text(&self, format: Format) -> Result<String, Failure> {
        let summary = FrontierSummary::new(self)?;
        Ok(match format {
            Format::Human => frontier_terminal(&summary, stdout::width()),
            Format::Json => json(self)?,
            Format::Jsonl => frontier_jsonl(self)?,
            Format::Csv => frontier_csv(&summary)?,
            Format::Markdown => frontier_markdown(&summary),
        })
    }

    fn exit(&self) -> Exit {
        exit(self)
    }
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

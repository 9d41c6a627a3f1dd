//! What a growth is as page, pictures, texts and exit code.

use std::path::Path;

use streamgauge_record::{Growth, GrowthPoint};
use streamgauge_render::{
    GrowthSummary, RenderError, growth_charts, growth_csv, growth_jsonl, growth_markdown, growth_page,
    growth_terminal,
};

use crate::conclusion::{Conclusion, json};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output_args::Format;
use crate::saving::save_charts;
use crate::stdout;

impl Conclusion for Growth {
    const FILE: &'static str = "growth.json";
    const NOUN: &'static str = "growth";

    fn id(&self) -> &str {
        &self.id
    }

    fn page(&self) -> Result<String, RenderError> {
        growth_page(self)
    }

    fn save_charts(&self, directory: &Path, png: bool) -> Result<(), String> {
        save_charts(directory, &growth_charts(&GrowthSummary::new(self)), png)
    }

    fn text(&self, format: Format) -> Result<String, Failure> {
        let summary = GrowthSummary::new(self);
        Ok(match format {
            Format::Human => growth_terminal(&summary, stdout::width()),
            Format::Json => json(self)?,
            Format::Jsonl => growth_jsonl(self)?,
            Format::Csv => growth_csv(&summary)?,
            Format::Markdown => growth_markdown(&summary),
        })
    }

    fn exit(&self) -> Exit {
        exit(self)
    }
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

//! What a search is as page, pictures, texts and exit code.

use std::path::Path;

use streamgauge_record::SearchRecord;
use streamgauge_render::{
    RenderError, search_charts, search_csv, search_jsonl, search_markdown, search_page, search_terminal,
};

use crate::conclusion::{Conclusion, json};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output_args::Format;
use crate::saving::save_charts;
use crate::stdout;

impl Conclusion for SearchRecord {
    const FILE: &'static str = "search.json";
    const NOUN: &'static str = "search";

    fn id(&self) -> &str {
        &self.id
    }

    fn page(&self) -> Result<String, RenderError> {
        search_page(self)
    }

    fn save_charts(&self, directory: &Path, png: bool) -> Result<(), String> {
        save_charts(directory, &search_charts(self), png)
    }

    fn text(&self, format: Format) -> Result<String, Failure> {
        Ok(match format {
            Format::Human => search_terminal(self, stdout::is_coloured(), stdout::width()),
            Format::Json => json(self)?,
            Format::Jsonl => search_jsonl(self)?,
            Format::Csv => search_csv(self)?,
            Format::Markdown => search_markdown(self),
        })
    }

    fn exit(&self) -> Exit {
        exit(self)
    }
}

/// How the process ends for what the record holds.
fn exit(record: &SearchRecord) -> Exit {
    let mut trials = record.searches.iter().flat_map(|search| &search.trials);
    if trials.any(|trial| trial.run.status.wrong_answer) {
        Exit::WrongAnswers
    } else if !record.complete {
        Exit::Interrupted
    } else if record
        .searches
        .iter()
        .any(|search| search.claim.sustainable_per_s.is_none())
    {
        Exit::CannotJudge
    } else {
        Exit::Fine
    }
}

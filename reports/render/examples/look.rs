//! Renders a record in every way, to look at: `cargo run -p streamgauge-render --example look RECORD DIRECTORY`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use streamgauge_record::{Document as _, Record, SearchRecord};
use streamgauge_render::{
    Summary, charts, csv, jsonl, markdown, page, png, search_charts, search_page, search_terminal, terminal,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(record), Some(directory)) = (arguments.next(), arguments.next().map(PathBuf::from)) else {
        return Err("give a record and a directory".into());
    };
    if let Ok(search) = SearchRecord::load(&record) {
        return look_at_search(&search, &directory);
    }
    let record = Record::load(record)?;
    let summary = Summary::new(&record)?;
    fs::create_dir_all(&directory)?;
    fs::write(directory.join("terminal.txt"), terminal(&summary, false, 100))?;
    fs::write(directory.join("summary.md"), markdown(&summary))?;
    fs::write(directory.join("runs.csv"), csv(&record)?)?;
    fs::write(directory.join("runs.jsonl"), jsonl(&record)?)?;
    fs::write(directory.join("page.html"), page(&record)?)?;
    for chart in charts(&summary) {
        let svg = chart.svg()?;
        fs::write(directory.join(chart.id() + ".png"), png(&svg, 1_000)?)?;
        fs::write(directory.join(chart.id() + ".svg"), svg)?;
    }
    Ok(())
}

fn look_at_search(search: &SearchRecord, directory: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(directory)?;
    fs::write(
        directory.join("terminal.txt"),
        search_terminal(search, false, 100),
    )?;
    fs::write(directory.join("page.html"), search_page(search)?)?;
    for chart in search_charts(search) {
        fs::write(directory.join(chart.id() + ".png"), png(&chart.svg()?, 1_000)?)?;
    }
    Ok(())
}

//! A check on a page: the verdicts, and the pairs of runs behind them.

use askama::Template;
use streamgauge_record::{Block, CheckRecord, CheckVerdict, CheckedScenario, Comparison, Side};

use crate::chart_view::ChartView;
use crate::check_chart::check_charts;
use crate::check_lines::{
    CHANGE, CheckLine, answer_problems, answers, label, lines, metric_text, percent, sentence, word,
};
use crate::check_notes::notes;
use crate::check_text::{gate, table};
use crate::embedding::Embeddable;
use crate::markdown::capital;
use crate::page_method::{command, machine_lines};
use crate::part::{At, Part};
use crate::query::plural;
use crate::{DataTable, RenderError, Unit};

/// Makes the part of a check.
pub(crate) fn check_part(record: &CheckRecord, at: At) -> Result<Part<'_>, RenderError> {
    let lines = lines(record);
    let body = Body {
        at: &at,
        gate: capital(&gate(record)),
        verdicts: table(&lines),
        whys: lines
            .iter()
            .filter(|line| !line.why.is_empty())
            .map(why)
            .collect(),
        change: capital(CHANGE),
        answers: answers(record),
        problems: answer_problems(record),
        figures: ChartView::all(&check_charts(record), &at)?,
        scenarios: record.scenarios.iter().flat_map(measured).collect(),
        command: command(&record.argv),
        machine: machine_lines(&record.machine, &record.tool),
    };
    let body = body.render()?;
    let links = [
        ("verdicts", "Verdicts"),
        ("answers", "Answers"),
        ("pairs", "Pairs of runs"),
        ("method", "Method"),
    ];
    let build = |name: &str, build: &streamgauge_record::Build| {
        format!("{name} {} ({})", build.program, build.version)
    };
    Ok(Part {
        title: "check of a build".to_owned(),
        subject: format!(
            "{} · {}",
            build("base", &record.base),
            build("head", &record.head)
        ),
        machine: Some(record.machine.line()),
        verdicts: vec![format!("{} {}.", sentence(record), counts(record))],
        warnings: notes(record),
        tiles: vec![],
        links: links.map(|(id, name)| (at.id(id), name)).into(),
        body,
        source: format!("check of {}", record.created),
        carries: Some(Embeddable::small("check", record)),
        at,
    })
}

fn counts(record: &CheckRecord) -> String {
    let count = |verdict| record.count(verdict);
    format!(
        "{} worse, {} better, {} same, {} undecided",
        count(CheckVerdict::Worse),
        count(CheckVerdict::Better),
        count(CheckVerdict::Same),
        count(CheckVerdict::Undecided)
    )
}

fn why(line: &CheckLine) -> String {
    format!("{}, {}: {}", line.scenario, line.metric, line.why)
}

/// What was measured of a scenario.
struct Measured {
    name: String,
    control: String,
    pairs: DataTable,
}

/// A scenario, and what confirmed it.
fn measured(checked: &CheckedScenario) -> Vec<Measured> {
    let one = |checked: &CheckedScenario, again: &str| Measured {
        name: format!("{}{again}", checked.scenario),
        control: control(&checked.control),
        pairs: pairs(checked),
    };
    let again = checked.confirmation.as_deref();
    [one(checked, "")]
        .into_iter()
        .chain(again.map(|found| one(found, ", measured again to confirm")))
        .collect()
}

/// What the control kernel says of the machine.
fn control(found: &Comparison) -> String {
    let change = found.change.map_or("—".to_owned(), percent);
    let why = if found.why.is_empty() {
        String::new()
    } else {
        format!(": {}", found.why)
    };
    format!(
        "Control kernel beside the head against beside the base, over {}: {change}, {}{why}",
        plural(found.pairs as usize, "pair"),
        word(found.verdict)
    )
}

/// A line for each pair: the figures of base and head, and how fast the control kernel ran before each.
fn pairs(checked: &CheckedScenario) -> DataTable {
    let metrics: Vec<_> = checked.comparisons.iter().map(|found| found.metric).collect();
    let sides = [(Side::Base, "base"), (Side::Head, "head")];
    let names = metrics.iter().copied().map(label).chain(["control"]);
    let head = names.flat_map(|name| sides.map(|(_, side)| format!("{name}, {side}")));
    let mut numbers: Vec<u32> = checked.blocks.iter().map(|block| block.pair).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let row = |pair: u32| {
        let block = |side: Side| {
            let mut blocks = checked.blocks.iter();
            blocks.find(|block| block.pair == pair && block.side == side)
        };
        let figures = metrics.iter().flat_map(|metric| {
            sides.map(|(side, _)| {
                figure(block(side), |block| {
                    block
                        .figures
                        .get(metric)
                        .map(|value| metric_text(*metric, *value))
                })
            })
        });
        let control = sides.map(|(side, _)| {
            block(side).map_or("—".to_owned(), |block| Unit::Nanoseconds.text(block.control_ns))
        });
        let number = std::iter::once((u64::from(pair) + 1).to_string());
        number.chain(figures).chain(control).collect()
    };
    DataTable {
        head: std::iter::once("pair".to_owned()).chain(head).collect(),
        rows: numbers.into_iter().map(row).collect(),
    }
}

/// A figure of a run, or that the run is void.
fn figure(block: Option<&Block>, of: impl Fn(&Block) -> Option<String>) -> String {
    match block {
        Some(block) if block.void.is_some() => "void".to_owned(),
        Some(block) if block.wrong_answer => "wrong answer".to_owned(),
        block => block.and_then(of).unwrap_or_else(|| "—".to_owned()),
    }
}

#[derive(Template)]
#[template(path = "check.html")]
struct Body<'a> {
    at: &'a At,
    gate: String,
    verdicts: DataTable,
    whys: Vec<String>,
    change: String,
    answers: String,
    problems: Vec<(String, String)>,
    figures: Vec<ChartView>,
    scenarios: Vec<Measured>,
    command: String,
    machine: Vec<(&'static str, String)>,
}

//! What changed between two records, on a page.

use askama::Template;
use streamgauge_record::{Change, Changes};

use crate::change_table::{HEADS, answer_lines, cells, counts, is_unchanged, legend, mean_cells};
use crate::change_text::{head, one_sided};
use crate::embedding::Embeddable;
use crate::markdown::capital;
use crate::part::{At, Part};
use crate::{DataTable, RenderError};

/// Makes the part of a comparison of two records.
pub(crate) fn change_part(changes: &Changes, at: At) -> Result<Part<'_>, RenderError> {
    let (unchanged, changed): (Vec<&Change>, Vec<&Change>) = changes
        .changes
        .iter()
        .partition(|change| is_unchanged(change.verdict));
    let body = Body {
        at: &at,
        sides: vec![("base", head(&changes.base)), ("new", head(&changes.new))],
        notes: changes.notes.iter().cloned().chain(one_sided(changes)).collect(),
        changed: table(&changed),
        unchanged: table(&unchanged),
        means: mean_cells(changes, true),
        legend: legend(changes).iter().map(|line| capital(line)).collect(),
        answers: answer_lines(changes),
    };
    let body = body.render()?;
    let links = [("changes", "Changes"), ("answers", "Answers")];
    Ok(Part {
        title: "what changed between two records".to_owned(),
        subject: changes.subject.clone(),
        machine: None,
        verdicts: vec![format!("{}.", capital(&counts(changes).join(", ")))],
        warnings: vec![],
        tiles: vec![],
        links: links.map(|(id, name)| (at.id(id), name)).into(),
        body,
        source: format!("changes from {} to {}", changes.base.id, changes.new.id),
        carries: Some(Embeddable::small("change", changes)),
        at,
    })
}

fn table(changes: &[&Change]) -> DataTable {
    let row = |change: &&Change| {
        let names = [change.arm.clone(), change.query.clone(), change.label.clone()];
        names.into_iter().chain(cells(change)).collect()
    };
    DataTable {
        head: ["arm", "query", "metric"]
            .into_iter()
            .chain(HEADS)
            .map(str::to_owned)
            .collect(),
        rows: changes.iter().map(row).collect(),
    }
}

#[derive(Template)]
#[template(path = "change.html")]
struct Body<'a> {
    at: &'a At,
    sides: Vec<(&'static str, String)>,
    notes: Vec<String>,
    changed: DataTable,
    unchanged: DataTable,
    means: Vec<(String, String)>,
    legend: Vec<String>,
    answers: Vec<(&'static str, String)>,
}

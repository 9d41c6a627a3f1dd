//! Benches of kernels on a page.

use askama::Template;
use streamgauge_record::KernelRecord;

use crate::embedding::Embeddable;
use crate::kernel_text::{kernel_table, measured};
use crate::page_method::machine_lines;
use crate::part::{At, Part};
use crate::{DataTable, RenderError};

/// Makes the part of benches that were imported.
pub(crate) fn kernel_part(record: &KernelRecord, at: At) -> Result<Part<'_>, RenderError> {
    let body = Body {
        at: &at,
        kernels: kernel_table(record),
        machine: machine_lines(&record.machine, &record.tool),
    };
    let body = body.render()?;
    let links = [("kernels", "Kernels"), ("method", "Method")];
    Ok(Part {
        title: "kernels by themselves".to_owned(),
        subject: format!("imported {}", record.created),
        machine: Some(record.machine.line()),
        verdicts: vec![format!("{}.", measured(record))],
        warnings: vec![],
        tiles: vec![],
        links: links.map(|(id, name)| (at.id(id), name)).into(),
        body,
        source: format!("kernels of {}", record.created),
        carries: Some(Embeddable::small("kernels", record)),
        at,
    })
}

#[derive(Template)]
#[template(path = "kernels.html")]
struct Body<'a> {
    at: &'a At,
    kernels: DataTable,
    machine: Vec<(&'static str, String)>,
}

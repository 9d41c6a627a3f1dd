//! How a document of points begins and ends as Markdown.

use std::fmt::Write as _;

use crate::markdown::escape;

/// What it is, what it is about, and what makes it worth less.
pub(crate) fn opening(noun: &str, subject: &str, warnings: &[String]) -> String {
    let mut text = format!("## streamgauge: {noun}\n\n{}\n\n", escape(subject));
    for warning in warnings {
        let _ = write!(text, "> **Note:** {}\n\n", escape(warning));
    }
    text
}

/// What the columns are, in small print, and the name of the document.
pub(crate) fn closing(notes: &str, id: &str) -> String {
    format!("<sub>{notes}. Document {}.</sub>\n", escape(id))
}

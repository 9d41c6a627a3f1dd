//! The command `list`.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::catalogue::{Entry, KINDS, entries};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::stdout;

/// Arguments of `list`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ListArgs {
    /// What to list [default: everything]
    #[arg(value_parser = PossibleValuesParser::new(KINDS))]
    what: Option<String>,
}

impl ListArgs {
    /// Prints names with what they are.
    ///
    /// # Errors
    /// What cannot be printed.
    pub(crate) fn carry_out(&self) -> Result<Exit, Failure> {
        let all = entries();
        let kinds = KINDS
            .iter()
            .filter(|kind| self.what.as_deref().is_none_or(|what| what == **kind));
        let parts: Vec<String> = kinds.map(|kind| part(kind, &all, self.what.is_none())).collect();
        stdout::print(&parts.join("\n"))?;
        Ok(Exit::Fine)
    }
}

fn part(kind: &str, all: &[Entry], titled: bool) -> String {
    let of_kind: Vec<&Entry> = all.iter().filter(|entry| entry.kind == kind).collect();
    let width = of_kind.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
    let mut text = if titled {
        format!("{kind}\n")
    } else {
        String::new()
    };
    for entry in of_kind {
        let indent = if titled { "  " } else { "" };
        text.push_str(&format!("{indent}{:<width$}  {}\n", entry.name, entry.summary));
    }
    text
}

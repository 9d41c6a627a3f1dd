//! The command `man`.

use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man;

use crate::command_line::command;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::file_set::FileSet;
use crate::notes::Notes;
use crate::stdout;

/// Arguments of `man`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ManArgs {
    /// Write a page for every command into this directory, instead of printing that of streamgauge itself
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl ManArgs {
    /// Prints or writes manual pages in roff.
    ///
    /// # Errors
    /// What cannot be printed or written.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let Some(directory) = &self.out else {
            let mut page = Vec::new();
            Man::new(command())
                .render(&mut page)
                .map_err(|error| Failure::Unexpected(error.to_string()))?;
            stdout::print(&String::from_utf8_lossy(&page))?;
            return Ok(Exit::Fine);
        };
        FileSet::put(directory, |aside| clap_mangen::generate_to(command(), aside)).map_err(|fault| {
            Failure::Unexpected(format!(
                "cannot write manual pages to {}: {}; choose another directory with --out",
                fault.path.display(),
                fault.error
            ))
        })?;
        notes.info(&format!(
            "saved {}: streamgauge.1, streamgauge-compare.1 …",
            directory.display()
        ));
        Ok(Exit::Fine)
    }
}

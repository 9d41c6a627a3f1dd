//! The command `completions`.

use clap::Args;
use clap_complete::Shell;

use crate::command_line::command;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::stdout;

/// Arguments of `completions`.
#[derive(Args, Clone, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl CompletionsArgs {
    /// Prints a script for the shell.
    ///
    /// # Errors
    /// What cannot be printed.
    pub(crate) fn carry_out(&self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "streamgauge", &mut script);
        stdout::print(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Fine)
    }
}

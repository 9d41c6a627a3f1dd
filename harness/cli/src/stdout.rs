//! The standard output, where data goes.

use std::io::{self, IsTerminal as _, Write as _};

use crate::failure::Failure;

/// Columns of tables that go into a file or a pipe.
const FILE_WIDTH: usize = 100;

/// Prints text as it is.
///
/// # Errors
/// What the operating system says; a reader that has gone is [`Failure::ClosedPipe`].
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::of_stdout(&error))
}

/// Whether text printed here is to have colours.
pub(crate) fn is_coloured() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// Columns that a table may take: those of the terminal, or of `COLUMNS`.
pub(crate) fn width() -> usize {
    let asked = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse().ok())
        .filter(|width| *width > 0);
    asked.unwrap_or_else(|| {
        let terminal = terminal_size::terminal_size_of(io::stdout()).filter(|_| io::stdout().is_terminal());
        terminal.map_or(FILE_WIDTH, |(width, _)| usize::from(width.0))
    })
}

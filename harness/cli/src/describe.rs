//! The command `describe`.

use clap::Args;

use crate::catalogue::{Entry, entries};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::stdout;
use crate::suggestion::nearest;

/// Arguments of `describe`.
#[derive(Args, Clone, Debug)]
pub(crate) struct DescribeArgs {
    /// Anything that `streamgauge list` shows
    name: String,
}

impl DescribeArgs {
    /// Prints what is known about a name.
    ///
    /// # Errors
    /// An unknown name, and what cannot be printed.
    pub(crate) fn carry_out(&self) -> Result<Exit, Failure> {
        let all = entries();
        let found: Vec<String> = all
            .iter()
            .filter(|entry| entry.name == self.name)
            .map(|entry| text(entry, stdout::width()))
            .collect();
        if found.is_empty() {
            return Err(Failure::Usage(unknown(&self.name, &all)));
        }
        stdout::print(&found.join("\n"))?;
        Ok(Exit::Fine)
    }
}

fn unknown(name: &str, all: &[Entry]) -> String {
    let names: Vec<&str> = all.iter().map(|entry| entry.name.as_str()).collect();
    let hint = nearest(name, &names).map_or_else(String::new, |near| format!("did you mean '{near}'? "));
    format!("nothing is named '{name}'; {hint}`streamgauge list` shows all names")
}

fn text(entry: &Entry, width: usize) -> String {
    let mut text = wrapped(
        &format!("{} ({}): {}", entry.name, entry.kind, entry.summary),
        width,
    );
    if !entry.description.is_empty() {
        text.push('\n');
        text.push_str(&wrapped(&entry.description, width));
    }
    text
}

/// Paragraphs cut into lines; lines that are indented stay as they are.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        if line.starts_with(' ') {
            lines.push_str(line);
        } else {
            wrap(line, width, &mut lines);
        }
        lines.push('\n');
    }
    lines
}

fn wrap(line: &str, width: usize, to: &mut String) {
    let mut column = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width.max(20) {
            to.push('\n');
            column = 0;
        } else if column > 0 {
            to.push(' ');
            column += 1;
        }
        to.push_str(word);
        column += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_wrapped_and_lists_are_not() {
        let text = "one two three four five six\n\n  a list     of two that is longer than the width";
        assert_eq!(
            wrapped(text, 20),
            "one two three four\nfive six\n\n  a list     of two that is longer than the width\n"
        );
    }
}

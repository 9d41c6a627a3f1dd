//! Texts in lines that fit on a terminal.

/// The words of a text in lines of at most `width` columns, where words allow it. What it is indented by stays, and lines
/// behind the first are indented by two more.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let indent = text.len() - text.trim_start().len();
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent);
    for word in text.split_whitespace() {
        if columns(&line) > indent && columns(&line) + 1 + columns(word) > width {
            lines.push(line);
            line = " ".repeat(indent + 2);
        } else if columns(&line) > indent {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// As [`wrapped`], each line ended.
pub(crate) fn paragraph(text: &str, width: usize) -> String {
    wrapped(text, width).into_iter().map(|line| line + "\n").collect()
}

/// Columns that a text takes; names and figures hold no wide characters.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_later_lines_are_indented_by_two_more() {
        assert_eq!(
            wrapped("  note: a µs or two", 10),
            ["  note: a", "    µs or", "    two"]
        );
        assert_eq!(wrapped("unbreakable words", 5), ["unbreakable", "  words"]);
        assert_eq!(paragraph("", 5), "\n");
    }
}

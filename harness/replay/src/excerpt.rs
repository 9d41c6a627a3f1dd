//! Foreign text in messages.

/// The first `limit` characters of `text`, with dots if there are more. Control characters and others that cannot be
/// seen are escaped, so that they reach no terminal.
pub fn excerpt(text: &str, limit: usize) -> String {
    let mut shown = String::new();
    for (at, character) in text.chars().enumerate() {
        if at == limit {
            shown.push_str("...");
            break;
        }
        if matches!(character, '"' | '\'' | '\\') {
            shown.push(character);
        } else {
            shown.extend(character.escape_debug());
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_and_what_cannot_be_seen_is_escaped() {
        assert_eq!(excerpt("plain \"é\" \\n", 20), "plain \"é\" \\n");
        assert_eq!(excerpt("\u{1b}[31m\n", 20), "\\u{1b}[31m\\n");
        assert_eq!(excerpt("\u{9b}\u{202e}", 20), "\\u{9b}\\u{202e}");
        assert_eq!(excerpt("12345", 5), "12345");
        assert_eq!(excerpt("123456", 5), "12345...");
    }
}

//! Text of a case that is safe to show.

/// `text` with everything escaped that would act on a terminal instead of being seen: control characters and those
/// that turn the direction of writing. Line ends and tabs are spaces.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\n' | '\r' | '\t' => out.push(' '),
            _ if acts(sign) => out.extend(sign.escape_unicode()),
            _ => out.push(sign),
        }
    }
    out
}

/// `text`, cut after `most` characters.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

fn acts(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
        )
        || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        assert_eq!(printable("a\u{1b}[2Jb\u{7}"), r"a\u{1b}[2Jb\u{7}");
        assert_eq!(printable("two\nlines\u{202e}"), r"two lines\u{202e}");
        assert_eq!(printable("größer 10\u{a0}s"), "größer 10\u{a0}s");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("abcd", 4), "abcd");
    }
}

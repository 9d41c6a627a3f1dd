//! Text in columns.

use crate::page::{Paragraph, Span, Tone};
use crate::words::NO_BREAK;

/// One line of text.
pub type Line = Vec<Span>;

/// How many columns a line takes.
pub fn columns(line: &Line) -> usize {
    line.iter().map(|span| span.text.chars().count()).sum()
}

/// Cuts a paragraph into lines of at most `width` columns, at spaces; two spaces in a row stay together.
pub fn wrapped(paragraph: &Paragraph, width: usize) -> Vec<Line> {
    let mut lines = vec![indent(paragraph.indent)];
    let mut column = paragraph.indent;
    let room = width.saturating_sub(paragraph.indent + paragraph.hang).max(1);
    for word in words(paragraph).into_iter().flat_map(|word| broken(word, room)) {
        let length: usize = columns(&word.spans);
        let gap =
            if column > paragraph.indent || lines.len() > 1 && column > paragraph.indent + paragraph.hang {
                word.gap
            } else {
                0
            };
        let begun = lines
            .last()
            .is_some_and(|line| line.iter().any(|span| !span.text.trim().is_empty()));
        if begun && column + gap + length > width {
            lines.push(indent(paragraph.indent + paragraph.hang));
            column = paragraph.indent + paragraph.hang;
        } else if begun && gap > 0 {
            let tone = gap_tone(lines.last(), &word);
            let text = " ".repeat(gap);
            push(&mut lines, Span { text, tone });
            column += gap;
        }
        column += length;
        word.spans.into_iter().for_each(|span| push(&mut lines, span));
    }
    lines
}

/// What may not be cut, and how many spaces stand before it.
struct Word {
    gap: usize,
    spans: Vec<Span>,
}

/// The words of a paragraph. A window is one word although a space is in it.
fn words(paragraph: &Paragraph) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut gap, mut inside, mut fresh) = (0, false, true);
    for span in &paragraph.spans {
        for part in span.text.chars() {
            if part == ' ' && !inside {
                (gap, fresh) = (gap + 1, true);
                continue;
            }
            inside = match part {
                '[' => true,
                ')' => false,
                _ => inside,
            };
            if fresh {
                words.push(Word {
                    gap,
                    spans: Vec::new(),
                });
                (gap, fresh) = (0, false);
            }
            let part = if part == NO_BREAK { ' ' } else { part };
            if let Some(word) = words.last_mut() {
                match word.spans.last_mut() {
                    Some(last) if last.tone == span.tone => last.text.push(part),
                    _ => word.spans.push(Span {
                        text: part.to_string(),
                        tone: span.tone,
                    }),
                }
            }
        }
    }
    words
}

/// A word in pieces that fit: one that is wider than a line is cut at its spaces, and wherever the line ends.
fn broken(word: Word, room: usize) -> Vec<Word> {
    if columns(&word.spans) <= room {
        return vec![word];
    }
    let empty = |gap| Word {
        gap,
        spans: Vec::new(),
    };
    let mut pieces = Vec::new();
    let mut piece = empty(word.gap);
    for span in word.spans {
        for sign in span.text.chars() {
            if sign == ' ' {
                pieces.push(std::mem::replace(&mut piece, empty(1)));
                continue;
            }
            if columns(&piece.spans) == room {
                pieces.push(std::mem::replace(&mut piece, empty(0)));
            }
            match piece.spans.last_mut() {
                Some(last) if last.tone == span.tone => last.text.push(sign),
                _ => piece.spans.push(Span {
                    text: sign.to_string(),
                    tone: span.tone,
                }),
            }
        }
    }
    pieces.push(piece);
    pieces
}

fn indent(columns: usize) -> Line {
    if columns == 0 {
        return Vec::new();
    }
    vec![Span {
        text: " ".repeat(columns),
        tone: Tone::Plain,
    }]
}

/// Between words of one tone, the space has it too: it is set once for all of them.
fn gap_tone(line: Option<&Line>, word: &Word) -> Tone {
    let before = line.and_then(|line| line.last()).map(|span| span.tone);
    let behind = word.spans.first().map(|span| span.tone);
    match (before, behind) {
        (Some(before), Some(behind)) if before == behind => before,
        _ => Tone::Plain,
    }
}

fn push(lines: &mut [Line], span: Span) {
    let Some(line) = lines.last_mut() else { return };
    match line.last_mut() {
        Some(last) if last.tone == span.tone => last.text.push_str(&span.text),
        _ => line.push(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(paragraph: &Paragraph, width: usize) -> Vec<String> {
        let text = |line: &Line| line.iter().map(|span| span.text.as_str()).collect();
        wrapped(paragraph, width).iter().map(text).collect()
    }

    #[test]
    fn lines_are_cut_at_spaces_and_hang() {
        let paragraph = Paragraph::plain("one two three")
            .and(Tone::Late, " four")
            .indented(1, 2);
        assert_eq!(texts(&paragraph, 9), [" one two", "   three", "   four"]);
        assert_eq!(texts(&paragraph, 80), [" one two three four"]);
    }

    #[test]
    fn what_is_wider_than_a_line_is_cut() {
        assert_eq!(
            texts(&Paragraph::plain("a bcdefgh i"), 4),
            ["a", "bcde", "fgh", "i"]
        );
        assert_eq!(
            texts(&Paragraph::plain("abcdef").indented(0, 2), 4),
            ["abcd", "  ef"]
        );
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        let paragraph = Paragraph::plain(format!("every {}", crate::words::span(10_000)));
        assert_eq!(texts(&paragraph, 8), ["every", "10 s"]);
    }

    #[test]
    fn words_of_one_tone_are_one_piece() {
        let paragraph = Paragraph::plain("a")
            .and(Tone::Late, " two words")
            .and(Tone::Plain, " c");
        let tones: Vec<Tone> = wrapped(&paragraph, 80)[0].iter().map(|span| span.tone).collect();
        assert_eq!(tones, [Tone::Plain, Tone::Late, Tone::Plain]);
    }

    #[test]
    fn windows_are_not_cut_and_gaps_stay() {
        let paragraph = Paragraph::plain("[14:00:00, 14:00:06)  takes it");
        assert_eq!(texts(&paragraph, 80), ["[14:00:00, 14:00:06)  takes it"]);
        assert_eq!(texts(&paragraph, 22), ["[14:00:00, 14:00:06)", "takes it"]);
        let narrow = ["[14:00:00,", "14:00:06)", "takes it"];
        assert_eq!(texts(&paragraph, 15), narrow);
    }
}

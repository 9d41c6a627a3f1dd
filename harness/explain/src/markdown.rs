//! The explanation as Markdown: one table, a row for everything that happens.

use crate::closing::closing;
use crate::explanation::Explanation;
use crate::legend::legend;
use crate::opening::heading;
use crate::page::{Cell, Paragraph, Scene, Tone};
use crate::story::scenes;
use crate::words::NO_BREAK;

/// The explanation as Markdown.
#[must_use]
pub fn markdown(explanation: &Explanation) -> String {
    let mut text = String::new();
    for paragraph in heading(explanation) {
        text.push_str(&format!("{}\n\n", inline(&paragraph)));
    }
    let mut below: Vec<String> = Vec::new();
    text.push_str("| | event-at-a-time | micro-batch |\n|---|---|---|\n");
    for scene in legend(explanation)
        .into_iter()
        .chain(scenes(explanation))
        .chain(closing(explanation))
    {
        row(&scene, &mut text);
        if scene.events.is_empty() && scene.batches.is_empty() && !scene.below.is_empty() {
            below.push(format!("**{}**", escaped(&scene.title)));
        }
        below.extend(scene.below.iter().map(inline));
    }
    for paragraph in below {
        text.push_str(&format!("\n{paragraph}\n"));
    }
    text
}

fn row(scene: &Scene, text: &mut String) {
    if scene.events.is_empty() && scene.batches.is_empty() {
        return;
    }
    text.push_str(&format!(
        "| {} | {} | {} |\n",
        escaped(&scene.title),
        cell(&scene.events),
        cell(&scene.batches)
    ));
}

fn cell(cell: &Cell) -> String {
    let lines: Vec<String> = cell.iter().map(inline).collect();
    lines.join("<br>")
}

fn inline(paragraph: &Paragraph) -> String {
    let mut text = String::new();
    for span in &paragraph.spans {
        let (before, inside) = span.text.split_at(span.text.len() - span.text.trim_start().len());
        let inside_end = inside.trim_end();
        let after = &inside[inside_end.len()..];
        let mark = match span.tone {
            _ if inside_end.is_empty() => "",
            Tone::Late | Tone::Fires | Tone::Title => "**",
            Tone::Faint => "_",
            Tone::Plain => "",
        };
        text.push_str(&format!("{before}{mark}{}{mark}{after}", escaped(inside_end)));
    }
    text
}

/// Signs that Markdown would take for its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '|' | '*' | '_' | '<' | '`' | '\\' | '[') {
            out.push('\\');
        }
        // One space is as good as two here, and one that is not cut is not needed.
        match sign {
            ' ' | NO_BREAK if out.ends_with(' ') => {}
            NO_BREAK => out.push(' '),
            _ => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_are_strong_and_signs_are_escaped() {
        let paragraph = Paragraph::plain("[1, 2)").and(Tone::Late, "  LATE | a_b");
        assert_eq!(inline(&paragraph), r"\[1, 2)  **LATE \| a\_b**");
    }
}

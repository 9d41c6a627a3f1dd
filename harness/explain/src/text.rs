//! The explanation as text, for a terminal of any width.

use crate::closing::closing;
use crate::columns::{Line, columns, wrapped};
use crate::explanation::Explanation;
use crate::legend::legend;
use crate::opening::heading;
use crate::page::{Cell, Paragraph, Scene, Span, Tone};
use crate::story::scenes;

/// The narrowest text in which two engines stand side by side.
const SIDE_BY_SIDE: usize = 80;
/// The widest text: longer lines are hard to read.
const WIDEST: usize = 140;
/// The narrowest text.
const NARROWEST: usize = 40;

/// The explanation as text of at most `width` columns, with colours for a terminal if `coloured`.
#[must_use]
pub fn text(explanation: &Explanation, width: usize, coloured: bool) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let both = explanation.moments.is_ok() && explanation.batches.is_ok();
    let mut printer = Printer {
        width,
        coloured,
        beside: both && width >= SIDE_BY_SIDE,
        halved: false,
        text: String::new(),
    };
    heading(explanation)
        .iter()
        .for_each(|paragraph| printer.paragraph(paragraph, 0));
    printer.end_line();
    let mut all: Vec<Scene> = legend(explanation).into_iter().collect();
    all.extend(scenes(explanation));
    all.extend(closing(explanation));
    printer.table(&all, both);
    printer.text
}

struct Printer {
    width: usize,
    coloured: bool,
    beside: bool,
    /// Whether the last line was cut into halves.
    halved: bool,
    text: String,
}

impl Printer {
    fn table(&mut self, scenes: &[Scene], both: bool) {
        if self.beside {
            self.band("", true);
            let (left, _) = self.halves();
            let title = |name: &str| Paragraph::toned(Tone::Title, name);
            let row = (
                vec![title("EVENT-AT-A-TIME, the model of Flink")],
                vec![title("MICRO-BATCH, the model of Spark")],
            );
            self.rows(&row.0, &row.1, left);
        }
        for scene in scenes {
            self.scene(scene, both);
        }
        self.band("", false);
    }

    fn scene(&mut self, scene: &Scene, both: bool) {
        if scene.is_empty() {
            return;
        }
        if self.beside {
            self.beside(scene);
        } else {
            self.stacked(scene, both);
        }
        for paragraph in &scene.below {
            self.paragraph(paragraph, 0);
            self.halved = false;
        }
    }

    fn beside(&mut self, scene: &Scene) {
        let halves = !scene.events.is_empty() || !scene.batches.is_empty();
        self.band(&scene.title, halves);
        let (left, _) = self.halves();
        self.rows(&scene.events, &scene.batches, left);
    }

    fn stacked(&mut self, scene: &Scene, both: bool) {
        self.band(&scene.title, false);
        for (name, cell) in [
            ("event-at-a-time", &scene.events),
            ("micro-batch", &scene.batches),
        ] {
            if cell.is_empty() {
                continue;
            }
            if both {
                self.paragraph(&Paragraph::toned(Tone::Title, name), 0);
            }
            cell.iter().for_each(|paragraph| self.paragraph(paragraph, 2));
        }
    }

    /// The columns of the left and of the right half; ` │ ` lies between.
    const fn halves(&self) -> (usize, usize) {
        let left = (self.width - 3) / 2;
        (left, self.width - 3 - left)
    }

    /// A rule with a title in it, and a crossing where the halves above and below it meet.
    fn band(&mut self, title: &str, halves_follow: bool) {
        let crossing = match (self.halved, halves_follow) {
            (true, true) => "┼",
            (true, false) => "┴",
            (false, true) => "┬",
            (false, false) => "─",
        };
        let (left, _) = self.halves();
        let mut line = self.title(title);
        let mut at = line.chars().count();
        while at < self.width {
            let here = self.beside && at == left + 1;
            line.push_str(if here { crossing } else { "─" });
            at += 1;
        }
        self.line(&plain(line));
    }

    /// The last line of a title, behind which the rule goes on; the lines before it are printed.
    fn title(&mut self, title: &str) -> String {
        if title.is_empty() {
            return String::new();
        }
        let paragraph = Paragraph::plain(format!("─ {title}")).indented(0, 2);
        let mut lines = wrapped(&paragraph, self.width.saturating_sub(1));
        let last = lines.pop().unwrap_or_default();
        lines.iter().for_each(|line| self.line(line));
        let mut text: String = last.iter().map(|span| span.text.as_str()).collect();
        text.push(' ');
        text
    }

    fn rows(&mut self, left: &Cell, right: &Cell, width: usize) {
        let (_, right_width) = self.halves();
        let lines =
            |cell: &Cell, width| -> Vec<Line> { cell.iter().flat_map(|p| wrapped(p, width)).collect() };
        let (left, right) = (lines(left, width), lines(right, right_width));
        let none = Line::new();
        self.halved = true;
        for at in 0..left.len().max(right.len()) {
            let (left, right) = (left.get(at).unwrap_or(&none), right.get(at).unwrap_or(&none));
            left.iter().for_each(|span| self.span(&span.text, span.tone));
            let padding = width.saturating_sub(columns(left));
            self.text.push_str(&" ".repeat(padding));
            self.text.push_str(" │ ");
            right.iter().for_each(|span| self.span(&span.text, span.tone));
            self.end_line();
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph, indent: usize) {
        let moved = paragraph
            .clone()
            .indented(paragraph.indent + indent, paragraph.hang);
        for line in wrapped(&moved, self.width) {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &Line) {
        line.iter().for_each(|span| self.span(&span.text, span.tone));
        self.end_line();
    }

    fn end_line(&mut self) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        self.text.push('\n');
    }

    fn span(&mut self, text: &str, tone: Tone) {
        let code = match tone {
            _ if !self.coloured => None,
            Tone::Plain => None,
            Tone::Faint => Some("2"),
            Tone::Title => Some("1"),
            Tone::Fires => Some("1;32"),
            Tone::Late => Some("31"),
        };
        match code {
            None => self.text.push_str(text),
            Some(code) => self.text.push_str(&format!("\u{1b}[{code}m{text}\u{1b}[0m")),
        }
    }
}

fn plain(text: String) -> Line {
    vec![Span {
        text,
        tone: Tone::Plain,
    }]
}

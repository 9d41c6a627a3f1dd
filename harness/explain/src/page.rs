//! What is shown, before it is laid out.

use crate::printable::printable;

/// How a piece of text is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As any other.
    Plain,
    /// Of less weight.
    Faint,
    /// A title.
    Title,
    /// A result leaves.
    Fires,
    /// Something is refused.
    Late,
}

/// A piece of text in one tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// Text that is wrapped as one; the second line and those after it are indented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Its pieces, in order.
    pub spans: Vec<Span>,
    /// Columns before the first line.
    pub indent: usize,
    /// Further columns before the lines after it.
    pub hang: usize,
}

/// What one engine has to say about a scene.
pub type Cell = Vec<Paragraph>;

/// What happens at one time in both engines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// What it is about.
    pub title: String,
    /// Event-at-a-time.
    pub events: Cell,
    /// Micro-batch.
    pub batches: Cell,
    /// What concerns both, below them.
    pub below: Cell,
}

impl Scene {
    /// Whether there is nothing to show.
    pub const fn is_empty(&self) -> bool {
        self.events.is_empty() && self.batches.is_empty() && self.below.is_empty()
    }
}

impl Paragraph {
    /// Plain text.
    pub fn plain(text: impl AsRef<str>) -> Self {
        Self::toned(Tone::Plain, text)
    }

    /// Text of less weight.
    pub fn faint(text: impl AsRef<str>) -> Self {
        Self::toned(Tone::Faint, text)
    }

    /// Text in a tone.
    pub fn toned(tone: Tone, text: impl AsRef<str>) -> Self {
        Self::default().and(tone, text)
    }

    /// More text in a tone. Whatever a case holds goes through here, so this is where it is made harmless.
    #[must_use]
    pub fn and(mut self, tone: Tone, text: impl AsRef<str>) -> Self {
        self.spans.push(Span {
            text: printable(text.as_ref()),
            tone,
        });
        self
    }

    /// With this indentation, of all lines and of those after the first.
    #[must_use]
    pub const fn indented(mut self, indent: usize, hang: usize) -> Self {
        self.indent = indent;
        self.hang = hang;
        self
    }
}

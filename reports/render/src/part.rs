//! One document on a page.

use crate::embedding::Embeddable;
use crate::verdict::Tile;

/// Where on a page a document stands: what its anchors begin with, and how deep its headings are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct At {
    prefix: String,
    level: u8,
}

impl At {
    /// The only document of a page.
    pub(crate) const fn alone() -> Self {
        Self {
            prefix: String::new(),
            level: 2,
        }
    }

    /// One of several, counted from 1: below a heading of its own.
    pub(crate) fn among(number: usize) -> Self {
        Self {
            prefix: format!("d{number}-"),
            level: 3,
        }
    }

    /// An anchor that no other document on the page has.
    pub(crate) fn id(&self, name: impl AsRef<str>) -> String {
        format!("{}{}", self.prefix, name.as_ref())
    }

    /// The level of a heading so many steps below the document's sections.
    pub(crate) const fn h(&self, below: u8) -> u8 {
        self.level + below
    }
}

/// A document, ready to be put on a page.
pub(crate) struct Part<'a> {
    pub(crate) at: At,
    /// Its name, such as `comparison, ratings`.
    pub(crate) title: String,
    /// What was fed and measured, in a line.
    pub(crate) subject: String,
    /// The machine in a line; absent if a virtual clock drove everything.
    pub(crate) machine: Option<String>,
    pub(crate) verdicts: Vec<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) tiles: Vec<Tile>,
    /// Its sections: anchor and name.
    pub(crate) links: Vec<(String, &'static str)>,
    /// Its sections themselves, as HTML.
    pub(crate) body: String,
    /// What it was made from.
    pub(crate) source: String,
    /// What the page is to carry of that.
    pub(crate) carries: Option<Embeddable<'a>>,
}

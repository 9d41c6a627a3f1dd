//! One self-contained page, of one document or of several.

use askama::Template;
use streamgauge_record::{
    Changes, CheckRecord, Frontier, GateSelfTest, Growth, KernelRecord, Record, SearchRecord,
};

use crate::change_part::change_part;
use crate::check_part::check_part;
use crate::embedding::{Embedded, embedded};
use crate::frontier_part::frontier_part;
use crate::gate_self_test_part::gate_self_test_part;
use crate::growth_part::growth_part;
use crate::history_part::history_part;
use crate::kernel_part::kernel_part;
use crate::part::{At, Part};
use crate::record_part::record_part;
use crate::search_part::search_part;
use crate::{HistorySeries, RenderError, palette};

/// Bytes that a page is to stay below, to be mailed and opened anywhere.
pub const PAGE_LIMIT: usize = 1_500_000;
/// A page has at most so many bytes, documents included, unless what it shows is already more.
const AT_MOST: usize = PAGE_LIMIT - 10_000;
/// What is said about a document that is carried takes at most so many bytes.
const AROUND: usize = 1_000;
const STYLE: &str = include_str!("../templates/page.css");

/// What a page can show.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// A comparison, side by side.
    Record(&'a Record),
    /// What changed between two records.
    Changes(&'a Changes),
    /// A build against another.
    Check(&'a CheckRecord),
    /// The gate's test of itself.
    GateSelfTest(&'a GateSelfTest),
    /// Benches of kernels.
    Kernels(&'a KernelRecord),
    /// A search for sustainable rates: the knee.
    Search(&'a SearchRecord),
    /// What completeness costs.
    Frontier(&'a Frontier),
    /// How the cost of an event grows.
    Growth(&'a Growth),
    /// Figures through time, and the smallest change of level that counts.
    History(&'a [HistorySeries], f64),
}

impl<'a> Shown<'a> {
    fn part(self, at: At) -> Result<Part<'a>, RenderError> {
        match self {
            Self::Record(record) => record_part(record, at),
            Self::Changes(changes) => change_part(changes, at),
            Self::Check(check) => check_part(check, at),
            Self::GateSelfTest(test) => gate_self_test_part(test, at),
            Self::Kernels(record) => kernel_part(record, at),
            Self::Search(search) => search_part(search, at),
            Self::Frontier(frontier) => frontier_part(frontier, at),
            Self::Growth(growth) => growth_part(growth, at),
            Self::History(series, least_change) => history_part(series, least_change, at),
        }
    }

    /// Comparisons come first, then what changed and what a check found, then what a load does, then what completeness
    /// costs, then how costs grow, then kernels by themselves, the past last.
    const fn order(self) -> u8 {
        match self {
            Self::Record(_) => 0,
            Self::Changes(_) => 1,
            Self::Check(_) | Self::GateSelfTest(_) => 2,
            Self::Search(_) => 3,
            Self::Frontier(_) => 4,
            Self::Growth(_) => 5,
            Self::Kernels(_) => 6,
            Self::History(..) => 7,
        }
    }
}

/// Documents as one HTML file: no network, no script, light and dark, printable. The verdicts of all come first, then
/// the sections of each, records before changes before checks before searches before frontiers before growths before
/// kernels before histories. Each section ends with its document, packed: whole, or as much of it as keeps the page below 1.5 MB, and what was left out.
///
/// # Errors
/// If a histogram cannot be read, a chart cannot be drawn or the page cannot be filled in.
pub fn report(documents: &[Shown<'_>]) -> Result<String, RenderError> {
    let mut sorted = documents.to_vec();
    sorted.sort_by_key(|document| document.order());
    let parts = match sorted.as_slice() {
        [document] => vec![document.part(At::alone())?],
        several => {
            let parts = several.iter().zip(1..);
            parts
                .map(|(document, number)| document.part(At::among(number)))
                .collect::<Result<_, _>>()?
        }
    };
    let mut page = Page {
        style: style(),
        title: match parts.as_slice() {
            [part] => part.title.clone(),
            several => format!("{} documents", several.len()),
        },
        alone: parts.len() == 1,
        carried: vec![],
        parts,
    };
    page.carry()?;
    page.filled_in()
}

/// The record as a page of its own; see [`report`].
///
/// # Errors
/// As [`report`].
pub fn page(record: &Record) -> Result<String, RenderError> {
    report(&[Shown::Record(record)])
}

/// The search as a page of its own; see [`report`].
///
/// # Errors
/// As [`report`].
pub fn search_page(search: &SearchRecord) -> Result<String, RenderError> {
    report(&[Shown::Search(search)])
}

/// The frontier as a page of its own; see [`report`].
///
/// # Errors
/// As [`report`].
pub fn frontier_page(frontier: &Frontier) -> Result<String, RenderError> {
    report(&[Shown::Frontier(frontier)])
}

/// The growth as a page of its own; see [`report`].
///
/// # Errors
/// As [`report`].
pub fn growth_page(growth: &Growth) -> Result<String, RenderError> {
    report(&[Shown::Growth(growth)])
}

/// The style sheet.
fn style() -> String {
    let (light, dark) = palette::variables();
    STYLE.replace("/*light*/", &light).replace("/*dark*/", &dark)
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    style: String,
    title: String,
    alone: bool,
    parts: Vec<Part<'a>>,
    /// What is carried of each part, in order; of none before it is known how much room there is.
    carried: Vec<Option<Embedded>>,
}

impl Page<'_> {
    /// Carries the documents, as much of them as leaves the page small.
    fn carry(&mut self) -> Result<(), RenderError> {
        let shown = self.filled_in()?.len() + AROUND * self.parts.len();
        let has_document: Vec<bool> = self.parts.iter().map(|part| part.carries.is_some()).collect();
        let documents: Vec<_> = self
            .parts
            .iter_mut()
            .filter_map(|part| part.carries.take())
            .collect();
        let mut carried = embedded(&documents, AT_MOST.saturating_sub(shown))?.into_iter();
        self.carried = has_document
            .into_iter()
            .map(|has| has.then(|| carried.next()).flatten())
            .collect();
        Ok(())
    }

    fn filled_in(&self) -> Result<String, RenderError> {
        Ok(self.render()?)
    }

    /// What is carried of the part at this place, and the element that it stands in.
    fn raw(&self, place: &usize) -> Option<(&Embedded, String)> {
        let carried = self.carried.get(*place)?.as_ref()?;
        Some((carried, self.parts.get(*place)?.at.id("record")))
    }
}

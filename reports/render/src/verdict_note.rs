//! What is said of the differences below a query's table.

use streamgauge_statistics::Verdict;

use crate::change_verdict::TOO_MANY_PAIRS;
use crate::quantity::{plain, three};
use crate::{Figure, QuerySummary, Row};

impl QuerySummary {
    /// What the words and signs behind a ratio mean; empty where nothing is judged.
    pub(crate) fn verdict_legend(&self) -> String {
        let Some(rule) = self.rule else {
            return String::new();
        };
        let limit = plain(rule.limit.exp_m1() * 100.0);
        format!(
            ", [{} % interval] over pairs of repeats; = always equal, ~ same within {limit} % (of a share: of \
             itself or of the rest to 100 %), ? cannot tell",
            percent(rule.confidence)
        )
    }

    /// Confidence of the intervals in percent, such as `99`; `None` where nothing is judged.
    pub(crate) fn confidence_text(&self) -> Option<String> {
        self.rule.map(|rule| percent(rule.confidence))
    }

    /// What could not be told and what it would take, and how small a difference can be told at all.
    #[must_use]
    pub fn verdict_notes(&self) -> Vec<String> {
        let rows = self.rows();
        self.open_note(&rows)
            .into_iter()
            .chain(floor_note(&rows))
            .collect()
    }

    fn open_note(&self, rows: &[Row]) -> Option<String> {
        let open: Vec<(String, &str, usize)> = rows
            .iter()
            .flat_map(|row| {
                self.arms
                    .iter()
                    .zip(&row.figures)
                    .map(move |(arm, figure)| (row, arm, figure))
            })
            .filter_map(|(row, arm, figure)| {
                let (why, pairs) = missing(figure)?;
                Some((format!("{} of {}", row.label, arm.arm), why, pairs))
            })
            .collect();
        let pairs = open.iter().map(|(_, _, pairs)| *pairs).max()?;
        let all_lack_repeats = open.iter().all(|(_, why, _)| *why == TOO_FEW);
        if all_lack_repeats {
            return Some(format!(
                "cannot tell differences from noise: needs {pairs} repeats with a valid run of each arm"
            ));
        }
        let list: Vec<String> = open
            .iter()
            .map(|(what, why, pairs)| match *pairs {
                ..=TOO_MANY_PAIRS => format!("{what} ({why}needs {} pairs)", about(*pairs)),
                _ => format!("{what} ({})", why.trim_end_matches(", ")),
            })
            .collect();
        Some(format!("cannot tell: {}", list.join(", ")))
    }
}

/// Beyond so many pairs the number says no more than that there is no point in trying.
const MOST_PAIRS: usize = 1_000;
const TOO_FEW: &str = "";
const WIDE: &str = "interval too wide, ";
const NOISY: &str = "machine too noisy, ";

/// Why a difference could not be told, and about how many pairs would do.
fn missing(figure: &Figure) -> Option<(&'static str, usize)> {
    match figure.verdict()? {
        (Verdict::TooNoisy { pairs }, _) => Some((NOISY, pairs)),
        (Verdict::CannotTell { pairs }, false) => Some((TOO_FEW, pairs)),
        (Verdict::CannotTell { pairs }, true) => Some((WIDE, pairs)),
        _ => None,
    }
}

/// How many pairs it takes, as far as that is more than a guess.
fn about(pairs: usize) -> String {
    if pairs > MOST_PAIRS {
        format!("more than {MOST_PAIRS}")
    } else {
        format!("about {pairs}")
    }
}

/// The smallest difference that can be told, for each row the largest of all arms.
fn floor_note(rows: &[Row]) -> Option<String> {
    let floor = |row: &Row| {
        let floors = row.figures.iter().filter_map(|figure| figure.ratio()?.floor);
        let floor = floors.max_by(f64::total_cmp)?;
        Some(format!("{} ±{} %", row.label, three(floor * 100.0)))
    };
    let floors: Vec<String> = rows.iter().filter_map(floor).collect();
    (!floors.is_empty()).then(|| {
        format!(
            "A/A floor, the smallest difference that these runs can tell from none: {}",
            floors.join(", ")
        )
    })
}

/// `99`, `99.95`.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

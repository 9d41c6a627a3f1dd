//! What one may want of an engine, and who gives it on which query.

use crate::ahead::{Ahead, Good, ahead, ahead_exactly};
use crate::ahead_by_share::ahead_by_share;
use crate::listing::{counted, listed};
use crate::quantity::three;
use crate::query::percentile_name;
use crate::{Figure, QuerySummary, Row, Summary, metrics};

/// What matters to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Low latency.
    Early,
    /// Whole answers.
    Complete,
    /// Little CPU time.
    Cheap,
    /// A high rate.
    Fast,
    /// Little state.
    Small,
}

/// What is said of a set of queries in one breath.
struct Clause {
    /// Without factors.
    who: Ahead,
    queries: Vec<String>,
    factors: Vec<f64>,
}

impl Clause {
    const fn is_choice(&self) -> bool {
        matches!(self.who, Ahead::One(..) | Ahead::Likely(..))
    }
}

impl Aim {
    pub(crate) const ALL: [Self; 5] = [Self::Early, Self::Complete, Self::Cheap, Self::Fast, Self::Small];

    const fn condition(self) -> &'static str {
        match self {
            Self::Early => "answers must come early",
            Self::Complete => "answers must be complete",
            Self::Cheap => "CPU time is what you pay for",
            Self::Fast => "a backlog must be worked off fast",
            Self::Small => "state must stay small",
        }
    }

    const fn superlative(self) -> &'static str {
        match self {
            Self::Early => "has the lowest latency",
            Self::Complete => "gives the most complete answers",
            Self::Cheap => "takes the least CPU time for each event",
            Self::Fast => "does the most events a second when all are due at once",
            Self::Small => "holds the fewest bytes of keyed state",
        }
    }

    fn behind(self, times: &str) -> String {
        match self {
            Self::Early => format!("the next takes {times} times as long"),
            Self::Complete => format!("the next lacks {times} times as much"),
            Self::Cheap => format!("the next takes {times} times as much"),
            Self::Fast => format!("the next is slower by a factor of {times}"),
            Self::Small => format!("the next holds {times} times as much"),
        }
    }

    /// The advice; `None` where the figures are missing.
    pub(crate) fn advice(self, summary: &Summary) -> Option<String> {
        let clauses = self.clauses(summary);
        let text = match clauses.as_slice() {
            [] => return None,
            [clause] => self.only(summary, clause),
            several => {
                let verb = if several.iter().any(Clause::is_choice) {
                    "choose by the query"
                } else {
                    NOTHING
                };
                let texts: Vec<String> = several.iter().map(|clause| self.among(summary, clause)).collect();
                format!("{verb}: {}", texts.join("; "))
            }
        };
        Some(format!(
            "If {}, {text}.{}",
            self.condition(),
            self.by_percentile(summary)
        ))
    }

    /// Queries of which the same is to be said, together; those that leave a choice first.
    fn clauses(self, summary: &Summary) -> Vec<Clause> {
        let mut clauses: Vec<Clause> = Vec::new();
        for query in &summary.queries {
            let (who, factor) = match self.ahead(query) {
                Ahead::Nobody => continue,
                Ahead::One(place, factor) => (Ahead::One(place, 1.0), Some(factor)),
                Ahead::Likely(place, factor) => (Ahead::Likely(place, 1.0), Some(factor)),
                tie => (tie, None),
            };
            let name = query.name.clone();
            match clauses.iter_mut().find(|clause| clause.who == who) {
                Some(clause) => {
                    clause.queries.push(name);
                    clause.factors.extend(factor);
                }
                None => clauses.push(Clause {
                    who,
                    queries: vec![name],
                    factors: factor.into_iter().collect(),
                }),
            }
        }
        clauses.sort_by_key(|clause| !clause.is_choice());
        clauses
    }

    /// What is said if there is nothing else to say.
    fn only(self, summary: &Summary, clause: &Clause) -> String {
        let factor = self.factor(&clause.factors);
        let queries = counted(&clause.queries, summary);
        let reason = format!("it {} on {queries}{factor}", self.superlative());
        match clause.who {
            Ahead::One(place, _) => format!("choose {}: {reason}", summary.arms[place]),
            Ahead::Likely(place, _) => {
                format!(
                    "these runs point to {}, {UNPROVEN}: {reason}",
                    summary.arms[place]
                )
            }
            _ => format!("{NOTHING}: {}", self.among(summary, clause)),
        }
    }

    /// What is said beside others.
    fn among(self, summary: &Summary, clause: &Clause) -> String {
        let names = |places: &[usize]| {
            let names: Vec<String> = places.iter().map(|place| summary.arms[*place].clone()).collect();
            listed(&names)
        };
        let queries = counted(&clause.queries, summary);
        let factor = self.factor(&clause.factors);
        match &clause.who {
            Ahead::One(place, _) => format!("{} on {queries}{factor}", summary.arms[*place]),
            Ahead::Likely(place, _) => {
                format!("{} on {queries}, {UNPROVEN}{factor}", summary.arms[*place])
            }
            Ahead::Level(places) => format!("{} are the same on {queries}", names(places)),
            Ahead::Open(places) => format!("{} cannot be told apart on {queries}", names(places)),
            Ahead::Nobody => String::new(),
        }
    }

    /// By how much, from the least of the queries to the greatest. Against a winner who lacks nothing there is no factor.
    fn factor(self, factors: &[f64]) -> String {
        let finite = || factors.iter().copied().filter(|factor| factor.is_finite());
        let (least, most) = (
            finite().fold(f64::INFINITY, f64::min),
            finite().fold(0.0, f64::max),
        );
        if least > most {
            return String::new();
        }
        let (least, most) = (three(least), three(most));
        let times = if least == most {
            least
        } else {
            format!("{least} to {most}")
        };
        format!(" ({})", self.behind(&times))
    }

    fn ahead(self, query: &QuerySummary) -> Ahead {
        let is_exact = query.simulated && (self != Self::Early || query.headline().is_some());
        let judged = |row: Option<Row>, good: Good| match row {
            None => Ahead::Nobody,
            Some(row) if is_exact => ahead_exactly(&row, good),
            Some(row) => ahead(&row, query.reference, good),
        };
        match self {
            Self::Early => judged(Some(query.percentile_row(percentile(query))), Good::Low),
            Self::Complete => metric(query, "completeness")
                .map_or(Ahead::Nobody, |row| ahead_by_share(&row.figures, query.simulated)),
            Self::Cheap => judged(metric(query, "cpu_per_event"), Good::Low),
            Self::Fast => judged(metric(query, "saturated"), Good::High),
            Self::Small => judged(metric(query, "peak_state_bytes"), Good::Low),
        }
    }

    /// Which percentiles the latencies are.
    fn by_percentile(self, summary: &Summary) -> String {
        if self != Self::Early {
            return String::new();
        }
        let used = |quantile: &f64| {
            let mut queries = summary.queries.iter();
            queries.any(|query| {
                percentile(query).total_cmp(quantile).is_eq() && self.ahead(query) != Ahead::Nobody
            })
        };
        let names = QUANTILES.into_iter().filter(used).map(percentile_name);
        match names.collect::<Vec<_>>().as_slice() {
            [first, others @ ..] if !others.is_empty() => format!(
                " Latency is {first} of the headline latency, where samples are few {}.",
                others.join(" or ")
            ),
            names => format!(" Latency is {} of the headline latency.", names.join("")),
        }
    }
}

/// The percentiles that stand for latency, by preference.
const QUANTILES: [f64; 3] = [0.99, 0.9, 0.5];
const NOTHING: &str = "there is nothing to choose";
const UNPROVEN: &str = "without proof";

fn metric(query: &QuerySummary, key: &str) -> Option<Row> {
    let metric = metrics().find(|metric| metric.key == key)?;
    Some(query.metric_row(metric))
}

/// The farthest percentile, up to p99, that every arm and each of its runs has samples enough for.
fn percentile(query: &QuerySummary) -> f64 {
    let is_given = |quantile: &f64| {
        let figures = query.percentile_row(*quantile).figures;
        let is_short =
            |figure: &Figure| matches!(figure, Figure::TooFew { .. } | Figure::Known { runs: None, .. });
        !figures.iter().any(is_short)
    };
    QUANTILES.into_iter().find(is_given).unwrap_or(0.5)
}

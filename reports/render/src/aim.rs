//! What one may want of an engine, and who gives it on a query.

use crate::ahead::{Ahead, Good, ahead_exactly};
use crate::ahead_by_ratio::ahead_by_ratio;
use crate::ahead_by_share::ahead_by_share;
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
    /// Soon as before when something went wrong.
    Resilient,
}

impl Aim {
    pub(crate) const ALL: [Self; 6] = [
        Self::Early,
        Self::Complete,
        Self::Cheap,
        Self::Fast,
        Self::Small,
        Self::Resilient,
    ];

    pub(crate) const fn condition(self) -> &'static str {
        match self {
            Self::Early => "answers must come early",
            Self::Complete => "answers must be complete",
            Self::Cheap => "CPU time is what you pay for",
            Self::Fast => "a backlog must be worked off fast",
            Self::Small => "state must stay small",
            Self::Resilient => "a stall or a burst must be got over fast",
        }
    }

    pub(crate) const fn superlative(self) -> &'static str {
        match self {
            Self::Early => "has the lowest latency",
            Self::Complete => "gives the most complete answers",
            Self::Cheap => "takes the least CPU time for each event",
            Self::Fast => "does the most events a second when all are due at once",
            Self::Small => "holds the fewest bytes of keyed state",
            Self::Resilient => "has caught up soonest after what was planted",
        }
    }

    /// What the best one is, to stand before a colon.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Early => "Soonest",
            Self::Complete => "Most complete",
            Self::Cheap => "Least CPU time for each event",
            Self::Fast => "Fastest when all is due at once",
            Self::Small => "Least state",
            Self::Resilient => "Soonest to catch up",
        }
    }

    /// What the next one does so many times as much.
    pub(crate) const fn verb(self) -> (&'static str, &'static str) {
        match self {
            Self::Early => ("takes", "as long"),
            Self::Complete => ("lacks", "as much"),
            Self::Cheap => ("takes", "as much"),
            Self::Fast => ("takes", "as long for an event"),
            Self::Small => ("holds", "as much"),
            Self::Resilient => ("takes", "as long"),
        }
    }

    /// Who is ahead on a query; `None` if there are fewer than two figures that can be compared.
    pub(crate) fn ahead(self, query: &QuerySummary) -> Option<Ahead> {
        let is_exact = query.simulated && (self != Self::Early || query.headline().is_some());
        let judged = |row: Row, good: Good| {
            if is_exact {
                ahead_exactly(&row, good)
            } else {
                ahead_by_ratio(&row, query.reference, good)
            }
        };
        match self {
            Self::Early => judged(query.percentile_row(percentile(query)), Good::Low),
            Self::Complete => ahead_by_share(&metric(query, "completeness")?.figures, query.simulated),
            Self::Cheap => judged(metric(query, "cpu_per_event")?, Good::Low),
            Self::Fast => judged(metric(query, "saturated")?, Good::High),
            Self::Small => judged(metric(query, "peak_state_bytes")?, Good::Low),
            Self::Resilient => judged(metric(query, "catch_up")?, Good::Low),
        }
    }

    /// Which percentiles the latencies are, such as `p99, where samples are few p90`; empty for all but latency.
    pub(crate) fn percentiles(self, summary: &Summary) -> String {
        if self != Self::Early {
            return String::new();
        }
        let used = |quantile: &f64| {
            let mut queries = summary.queries.iter();
            queries.any(|query| percentile(query).total_cmp(quantile).is_eq() && self.ahead(query).is_some())
        };
        let names = QUANTILES.into_iter().filter(used).map(percentile_name);
        match names.collect::<Vec<_>>().as_slice() {
            [first, others @ ..] if !others.is_empty() => {
                format!("{first}, where samples are few {}", others.join(" or "))
            }
            names => names.join(""),
        }
    }
}

/// The percentiles that stand for latency, by preference.
const QUANTILES: [f64; 3] = [0.99, 0.9, 0.5];

fn metric(query: &QuerySummary, key: &str) -> Option<Row> {
    let metric = metrics().find(|metric| metric.key == key)?;
    Some(query.metric_row(metric))
}

/// The farthest percentile, up to p99, that every arm and each of its runs has samples enough for.
pub(crate) fn percentile(query: &QuerySummary) -> f64 {
    let is_given = |quantile: &f64| {
        let figures = query.percentile_row(*quantile).figures;
        let is_short =
            |figure: &Figure| matches!(figure, Figure::TooFew { .. } | Figure::Known { runs: None, .. });
        !figures.iter().any(is_short)
    };
    QUANTILES.into_iter().find(is_given).unwrap_or(0.5)
}

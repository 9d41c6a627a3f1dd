//! Which of several rows stays when duplicates go.

use streamgauge_model::EventTime;

/// Which row of a key `ROW_NUMBER() OVER (PARTITION BY … ORDER BY rowtime) = 1` keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The one of the least rowtime; of equal ones, the one that came first.
    First,
    /// The one of the greatest rowtime; of equal ones, the one that came last.
    Last,
}

impl Keep {
    /// Whether a row of rowtime `new` takes the place of one of rowtime `stored` (Flink's
    /// `DeduplicateFunctionHelper#shouldKeepCurrentRow`).
    #[must_use]
    pub fn replaces(self, stored: EventTime, new: EventTime) -> bool {
        match self {
            Self::First => new < stored,
            Self::Last => new >= stored,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rowtimes_go_by_arrival() {
        let t = EventTime::from_millis(5);
        assert!(!Keep::First.replaces(t, t) && Keep::Last.replaces(t, t));
        let later = t.saturating_add(1);
        assert!(Keep::First.replaces(later, t) && Keep::Last.replaces(t, later));
    }
}

//! A query and the events that it is asked of.

use std::sync::Arc;

use streamgauge_benches::Schedule;
use streamgauge_model::{Event, Query, WindowSpec};
use streamgauge_workloads::{Length, Scenario, ScenarioKind, query};

/// What is compared: the query, and a share of all events that one movie takes.
const CASES: [(&str, f64); 5] = [
    ("movie-tumbling", 0.0),
    ("rating-sliding", 0.0),
    ("user-session", 0.0),
    ("movie-running", 0.0),
    ("movie-tumbling", 0.5),
];

/// A query and the events that it is asked of.
pub(crate) struct Case {
    /// What it is called.
    pub name: String,
    /// What is asked.
    pub query: Query,
    /// In order of arrival.
    pub events: Arc<[Event]>,
    /// The same, and when each is due.
    pub schedule: Schedule,
}

impl Case {
    /// All cases, over the first `events` ratings of the default scenario, of which `late_fraction` come late. With none,
    /// every event is in time for a watermark delay of 30 s, whoever reads it: then the answer does not depend on how
    /// workers share the reading.
    pub(crate) fn all(events: u64, late_fraction: f64) -> Vec<Self> {
        CASES
            .iter()
            .map(|&(name, hot_key)| {
                let schedule = Schedule::of(&Scenario {
                    length: Length::Events(events),
                    late_fraction,
                    hot_key,
                    ..Scenario::new(ScenarioKind::Ratings)
                });
                let hot = if hot_key > 0.0 { ", hot key" } else { "" };
                Self {
                    name: format!("{name}{hot}"),
                    query: query(name).expect("in the catalogue"),
                    events: schedule.events.as_slice().into(),
                    schedule,
                }
            })
            .collect()
    }

    /// The same without a digest of the members of each group: neither timely nor a real engine keeps one.
    pub(crate) fn without_digest(mut self) -> Self {
        self.query.digest = false;
        self
    }

    /// Whether events of a batch can be added up before their windows are known.
    pub(crate) fn combines(&self) -> bool {
        !matches!(self.query.window, WindowSpec::Session { .. })
    }

    /// Whether every event causes a row.
    pub(crate) fn is_running(&self) -> bool {
        self.query.window == WindowSpec::Running
    }
}

//! Events in memory.

use streamgauge_model::{Arrival, Event};
use streamgauge_workloads::{ArrivalStream as _, Length, Scenario, ScenarioKind};

/// Events of a scenario and the instants at which they are due.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The events, in order of arrival.
    pub events: Vec<Event>,
    /// When each is due, nanoseconds after the start.
    pub due_ns: Vec<u64>,
}

impl Schedule {
    /// The first `events` ratings of the default scenario. With a late fraction of 0, no event is late for a
    /// watermark delay of 30 s: every event must then be in the answer.
    ///
    /// # Panics
    /// If the default scenario cannot be opened.
    #[must_use]
    pub fn ratings(events: u64, late_fraction: f64) -> Self {
        Self::of(&Scenario {
            length: Length::Events(events),
            late_fraction,
            ..Scenario::new(ScenarioKind::Ratings)
        })
    }

    /// All events of a generated scenario that ends.
    ///
    /// # Panics
    /// If the scenario cannot be opened.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let mut stream = scenario.open().expect("a valid scenario");
        let mut block = Vec::new();
        while stream.fill(&mut block, 4096).expect("generated, not read") > 0 {}
        Self {
            events: block.iter().map(|arrival| arrival.event).collect(),
            due_ns: block.iter().map(|arrival| arrival.due_ns).collect(),
        }
    }

    /// The same, as the single thread reads them.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        let arrivals = self
            .events
            .iter()
            .zip(&self.due_ns)
            .map(|(event, due_ns)| Arrival {
                event: *event,
                due_ns: *due_ns,
                is_late: false,
            });
        arrivals.collect()
    }
}

//! A scenario as names and values, for records and people.

use crate::{Scenario, ScenarioKind};

impl Scenario {
    /// Every option that matters to this scenario, in a fixed order, as text.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        let mut all: Vec<(&str, String)> = vec![("scenario", self.kind.to_string())];
        if self.kind == ScenarioKind::File {
            self.file.describe(&mut all);
        }
        all.push(("seed", self.seed.to_string()));
        if self.kind != ScenarioKind::File || self.file.by_rate {
            all.push(("rate_per_s", self.rate_per_s.to_string()));
        }
        all.push(("time_scale", self.time_scale.to_string()));
        all.push(("length", self.length.to_string()));
        all.push(("arrival_law", self.arrival.to_string()));
        if self.kind != ScenarioKind::File {
            all.push(("users", self.users.to_string()));
        }
        all.push(("late_fraction", self.late_fraction.to_string()));
        all.push(("delay_law", self.delay.to_string()));
        all.push(("jitter", self.jitter.to_string()));
        if !self.attacks.is_empty() {
            let laws: Vec<String> = self.attacks.iter().map(ToString::to_string).collect();
            all.push(("attacks", laws.join("; ")));
        }
        if self.kind == ScenarioKind::MovieLens {
            self.movielens.describe(&mut all);
        }
        if self.hot_key > 0.0 {
            all.push(("hot_key", self.hot_key.to_string()));
        }
        if let Some(silence) = self.silence {
            all.push(("silence", silence.to_string()));
        }
        all.into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

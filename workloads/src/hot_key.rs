//! One key that takes more than its share.

use streamgauge_model::{Arrival, Phi};

use crate::draw::{Draw, Purpose, threshold};
use crate::{ArrivalStream, Scenario, ScenarioKind, WorkloadError};

/// The hot movie of the scenario `ratings`: none of its ten.
const HOT_RATING: u32 = 2571;

/// The stage that gives a share of all ratings to one further movie. Which ones is drawn from a stream of its own, so the
/// others stay as they are.
pub(crate) struct HotKey<S> {
    inner: S,
    draw: Draw,
    hot_below: u64,
    movie: u32,
}

impl<S: ArrivalStream> HotKey<S> {
    pub(crate) fn new(inner: S, scenario: &Scenario) -> Self {
        Self {
            inner,
            draw: Draw::new(scenario.seed, Purpose::HotKey),
            hot_below: threshold(scenario.hot_key),
            movie: match scenario.kind {
                ScenarioKind::MovieLens => scenario.movielens.movies + 1,
                _ => HOT_RATING,
            },
        }
    }
}

impl<S: ArrivalStream> ArrivalStream for HotKey<S> {
    fn fill(&mut self, block: &mut Vec<Arrival>, limit: usize) -> Result<usize, WorkloadError> {
        let start = block.len();
        let filled = self.inner.fill(block, limit)?;
        for arrival in &mut block[start..] {
            if self.draw.at(arrival.event.seq) >> 32 < self.hot_below {
                arrival.event.movie = self.movie;
            }
        }
        Ok(filled)
    }

    fn phi(&self) -> Phi {
        self.inner.phi()
    }

    fn skipped_lines(&self) -> u64 {
        self.inner.skipped_lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Length;

    fn arrivals(hot_key: f64) -> Vec<Arrival> {
        let scenario = Scenario {
            length: Length::Events(100_000),
            hot_key,
            ..Scenario::new(ScenarioKind::Ratings)
        };
        let (mut all, mut stream) = (Vec::new(), scenario.open().unwrap());
        while stream.fill(&mut all, 4096).unwrap() > 0 {}
        all
    }

    #[test]
    fn the_hot_movie_has_its_share_and_all_other_events_stay_as_they_are() {
        let (plain, hot) = (arrivals(0.0), arrivals(0.3));
        let share = hot
            .iter()
            .filter(|arrival| arrival.event.movie == HOT_RATING)
            .count() as f64
            / 1e5;
        // Four standard errors of a binomial share: 4 * sqrt(0.3 * 0.7 / 100 000) = 0.0058.
        assert!((share - 0.3).abs() < 0.0058, "{share}");
        let others = plain
            .iter()
            .zip(&hot)
            .filter(|(_, hot)| hot.event.movie != HOT_RATING);
        assert!(others.clone().count() > 60_000 && others.clone().all(|(plain, hot)| plain == hot));
    }
}

//! One arm of a comparison as the live view shows it.

use std::collections::BTreeMap;

use streamgauge_record::{Glimpse, Run, Slot};
use streamgauge_render::{Unit, headline};

/// Over how much of the run the rate is taken that is written out, nanoseconds: a batch each second is no jumpy figure then.
const RECENT_NS: u64 = 1_000_000_000;

/// One arm: the run that it makes, or made last.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    pub(super) label: String,
    pub(super) state: LaneState,
    /// The slot of that run.
    pub(super) slot: Option<Slot>,
    /// What was seen of that run, in order.
    pub(super) glimpses: Vec<Glimpse>,
    /// The 99th percentile of the headline latency of the last valid run on each query, and its repeat.
    p99: BTreeMap<String, (u32, String)>,
}

/// What an arm does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LaneState {
    /// It was not run yet.
    New,
    /// Its process makes ready.
    Starts,
    /// It runs.
    Runs,
    /// It waits for its turn; its last run was judged to be this.
    Ended(LaneVerdict),
}

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LaneVerdict {
    Valid,
    Void,
    WrongAnswer,
}

impl Lane {
    pub(super) fn new(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            state: LaneState::New,
            slot: None,
            glimpses: Vec::new(),
            p99: BTreeMap::new(),
        }
    }

    /// Whether a run of it is being made.
    pub(super) fn is_on(&self) -> bool {
        matches!(self.state, LaneState::Starts | LaneState::Runs)
    }

    pub(super) fn begin(&mut self, slot: &Slot) {
        self.state = LaneState::Starts;
        self.slot = Some(slot.clone());
        self.glimpses.clear();
    }

    pub(super) fn see(&mut self, glimpse: Glimpse) {
        self.state = LaneState::Runs;
        self.glimpses.push(glimpse);
    }

    pub(super) fn end(&mut self, run: &Run) {
        self.state = LaneState::Ended(match (run.status.valid, run.status.wrong_answer) {
            (true, _) => LaneVerdict::Valid,
            (false, true) => LaneVerdict::WrongAnswer,
            (false, false) => LaneVerdict::Void,
        });
        if run.status.valid {
            let p99 = (run.repeat, p99_text(run));
            self.p99.insert(run.query.name.clone(), p99);
        }
    }

    /// The latest glimpse.
    pub(super) fn now(&self) -> Option<&Glimpse> {
        self.glimpses.last()
    }

    /// Events taken per second of the last second; of a run that is over, of the last second of its schedule, because what
    /// follows is less than a rate.
    pub(super) fn recent_per_s(&self, schedule_ns: u64) -> Option<f64> {
        let end_ns = if self.is_on() { u64::MAX } else { schedule_ns };
        let now = self
            .glimpses
            .iter()
            .rev()
            .find(|glimpse| glimpse.at_ns <= end_ns)?;
        let since = now.at_ns.saturating_sub(RECENT_NS);
        let before = self.glimpses.iter().rev().find(|glimpse| glimpse.at_ns <= since);
        let (at_ns, taken) = before.map_or((0, 0), |glimpse| (glimpse.at_ns, glimpse.taken));
        let nanos = now.at_ns.saturating_sub(at_ns);
        (nanos > 0).then(|| now.taken.saturating_sub(taken) as f64 * 1e9 / nanos as f64)
    }

    /// The rates of the run so far, whole events per second, the last `most` of them.
    pub(super) fn rates(&self, most: usize) -> Vec<u64> {
        let rates = self.glimpses.iter().filter_map(|glimpse| glimpse.taken_per_s);
        let rates: Vec<u64> = rates.map(|rate| rate as u64).collect();
        rates[rates.len().saturating_sub(most)..].to_vec()
    }

    /// Repeat and 99th percentile of the last valid run on the query of the lane's run.
    pub(super) fn p99(&self) -> Option<&(u32, String)> {
        self.p99.get(&self.slot.as_ref()?.query)
    }
}

/// The 99th percentile of the headline latency of a run, or why there is none.
fn p99_text(run: &Run) -> String {
    let distribution = run.latency.get(headline(&[run]));
    let percentile = distribution.and_then(|distribution| distribution.percentile(0.99));
    match percentile {
        None => "nothing measured".to_owned(),
        Some(percentile) => match percentile.value_ns {
            Some(nanos) => Unit::Nanoseconds.text(nanos as f64),
            None if percentile.censored => "above all recorded".to_owned(),
            None if percentile.below_zero => "below 0".to_owned(),
            None => "n<1000".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::small_record::small_record;

    fn seen(at_ms: u64, taken: u64, taken_per_s: Option<f64>) -> Glimpse {
        Glimpse {
            at_ns: at_ms * 1_000_000,
            taken,
            taken_per_s,
            ..Glimpse::default()
        }
    }

    fn lane(glimpses: &[Glimpse]) -> Lane {
        let mut lane = Lane::new("arm");
        glimpses.iter().for_each(|glimpse| lane.see(glimpse.clone()));
        lane
    }

    #[test]
    fn the_rate_is_of_the_last_second_or_of_the_run_so_far() {
        let recent = |glimpses: &[Glimpse]| lane(glimpses).recent_per_s(1_000_000_000);
        assert_eq!(recent(&[]), None);
        assert_eq!(recent(&[seen(0, 0, None)]), None);
        assert_eq!(recent(&[seen(250, 50, None)]), Some(200.0));
        let steps = [seen(500, 0, None), seen(1_000, 300, None), seen(1_500, 300, None)];
        assert_eq!(recent(&steps), Some(300.0));
        assert_eq!(recent(&[seen(2_000, 500, None)]), Some(250.0));
    }

    #[test]
    fn when_a_run_is_over_its_drain_is_no_rate() {
        let mut lane = lane(&[seen(500, 100, None), seen(900, 180, None), seen(3_000, 180, None)]);
        lane.state = LaneState::Ended(LaneVerdict::Valid);
        assert_eq!(lane.recent_per_s(1_000_000_000), Some(200.0));
    }

    #[test]
    fn of_a_long_run_the_latest_rates_are_shown() {
        let lane = lane(&[
            seen(1, 1, Some(7.9)),
            seen(1, 1, None),
            seen(2, 2, Some(8.0)),
            seen(3, 3, Some(9.0)),
        ]);
        assert_eq!(lane.rates(9), [7, 8, 9]);
        assert_eq!(lane.rates(2), [8, 9]);
    }

    #[test]
    fn the_percentile_is_that_of_the_last_valid_run_of_the_query() {
        let record = small_record(&["low-ratings"]);
        let (first, second) = (&record.runs[0], &record.runs[1]);
        let slot = |run: &Run| record.plan.slots[run.slot as usize].clone();
        let mut lane = Lane::new("null");
        lane.begin(&slot(first));
        assert!(lane.is_on() && lane.p99().is_none());
        lane.end(first);
        assert_eq!(lane.state, LaneState::Ended(LaneVerdict::Valid));
        lane.begin(&slot(second));
        assert_eq!(lane.p99().map(|(repeat, _)| *repeat), Some(first.repeat));
        let mut void = second.clone();
        void.status.valid = false;
        lane.end(&void);
        assert_eq!(lane.state, LaneState::Ended(LaneVerdict::Void));
        assert_eq!(lane.p99().map(|(repeat, _)| *repeat), Some(first.repeat));
        let other = Slot {
            query: "movie-running".into(),
            ..slot(second)
        };
        lane.begin(&other);
        assert!(lane.p99().is_none(), "another query");
    }
}

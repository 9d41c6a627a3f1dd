//! Everything that the live view shows, before it is drawn.

use std::time::{Duration, Instant};

use streamgauge_record::{Glimpse, Run, Slot};

use super::lane::Lane;

/// A lane for each arm, and how far the comparison is.
#[derive(Clone, Debug)]
pub(super) struct Board {
    pub(super) lanes: Vec<Lane>,
    /// What is done between runs.
    pub(super) stage: String,
    /// What was said last, if anything.
    pub(super) said: Option<String>,
    /// How long the schedule of a run is, nanoseconds.
    pub(super) schedule_ns: u64,
    slots: Vec<Slot>,
    place: Option<Place>,
}

/// Where the comparison is.
#[derive(Clone, Copy, Debug)]
struct Place {
    index: usize,
    eta: Duration,
    since: Instant,
}

impl Board {
    pub(super) fn new(arms: &[String], slots: &[Slot], schedule_ns: u64) -> Self {
        Self {
            lanes: arms.iter().map(|label| Lane::new(label)).collect(),
            stage: "getting ready".to_owned(),
            said: None,
            schedule_ns,
            slots: slots.to_vec(),
            place: None,
        }
    }

    /// Something other than a run of the plan's order is done.
    pub(super) fn stage(&mut self, what: &str) {
        what.clone_into(&mut self.stage);
    }

    /// The run at this place of the order is next, and everything takes so long from now on.
    pub(super) fn turn_to(&mut self, index: usize, eta_ns: u64, now: Instant) {
        self.stage.clear();
        self.place = Some(Place {
            index,
            eta: Duration::from_nanos(eta_ns),
            since: now,
        });
    }

    /// A process for this slot was started.
    pub(super) fn begin(&mut self, slot: usize) {
        let Some(slot) = self.slots.get(slot) else {
            return;
        };
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.label == slot.arm) {
            lane.begin(slot);
        }
    }

    /// The run that is on looks like this.
    pub(super) fn see(&mut self, glimpse: Glimpse) {
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.is_on()) {
            lane.see(glimpse);
        }
    }

    /// A run is measured and judged.
    pub(super) fn end(&mut self, run: &Run) {
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.label == run.arm) {
            lane.end(run);
        }
    }

    /// The lane whose run is on.
    pub(super) fn current(&self) -> Option<usize> {
        self.lanes.iter().position(Lane::is_on)
    }

    /// Which run of how many it is, from 1, and how much time is left.
    pub(super) fn progress(&self, now: Instant) -> Option<(usize, usize, Duration)> {
        let place = self.place?;
        let left = place
            .eta
            .saturating_sub(now.saturating_duration_since(place.since));
        Some((place.index + 1, self.slots.len(), left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::small_record::small_record;

    fn slot(arm: &str) -> Slot {
        Slot {
            arm: arm.into(),
            query: "q".into(),
            repeat: 0,
        }
    }

    #[test]
    fn glimpses_belong_to_the_lane_whose_process_was_started() {
        let arms = ["a".to_owned(), "null".to_owned()];
        let mut board = Board::new(&arms, &[slot("null"), slot("a")], 1);
        board.see(Glimpse::default());
        board.begin(7);
        assert!(board.current().is_none(), "nothing was started that is known");
        board.begin(0);
        board.see(Glimpse::default());
        assert_eq!((board.current(), board.lanes[1].glimpses.len()), (Some(1), 1));
        board.end(&small_record(&["low-ratings"]).runs[0]);
        board.begin(1);
        board.see(Glimpse::default());
        assert_eq!((board.current(), board.lanes[0].glimpses.len()), (Some(0), 1));
        assert_eq!(board.lanes[1].glimpses.len(), 1, "what was seen last stays");
    }

    #[test]
    fn the_time_left_goes_down_to_nothing() {
        let mut board = Board::new(&[], &[slot("a"), slot("b")], 1);
        let now = Instant::now();
        assert!(board.progress(now).is_none());
        board.turn_to(1, 5_000_000_000, now);
        let left = |seconds| board.progress(now + Duration::from_secs(seconds));
        assert_eq!(left(2), Some((2, 2, Duration::from_secs(3))));
        assert_eq!(left(9), Some((2, 2, Duration::ZERO)));
    }
}

//! The fate of every event.

use streamgauge_model::Event;

use crate::{Assignments, Confusion, EventsByWindows, Fates};

const INCLUDED: u8 = 1;
const FIRED: u8 = 2;
const SHOWN: u8 = 4;
const REFUSED: u8 = 8;

/// Books the fate of each event and of each pair of an event and a window.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) fates: Fates,
    pub(crate) assignments: Assignments,
    pub(crate) partly_refused: u64,
    pub(crate) per_event: Confusion,
    pub(crate) per_assignment: Confusion,
    pub(crate) by_windows: EventsByWindows,
    /// Micro-batch: late groups behind the partial aggregation.
    pub(crate) late_groups: u64,
    marks: Vec<u8>,
}

/// What became of one event: how many windows took it and refused it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reception {
    pub(crate) taken: u64,
    pub(crate) refused: u64,
    /// How many of them the reference watermark had completed.
    pub(crate) eligible: u64,
}

impl Reception {
    /// Notes an event of whose windows, the oldest first, so many refuse it and so many are over by the reference
    /// watermark. A session counts as one window.
    pub(crate) fn note(account: &mut Account, windows: u64, refused: u64, eligible: u64) -> Self {
        account.per_assignment.note_windows(windows, refused, eligible);
        account.assignments.refused += refused;
        account.assignments.included += windows - refused;
        Self {
            taken: windows - refused,
            refused,
            eligible,
        }
    }
}

impl Account {
    pub(crate) fn new(events: usize) -> Self {
        Self {
            marks: vec![0; events],
            ..Self::default()
        }
    }

    /// Books an event that the filter let through and whose windows have decided. Returns whether all of them
    /// refused it; whoever asks books that fate, for it depends on the engine.
    pub(crate) fn settle(&mut self, event: &Event, reception: Reception) -> bool {
        let Reception {
            taken,
            refused,
            eligible,
        } = reception;
        if taken + refused > 0 {
            self.per_event.note(taken > 0, eligible == taken + refused);
            self.by_windows.note(taken, refused, eligible);
        }
        if refused > 0 {
            self.mark(event.seq, REFUSED);
        }
        if taken > 0 {
            self.fates.included += 1;
            self.partly_refused += u64::from(refused > 0);
            self.mark(event.seq, INCLUDED);
        }
        taken == 0 && refused > 0
    }

    /// Notes that a firing covers the event numbered `seq`.
    pub(crate) fn fired(&mut self, seq: u64) {
        self.mark(seq, FIRED);
    }

    /// Notes that a row covers the event numbered `seq`; returns whether it is the event's first.
    pub(crate) fn shown(&mut self, seq: u64) -> bool {
        self.mark(seq, SHOWN)
    }

    /// Whether at least one window took the event.
    pub(crate) fn was_included(&self, seq: u64) -> bool {
        self.is_marked(seq, INCLUDED)
    }

    /// Whether at least one window refused the event.
    pub(crate) fn was_refused(&self, seq: u64) -> bool {
        self.is_marked(seq, REFUSED)
    }

    fn is_marked(&self, seq: u64, bit: u8) -> bool {
        let slot = usize::try_from(seq).ok().and_then(|at| self.marks.get(at));
        slot.is_some_and(|mark| mark & bit != 0)
    }

    /// Included events that no firing has covered, and those covered by firings but by no row.
    pub(crate) fn uncovered(&self) -> (u64, u64) {
        let count = |of: u8| {
            let fates = self.marks.iter().map(|mark| mark & !REFUSED);
            fates.filter(|mark| *mark == of).count() as u64
        };
        (count(INCLUDED), count(INCLUDED | FIRED))
    }

    fn mark(&mut self, seq: u64, bit: u8) -> bool {
        let slot = usize::try_from(seq).ok().and_then(|at| self.marks.get_mut(at));
        slot.is_some_and(|mark| {
            let fresh = *mark & bit == 0;
            *mark |= bit;
            fresh
        })
    }
}

//! The record of what a task did.

use streamgauge_model::{Event, Output, ResultRow, Step};

/// What one task of an engine did, in order.
///
/// Results and events lie in flat vectors; [`TaskTrace::marks`] tells how they interleave with the steps. The
/// recording methods lengthen the last mark where they can, so that a million rows in a row cost one mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskTrace {
    /// The order of everything.
    pub marks: Vec<Mark>,
    /// The results that left, in order.
    pub results: Vec<ResultRow>,
    /// Numbers ([`streamgauge_model::Event::seq`]) of the events that passed a query without aggregates.
    pub passed: Vec<u64>,
    /// Numbers of the events that went to the late side output.
    pub late: Vec<u64>,
    /// Numbers of the events that a task behind a keyed exchange received.
    pub received: Vec<u64>,
}

/// One entry of a trace. Lengths of runs count entries of the vector of the same name in [`TaskTrace`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A scheduling decision.
    Step(Step),
    /// So many results left.
    Results(u32),
    /// So many events passed.
    Passed(u32),
    /// So many events went to the late side output.
    Late(u32),
    /// So many events were received from the exchange.
    Received(u32),
    /// So many events were refused by all of their windows and are gone.
    Dropped(u64),
    /// So many events did not satisfy the query's filter.
    Filtered(u64),
}

impl TaskTrace {
    /// Records a scheduling decision.
    pub fn step(&mut self, step: Step) {
        self.marks.push(Mark::Step(step));
    }

    /// Records a result.
    pub fn result(&mut self, row: &ResultRow) {
        self.results.push(*row);
        match self.marks.last_mut() {
            Some(Mark::Results(run)) if *run < u32::MAX => *run += 1,
            _ => self.marks.push(Mark::Results(1)),
        }
    }

    /// Records that the event numbered `seq` passed.
    pub fn pass(&mut self, seq: u64) {
        self.passed.push(seq);
        match self.marks.last_mut() {
            Some(Mark::Passed(run)) if *run < u32::MAX => *run += 1,
            _ => self.marks.push(Mark::Passed(1)),
        }
    }

    /// Records that the event numbered `seq` went to the late side output.
    pub fn late(&mut self, seq: u64) {
        self.late.push(seq);
        match self.marks.last_mut() {
            Some(Mark::Late(run)) if *run < u32::MAX => *run += 1,
            _ => self.marks.push(Mark::Late(1)),
        }
    }

    /// Records that the event numbered `seq` came out of the exchange.
    pub fn received(&mut self, seq: u64) {
        self.received.push(seq);
        match self.marks.last_mut() {
            Some(Mark::Received(run)) if *run < u32::MAX => *run += 1,
            _ => self.marks.push(Mark::Received(1)),
        }
    }

    /// Records that `events` events were refused by all of their windows.
    pub fn dropped(&mut self, events: u64) {
        match self.marks.last_mut() {
            Some(Mark::Dropped(run)) => *run = run.saturating_add(events),
            _ => self.marks.push(Mark::Dropped(events)),
        }
    }

    /// Records that `events` events did not satisfy the filter.
    pub fn filtered(&mut self, events: u64) {
        match self.marks.last_mut() {
            Some(Mark::Filtered(run)) => *run = run.saturating_add(events),
            _ => self.marks.push(Mark::Filtered(events)),
        }
    }
}

/// A task that is told to write down what it does can write into its trace.
impl Output for TaskTrace {
    fn result(&mut self, row: &ResultRow) {
        Self::result(self, row);
    }

    fn pass(&mut self, event: &Event) {
        Self::pass(self, event.seq);
    }

    fn late(&mut self, event: &Event) {
        Self::late(self, event.seq);
    }

    fn dropped(&mut self, events: u64) {
        Self::dropped(self, events);
    }

    fn received(&mut self, event: &Event) {
        Self::received(self, event.seq);
    }

    fn filtered(&mut self, events: u64) {
        Self::filtered(self, events);
    }

    fn step(&mut self, step: Step) {
        Self::step(self, step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_kind_share_a_mark() {
        let mut trace = TaskTrace::default();
        for seq in [0, 1] {
            trace.pass(seq);
        }
        trace.filtered(2);
        trace.filtered(3);
        trace.late(7);
        trace.pass(8);
        assert_eq!(
            trace.marks,
            [Mark::Passed(2), Mark::Filtered(5), Mark::Late(1), Mark::Passed(1)]
        );
        assert_eq!(trace.passed, [0, 1, 8]);
    }
}

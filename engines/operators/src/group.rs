//! One group of keyed state.

/// The accumulator of a key (in a window), how often it was emitted, and whether the current batch touched it.
#[derive(Clone, Debug)]
pub struct Group<Acc> {
    /// The accumulated events.
    pub acc: Acc,
    /// Emissions so far; the number of the next pane.
    pub panes: u32,
    /// The batch that last wrote it, counted from 1; 0: none.
    pub touched: u64,
}

impl<Acc> Group<Acc> {
    /// A group that was never emitted.
    pub const fn new(acc: Acc) -> Self {
        Self {
            acc,
            panes: 0,
            touched: 0,
        }
    }

    /// Marks the group as written by `batch`; `true` the first time.
    pub const fn touch(&mut self, batch: u64) -> bool {
        let first = self.touched != batch;
        self.touched = batch;
        first
    }

    /// The number of the pane that is emitted now.
    pub const fn next_pane(&mut self) -> u32 {
        let pane = self.panes;
        self.panes += 1;
        pane
    }
}

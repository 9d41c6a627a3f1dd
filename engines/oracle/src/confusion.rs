//! Kept and dropped against what may be dropped.

/// Kept and dropped against what the reference watermark would have allowed to drop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Not drop-eligible, and included.
    pub true_keep: u64,
    /// Not drop-eligible, and yet missing.
    pub wrong_drop: u64,
    /// Drop-eligible, and yet included: lenient.
    pub wrong_keep: u64,
    /// Drop-eligible, and missing.
    pub true_drop: u64,
}

impl Confusion {
    pub(crate) const fn note(&mut self, kept: bool, eligible: bool) {
        let cell = match (kept, eligible) {
            (true, false) => &mut self.true_keep,
            (false, false) => &mut self.wrong_drop,
            (true, true) => &mut self.wrong_keep,
            (false, true) => &mut self.true_drop,
        };
        *cell += 1;
    }

    /// Notes the windows of an event, of which, the oldest first, so many are refused and so many eligible.
    pub(crate) fn note_windows(&mut self, windows: u64, refused: u64, eligible: u64) {
        let both = refused.min(eligible);
        self.true_drop += both;
        self.wrong_drop += refused - both;
        self.wrong_keep += eligible - both;
        self.true_keep += windows - refused.max(eligible);
    }
}

/// Events by how many of their windows the reference watermark had completed, and how many of them took the event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventsByWindows {
    /// None of its windows was over.
    pub none_over: KeptBy,
    /// Some were, but not all.
    pub some_over: KeptBy,
    /// All were.
    pub all_over: KeptBy,
}

/// Events by how many of their windows took them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptBy {
    /// All of them.
    pub all: u64,
    /// Some, but not all.
    pub some: u64,
    /// None.
    pub none: u64,
}

impl EventsByWindows {
    /// Notes an event that so many windows took and refused, so many of which were over.
    pub(crate) const fn note(&mut self, taken: u64, refused: u64, over: u64) {
        let row = match over {
            0 => &mut self.none_over,
            over if over < taken + refused => &mut self.some_over,
            _ => &mut self.all_over,
        };
        let cell = match (taken, refused) {
            (_, 0) => &mut row.all,
            (0, _) => &mut row.none,
            _ => &mut row.some,
        };
        *cell += 1;
    }
}

//! How far a check is, told on the standard error output between runs.

use std::time::Instant;

use streamgauge_gate::Watch;
use streamgauge_record::CheckPolicy;

use crate::duration::rough;
use crate::notes::Notes;

/// Tells people, a few times in each scenario, what is being measured and about how long it still takes.
pub(crate) struct CheckProgress {
    notes: Notes,
    began: Instant,
    /// Runs of all scenarios, confirmations aside.
    all: u64,
    done: u64,
}

impl CheckProgress {
    pub(crate) fn new(policy: &CheckPolicy, scenarios: usize, notes: Notes) -> Self {
        let all = scenarios as u64 * 2 * u64::from(policy.pairs + 1);
        notes.info(&format!("{all} runs of {scenarios} scenarios, in turns"));
        Self {
            notes,
            began: Instant::now(),
            all,
            done: 0,
        }
    }
}

impl Watch for CheckProgress {
    fn block(&mut self, scenario: &str, done: u32, of: u32) {
        self.done += 1;
        let quarter = (of / 4).max(1);
        if !done.is_multiple_of(quarter) {
            return;
        }
        let spent = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let left = (spent / self.done).saturating_mul(self.all.saturating_sub(self.done));
        self.notes
            .info(&format!("[{done}/{of}] {scenario} · {} left", rough(left)));
    }
}

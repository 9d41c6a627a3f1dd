//! Going on where a comparison was interrupted.

use streamgauge_doctor::{machine, tool};
use streamgauge_record::{Clock, Record, Scenario};

use crate::RunError;
use crate::comparison::Comparison;
use crate::record_id::record_id;

impl Comparison<'_> {
    /// The record that an interrupted comparison of this plan left, without what was broken off, ready to go on.
    pub(crate) fn resumed(&self, mut earlier: Record) -> Result<Record, RunError> {
        self.check(&earlier)?;
        earlier.runs.retain(|run| !run.status.interrupted);
        earlier.complete = false;
        if self.plan.clock == Clock::Live {
            earlier.warnings.push(sitting(earlier.runs.len()));
        }
        Ok(earlier)
    }

    /// Figures of two builds, two machines or two streams of events make no record.
    fn check(&self, earlier: &Record) -> Result<(), RunError> {
        let fail = |what: String| Err(RunError::Resume(what));
        if let Some(difference) = scenario_difference(&earlier.scenario, &self.played.scenario) {
            return fail(difference);
        }
        let id = record_id(
            self.plan,
            &self.played.scenario.fingerprint,
            earlier.created.as_deref(),
        );
        if earlier.id != id || earlier.plan != self.plan.record() {
            return fail("the record is of another plan".to_owned());
        }
        if let Some(difference) = earlier.tool.difference(&tool()) {
            return fail(format!("it was measured by another build: {difference}"));
        }
        if self.plan.clock == Clock::Live
            && let Some(difference) = earlier.machine.difference(&machine())
        {
            return fail(format!("it was measured on another machine: {difference}"));
        }
        Ok(())
    }
}

fn scenario_difference(earlier: &Scenario, now: &Scenario) -> Option<String> {
    (earlier.fingerprint != now.fingerprint).then(|| {
        format!(
            "the events are others: fingerprint {}, then {}",
            now.fingerprint, earlier.fingerprint
        )
    })
}

/// What a reader of the record must know.
fn sitting(runs: usize) -> String {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    format!("measured in several sittings: resumed {now}, after {runs} runs")
}

//! What the oracle is shown of a run.

use streamgauge_model::{Event, Query, Rules};
use streamgauge_oracle::{Assessment, Evidence, Judgement, Reference, TaskTrace, assess, judge};

use crate::{EngineChoice, Observed};

/// The events an engine took and the traces of its tasks, laid out as the oracle wants them.
#[derive(Clone, Debug)]
pub(crate) struct Exhibit {
    events: Vec<Event>,
    traces: Vec<TaskTrace>,
}

/// What the oracle says about a run; empty for the null engine, which answers nothing.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Whether the answers are right, and what stands behind each result.
    pub judgement: Judgement,
    /// How the answers compare with the whole truth.
    pub assessment: Assessment,
}

impl Exhibit {
    pub(crate) fn of(observed: &Observed) -> Self {
        let taken = observed.arrivals.iter().take(observed.taken_ns.len());
        Self {
            events: taken.map(|arrival| arrival.event).collect(),
            traces: observed.tasks.iter().map(|task| task.trace.clone()).collect(),
        }
    }

    pub(crate) fn evidence<'a>(&'a self, query: &'a Query, rules: &'a Rules, splits: u32) -> Evidence<'a> {
        Evidence {
            query,
            rules,
            splits,
            events: &self.events,
            tasks: &self.traces,
        }
    }
}

impl Verdict {
    /// Lets the oracle judge a run and compare it with the truth.
    #[must_use]
    pub fn on(
        query: &Query,
        engine: &EngineChoice,
        splits: u32,
        observed: &Observed,
        reference: &Reference,
    ) -> Self {
        let EngineChoice::Rules(rules) = engine else {
            return Self::default();
        };
        let exhibit = Exhibit::of(observed);
        let evidence = exhibit.evidence(query, rules, splits);
        let judgement = judge(&evidence);
        let assessment = assess(&evidence, reference, &judgement);
        Self {
            judgement,
            assessment,
        }
    }
}

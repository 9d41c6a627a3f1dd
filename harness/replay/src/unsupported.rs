//! What the engines cannot do yet.

use thiserror::Error;

use crate::{Case, EngineKind, Step, TimeOf, WindowShape, WindowTrigger};

/// A legal case that cannot be run: it has not passed and has not failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{feature}: {why}")]
pub struct Unsupported {
    /// The tag of the feature.
    pub feature: &'static str,
    /// What is missing.
    pub why: String,
}

impl Unsupported {
    /// A feature and what is missing for it.
    pub(crate) fn new(feature: &'static str, why: impl Into<String>) -> Self {
        Self {
            feature,
            why: why.into(),
        }
    }

    /// What `case` needs and the engines lack; `None` if it can be tried.
    #[must_use]
    pub fn of(case: &Case) -> Option<Self> {
        in_query(case).or_else(|| in_steps(case))
    }
}

fn in_query(case: &Case) -> Option<Unsupported> {
    let query = &case.query;
    if query.window == (WindowShape::Global {}) {
        return Some(Unsupported::new("global", "the operators have no global window"));
    }
    query
        .window_trigger
        .as_ref()
        .and_then(|trigger| of_trigger(trigger, query.time))
}

fn of_trigger(trigger: &WindowTrigger, time: TimeOf) -> Option<Unsupported> {
    let feature = match trigger {
        WindowTrigger::PerEvent {} => return None,
        WindowTrigger::EventTime {} if time == TimeOf::Event => return None,
        WindowTrigger::ProcessingTime {} if time == TimeOf::Processing => return None,
        WindowTrigger::EventTime {} | WindowTrigger::ProcessingTime {} => {
            let why = "windows fire in the time that they are made of";
            return Some(Unsupported::new("trigger-of-other-time", why));
        }
        WindowTrigger::Count { .. } => "count-trigger",
        WindowTrigger::ContinuousEventTime { .. } => "continuous-trigger",
        WindowTrigger::EndOfStream {} => "end-of-stream-trigger",
        WindowTrigger::Purging { .. } => "purging",
    };
    Some(Unsupported::new(
        feature,
        "the operators fire windows at their end only",
    ))
}

fn in_steps(case: &Case) -> Option<Unsupported> {
    let restarts = case.steps.iter().any(|step| matches!(step, Step::Restart(_)));
    (restarts && case.engine == EngineKind::EventAtATime)
        .then(|| Unsupported::new("restart", "the event-at-a-time engine takes no snapshot"))
}

//! Which emission of a window is its answer.

use streamgauge_record::Run;

/// Which emission of each window an arm's completeness is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emission {
    /// The first: the window leaves when the engine calls it complete.
    #[default]
    First,
    /// The last: rows leave at each change, and the first holds little more than the first event. Micro-batch in update
    /// or complete mode.
    Last,
}

impl Emission {
    /// Of a run, by the output mode among its engine's settings.
    pub(crate) fn of(run: &Run) -> Self {
        match output_mode(run) {
            Some("update" | "complete") if is_windowed(run) => Self::Last,
            _ => Self::First,
        }
    }

    /// `first` or `last`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }

    /// The share of the truth that this emission lacks; `None` where completeness is not defined.
    pub(crate) fn missing(self, run: &Run) -> Option<f64> {
        Some(1.0 - self.completeness(run)?)
    }

    /// The share of the truth that this emission holds; `None` where completeness is not defined.
    pub(crate) fn completeness(self, run: &Run) -> Option<f64> {
        let completeness = run.lateness.completeness.as_ref()?;
        Some(match self {
            Self::First => completeness.micro_first(),
            Self::Last => completeness.micro_last(),
        })
    }
}

/// Whether the query has windows of time, whose completion can be waited for.
pub(crate) fn is_windowed(run: &Run) -> bool {
    matches!(run.query.window.as_str(), "tumbling" | "sliding" | "session")
}

/// The output mode of a micro-batch engine.
pub(crate) fn output_mode(run: &Run) -> Option<&str> {
    let settings = &run.engine.settings;
    let mode = settings.iter().find(|setting| setting.name == "output_mode")?;
    Some(&mode.value)
}

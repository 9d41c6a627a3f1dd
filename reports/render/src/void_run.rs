//! Runs whose figures may not be used.

use streamgauge_record::Run;

/// A run that enters no figure, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoidRun {
    /// Its arm.
    pub arm: String,
    /// Its query.
    pub query: String,
    /// Its repeat, from 0.
    pub repeat: u32,
    /// Which attempt at this repeat, from 0.
    pub attempt: u32,
    /// Its answer was wrong.
    pub wrong_answer: bool,
    /// Why it is void.
    pub reasons: Vec<String>,
}

impl VoidRun {
    pub(crate) fn of(run: &Run) -> Self {
        Self {
            arm: run.arm.clone(),
            query: run.query.name.clone(),
            repeat: run.repeat,
            attempt: run.attempt,
            wrong_answer: run.status.wrong_answer,
            reasons: run.status.reasons.clone(),
        }
    }

    /// In a line.
    #[must_use]
    pub fn text(&self) -> String {
        let kind = if self.wrong_answer { "wrong answer" } else { "void" };
        let reasons = if self.reasons.is_empty() {
            "no reason given".into()
        } else {
            self.reasons.join("; ")
        };
        let attempt = match self.attempt {
            0 => String::new(),
            n => format!(", attempt {}", n + 1),
        };
        let (arm, query, repeat) = (&self.arm, &self.query, self.repeat + 1);
        format!("{kind}: {arm} on {query}, repeat {repeat}{attempt}: {reasons}")
    }
}

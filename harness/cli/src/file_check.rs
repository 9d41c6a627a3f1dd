//! What is to be known of a file of ratings before it is played.

use streamgauge_model::Arrival;
use streamgauge_runner::ComparisonPlan;
use streamgauge_workloads::{FileSurvey, Scenario, ScenarioKind, WorkloadError};

use crate::failure::Failure;
use crate::memory;
use crate::notes::Notes;
use crate::quantity::spaced;

/// Arrivals looked at together.
const BLOCK: usize = 1 << 16;

/// Warns of a file that is hardly played, or not when it counts, and of one that may be half written. Says nothing of
/// other scenarios.
///
/// # Errors
/// Files that cannot be played, and those of which more is played than memory can hold.
pub(crate) fn warn(plan: &ComparisonPlan, notes: Notes) -> Result<(), Failure> {
    if plan.scenario.kind != ScenarioKind::File {
        return Ok(());
    }
    let share = Share::of(plan)?;
    memory::check_events(share.played.into(), plan)?;
    let survey = plan.scenario.file.survey()?;
    if let Some(text) = share.complaint(&survey, &plan.scenario) {
        notes.warning(&text);
    }
    warn_of_unfinished_line(&survey, notes);
    Ok(())
}

/// Warns of a last line without an end.
pub(crate) fn warn_of_unfinished_line(survey: &FileSurvey, notes: Notes) {
    if let Some((path, line)) = &survey.unfinished {
        notes.warning(&format!(
            "{}: line {line} has no end; it may be half written",
            path.display()
        ));
    }
}

/// How much of a file is played.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    /// Events of warm-up and measured phase.
    played: u64,
    /// Events of the measured phase.
    measured: u64,
}

impl Share {
    fn of(plan: &ComparisonPlan) -> Result<Self, WorkloadError> {
        let mut stream = plan.played_scenario().open()?;
        let (mut share, mut block) = (Self::default(), Vec::<Arrival>::new());
        while stream.fill(&mut block, BLOCK)? > 0 {
            let measured = block.iter().filter(|arrival| arrival.due_ns >= plan.warm_up_ns);
            share.measured += measured.count() as u64;
            share.played += block.len() as u64;
            block.clear();
        }
        Ok(share)
    }

    /// What to say if the measured phase is empty, or if less than a hundredth of the file is played.
    fn complaint(self, survey: &FileSurvey, scenario: &Scenario) -> Option<String> {
        let (lines, path) = (spaced(survey.lines), scenario.file.path.display());
        let what = if self.measured == 0 {
            let before = spaced(self.played);
            format!(
                "none of the {lines} ratings of {path} comes in the measured phase ({before} come in the warm-up)"
            )
        } else if self.played.saturating_mul(100) < survey.lines {
            format!(
                "only {} of the {lines} ratings of {path} are played",
                spaced(self.played)
            )
        } else {
            return None;
        };
        let fix = if scenario.file.by_rate {
            "raise --rate, or measure longer".to_owned()
        } else {
            format!(
                "they come when their event times do, {} times faster than the clock: raise --time-scale, or give \
                 --rate",
                scenario.time_scale
            )
        };
        Some(format!("{what}; {fix}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(played: u64, measured: u64, by_rate: bool) -> Option<String> {
        let mut scenario = Scenario::new(ScenarioKind::File);
        (scenario.file.path, scenario.file.by_rate) = ("r.csv".into(), by_rate);
        let survey = FileSurvey {
            lines: 100_000,
            unfinished: None,
        };
        Share { played, measured }.complaint(&survey, &scenario)
    }

    #[test]
    fn an_empty_measured_phase_is_told() {
        let text = complaint(3, 0, false).unwrap();
        assert!(text.contains("none of the 100 000 ratings of r.csv"), "{text}");
        assert!(text.contains("--time-scale, or give --rate"), "{text}");
    }

    #[test]
    fn less_than_a_hundredth_is_told_and_a_hundredth_is_enough() {
        let text = complaint(999, 900, true).unwrap();
        assert!(text.contains("only 999 of the 100 000 ratings"), "{text}");
        assert!(text.contains("raise --rate"), "{text}");
        assert_eq!(complaint(1000, 900, false), None);
    }
}

//! Which runs of a record keep their grid of latencies over time.

use streamgauge_record::Run;

/// Adds a run. It keeps its grid if it is the first valid run of its arm and query: one is enough to be drawn, and the
/// grids of all runs would double the record.
pub(crate) fn push_run(runs: &mut Vec<Run>, mut run: Run) {
    let is_like = |other: &Run| other.arm == run.arm && other.query.name == run.query.name;
    let is_first = !runs.iter().any(|other| is_like(other) && has_grid(other));
    if !(run.status.valid && is_first) {
        drop_grid(&mut run);
    }
    runs.push(run);
}

/// Leaves the grid out.
pub fn drop_grid(run: &mut Run) {
    if let Some(series) = &mut run.series {
        series.latency_grid = None;
    }
}

fn has_grid(run: &Run) -> bool {
    run.series
        .as_ref()
        .is_some_and(|series| series.latency_grid.is_some())
}

#[cfg(test)]
mod tests {
    use streamgauge_record::{LatencyGrid, Series, Slot};

    use super::*;
    use crate::EngineChoice;
    use crate::analysis::broken_run;
    use crate::fakes::pass_query;

    fn run(arm: &str, valid: bool) -> Run {
        let slot = Slot {
            arm: arm.to_owned(),
            query: "pass".to_owned(),
            repeat: 0,
        };
        let mut run = broken_run(&pass_query(), &EngineChoice::Null, &slot, 0, String::new());
        run.status.valid = valid;
        run.series = Some(Series {
            latency_grid: LatencyGrid::over(&[vec![1_000]]),
            ..Series::default()
        });
        run
    }

    #[test]
    fn the_first_valid_run_of_each_arm_keeps_its_grid() {
        let mut runs = Vec::new();
        for (arm, valid) in [("a", false), ("a", true), ("b", true), ("a", true), ("b", false)] {
            push_run(&mut runs, run(arm, valid));
        }
        let kept: Vec<bool> = runs.iter().map(has_grid).collect();
        assert_eq!(kept, [false, true, true, false, false]);
    }
}

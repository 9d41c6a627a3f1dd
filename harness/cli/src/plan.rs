//! From arguments to the plan of a comparison.

use streamgauge_model::{OutputMode, Rules};
use streamgauge_runner::{Arm, ComparisonPlan, EngineChoice, ProfileLengths, default_output_mode};

use crate::defaults;
use crate::engine_text::EngineText;
use crate::failure::Failure;
use crate::measurement::Measurement;
use crate::memory;
use crate::profile_name::ProfileName;

impl Measurement {
    /// The plan; `argv` goes into the record.
    ///
    /// # Errors
    /// Whatever cannot be carried out.
    pub(crate) fn plan(&self, argv: Vec<String>) -> Result<ComparisonPlan, Failure> {
        let queries = self.changes.apply(&self.queries)?;
        let keep_output_modes = self.engines.iter().any(|engine| engine.mode.is_some());
        let modes: Vec<OutputMode> = queries.iter().map(default_output_mode).collect();
        let arms = self
            .engines
            .iter()
            .map(|engine| arm(engine, keep_output_modes, &modes));
        let arms = arms.collect::<Result<Vec<Arm>, Failure>>()?;
        let scenario = self.scenario.scenario()?;
        let profile = self.measuring.profile.map(ProfileName::profile);
        let lengths = profile.map_or(self.usual, |profile| {
            ProfileLengths::of(profile, &arms, &queries, scenario.time_scale)
        });
        let plan = ComparisonPlan {
            profile,
            repeats: self.repeats.unwrap_or(if self.until_decided {
                defaults::MOST_REPEATS
            } else {
                lengths.repeats
            }),
            until_decided: self.until_decided,
            clock: self.measuring.clock.clock(),
            warm_up_ns: self.measuring.warm_up.unwrap_or(lengths.warm_up_ns),
            measured_ns: self.measured_ns.unwrap_or(lengths.measured_ns),
            splits: self.measuring.splits,
            queue_capacity: usize::try_from(self.measuring.queue).unwrap_or(usize::MAX),
            drain_ns: self.measuring.drain,
            stalls: self.measuring.stall.clone(),
            drag: self.measuring.drag,
            slip_ns: self.measuring.slip_limit,
            zones: self.measuring.queue_zones,
            retries: self.measuring.retries,
            builds: 1 + u32::from(self.base.is_some()),
            capacity: lengths.capacity && !self.measuring.no_capacity,
            keep_output_modes,
            argv,
            ..ComparisonPlan::new(arms, queries, scenario)
        };
        check_idle(&plan)?;
        memory::check(&plan)?;
        plan.validate()
            .and_then(|()| plan.check_disturbances())
            .map_err(|error| Failure::Usage(error.to_string()))?;
        Ok(plan)
    }
}

/// Refuses an idle timeout where there is no other split that a silent one could hold back.
pub(crate) fn check_idle(plan: &ComparisonPlan) -> Result<(), Failure> {
    let idles = |arm: &&Arm| matches!(&arm.engine, EngineChoice::Rules(Rules::EventAtATime(rules)) if rules.idle_after_ms.is_some());
    match plan.arms.iter().find(idles) {
        Some(arm) if plan.splits < 2 => Err(Failure::Usage(format!(
            "'{}': idle changes nothing with one split, which holds back nobody; it needs --splits 2 or more",
            arm.label
        ))),
        _ => Ok(()),
    }
}

/// The arm of an engine. If output modes are meant for some arm, they are for all; one that was given none takes the
/// mode that suits the queries, if there is a single one.
fn arm(engine: &EngineText, keep_output_modes: bool, modes: &[OutputMode]) -> Result<Arm, Failure> {
    let mut arm = engine.arm.clone();
    if let EngineChoice::Rules(Rules::MicroBatch(rules)) = &mut arm.engine
        && engine.mode.is_none()
        && keep_output_modes
        && let Some((first, others)) = modes.split_first()
    {
        if others.iter().any(|mode| mode != first) {
            return Err(Failure::Usage(format!(
                "'{}' has no output mode, and the queries need different ones; give mode=append, mode=update or \
                 mode=complete to every micro-batch engine, or to none",
                arm.label
            )));
        }
        rules.output_mode = *first;
    }
    Ok(arm)
}

#[cfg(test)]
mod tests {
    use streamgauge_workloads::query;

    use super::*;

    fn modes(names: &[&str]) -> Vec<OutputMode> {
        names
            .iter()
            .map(|name| default_output_mode(&query(name).unwrap()))
            .collect()
    }

    #[test]
    fn an_engine_without_a_mode_takes_the_one_that_suits() {
        let engine: EngineText = "micro-batch".parse().unwrap();
        let arm = arm(&engine, true, &modes(&["movie-running"])).unwrap();
        let EngineChoice::Rules(Rules::MicroBatch(rules)) = arm.engine else {
            panic!("not micro-batch")
        };
        assert_eq!(rules.output_mode, OutputMode::Update);
    }

    #[test]
    fn or_is_refused_where_none_suits_all() {
        let engine: EngineText = "micro-batch".parse().unwrap();
        let refused = arm(&engine, true, &modes(&["movie-running", "movie-tumbling"]));
        assert!(
            matches!(refused, Err(Failure::Usage(text)) if text.contains("every micro-batch engine, or to none"))
        );
        assert!(arm(&engine, false, &modes(&["movie-running", "movie-tumbling"])).is_ok());
    }
}

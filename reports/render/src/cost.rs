//! COST: what an engine costs against one plain thread, and how many cores it takes to beat it.

use streamgauge_record::{Role, Run, Setting, SingleThread};

use crate::quantity::three;
use crate::query::plural;
use crate::{ArmSummary, Spread, Unit};

/// A rate with more workers that is not by this factor higher is no higher.
const NO_GAIN: f64 = 1.02;

/// One line on the single thread and one for each engine that was tried at its limit: McSherry, Isard and Murray, "Scalability!
/// But at what COST?", 2015.
pub(crate) fn cost_notes(single: &SingleThread, arms: &[ArmSummary]) -> Vec<String> {
    if let Some(why) = &single.unmeasured {
        return vec![format!("one thread: not measured, because {why}")];
    }
    let repeats = (0..).zip(single.wall_rate_per_s.iter().copied());
    let Some(rate) = Spread::over(repeats) else {
        return Vec::new();
    };
    let mut notes = vec![format!(
        "one thread written for this query answers {} ({}, {}), without a queue, without recovery and without a recorder",
        Unit::PerSecond.text(rate.median),
        Unit::PerSecond.range(rate.min, rate.max),
        plural(rate.runs(), "repeat"),
    )];
    let families = families(arms);
    if families.is_empty() && !arms.is_empty() {
        notes.push(
            "overhead and COST: not measured, because no engine was tried with everything due at once"
                .to_owned(),
        );
    }
    notes.extend(families.iter().map(|family| family.text(rate.median)));
    notes
}

/// Arms that differ in their workers only, fewest cores first.
struct Family<'a> {
    members: Vec<Member<'a>>,
}

struct Member<'a> {
    arm: &'a str,
    cores: f64,
    saturated: f64,
}

fn families(arms: &[ArmSummary]) -> Vec<Family<'_>> {
    let mut families: Vec<(String, Family<'_>)> = Vec::new();
    for arm in arms {
        let (Some(cores), Some(saturated)) = (cores(arm), arm.figure("saturated").value()) else {
            continue;
        };
        let member = Member {
            arm: &arm.arm,
            cores,
            saturated,
        };
        let kind = kind(arm);
        match families.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, family)) => family.members.push(member),
            None => families.push((
                kind,
                Family {
                    members: vec![member],
                },
            )),
        }
    }
    let mut families: Vec<_> = families.into_iter().map(|(_, family)| family).collect();
    for family in &mut families {
        family
            .members
            .sort_by(|one, other| one.cores.total_cmp(&other.cores));
    }
    families
}

/// The threads that the engine keeps busy: as many as workers (of a micro-batch engine its own and those of its pool), and one
/// more in front of an exchange.
/// Where the system does not tell, its workers.
fn cores(arm: &ArmSummary) -> Option<f64> {
    let groups = |run: &Run| -> u32 {
        let engine = run
            .usage
            .threads
            .iter()
            .filter(|group| group.role == Role::Engine);
        engine.map(|group| group.threads).sum()
    };
    let threads = arm.runs.iter().map(groups).max().filter(|threads| *threads > 0);
    threads.map(f64::from).or_else(|| workers(&arm.settings))
}

fn workers(settings: &[Setting]) -> Option<f64> {
    let workers = settings.iter().find(|setting| setting.name == "workers")?;
    workers.value.parse().ok().filter(|workers: &f64| *workers >= 1.0)
}

/// The engine and all its settings but the workers.
fn kind(arm: &ArmSummary) -> String {
    let others = arm.settings.iter().filter(|setting| setting.name != "workers");
    others.fold(arm.engine.clone(), |kind, setting| {
        format!("{kind}\n{}={}", setting.name, setting.value)
    })
}

impl Family<'_> {
    fn text(&self, single: f64) -> String {
        let names: Vec<&str> = self.members.iter().map(|member| member.arm).collect();
        let overheads: Vec<String> = self
            .members
            .iter()
            .map(|member| {
                format!(
                    "{} on {}",
                    three(single / member.saturated),
                    plural_cores(member.cores)
                )
            })
            .collect();
        format!(
            "{}: overhead {}; COST {}",
            names.join(", "),
            overheads.join(", "),
            self.cost(single)
        )
    }

    /// The fewest cores that beat the thread, or what can be said of them.
    fn cost(&self, single: f64) -> String {
        let winner = self.members.iter().find(|member| member.saturated > single);
        if let Some(winner) = winner {
            return plural_cores(winner.cores);
        }
        let Some(most) = self.members.last() else {
            return "unknown".into();
        };
        let fewer = self.members.iter().rev().nth(1);
        if let Some(fewer) = fewer.filter(|fewer| most.saturated < fewer.saturated * NO_GAIN) {
            return format!(
                "unbounded: {} do no more than {}",
                plural_cores(most.cores),
                plural_cores(fewer.cores)
            );
        }
        // Perfect scaling from here on; as many as just reach the thread do not beat it.
        let least = (most.cores * single / most.saturated).floor() + 1.0;
        format!("at least {}, if it scaled perfectly", plural_cores(least))
    }
}

fn plural_cores(cores: f64) -> String {
    let noun = if cores > 1.0 { "cores" } else { "core" };
    format!("{cores:.0} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(members: &[(f64, f64)]) -> Family<'static> {
        let member = |(cores, saturated): &(f64, f64)| Member {
            arm: "arm",
            cores: *cores,
            saturated: *saturated,
        };
        Family {
            members: members.iter().map(member).collect(),
        }
    }

    #[test]
    fn one_arm_gives_a_lower_bound() {
        let one = family(&[(1.0, 2e6)]);
        assert_eq!(one.cost(5e6), "at least 3 cores, if it scaled perfectly");
        assert_eq!(
            one.cost(4e6),
            "at least 3 cores, if it scaled perfectly",
            "two would only reach it"
        );
        assert_eq!(
            one.text(5e6),
            "arm: overhead 2.50 on 1 core; COST at least 3 cores, if it scaled perfectly"
        );
    }

    #[test]
    fn several_cores_are_measured() {
        assert_eq!(
            family(&[(1.0, 2e6), (2.0, 3.5e6), (4.0, 6e6)]).cost(5e6),
            "4 cores"
        );
        assert_eq!(
            family(&[(1.0, 2e6), (2.0, 3e6)]).cost(5e6),
            "at least 4 cores, if it scaled perfectly"
        );
        assert_eq!(family(&[(1.0, 6e6)]).cost(5e6), "1 core");
    }

    #[test]
    fn what_does_not_scale_never_beats_the_thread() {
        let text = family(&[(1.0, 2e6), (2.0, 1.9e6)]).cost(5e6);
        assert_eq!(text, "unbounded: 2 cores do no more than 1 core");
    }
}

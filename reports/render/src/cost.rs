//! COST: what an engine costs against one plain thread, and how many workers it takes to beat it.

use streamgauge_record::{Setting, SingleThread};

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
    let repeats = (0..).zip(single.max_rate_per_s.iter().copied());
    let Some(rate) = Spread::over(repeats) else {
        return Vec::new();
    };
    let mut notes = vec![format!(
        "one thread written for this query answers {} ({}, {}), without a queue, without recovery and without a recorder",
        Unit::PerSecond.text(rate.median),
        Unit::PerSecond.range(rate.min, rate.max),
        plural(rate.runs(), "repeat"),
    )];
    notes.extend(families(arms).iter().map(|family| family.text(rate.median)));
    notes
}

/// Arms that differ in their workers only, fewest workers first.
struct Family<'a> {
    members: Vec<Member<'a>>,
}

struct Member<'a> {
    arm: &'a str,
    workers: f64,
    saturated: f64,
}

fn families(arms: &[ArmSummary]) -> Vec<Family<'_>> {
    let mut families: Vec<(String, Family<'_>)> = Vec::new();
    for arm in arms {
        let (Some(workers), Some(saturated)) = (workers(&arm.settings), arm.figure("saturated").value())
        else {
            continue;
        };
        let member = Member {
            arm: &arm.arm,
            workers,
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
            .sort_by(|one, other| one.workers.total_cmp(&other.workers));
    }
    families
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
                    "{} with {}",
                    three(single / member.saturated),
                    plural_workers(member.workers)
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

    /// The fewest workers that beat the thread, or what can be said of them.
    fn cost(&self, single: f64) -> String {
        let winner = self.members.iter().find(|member| member.saturated > single);
        if let Some(winner) = winner {
            return plural_workers(winner.workers);
        }
        let Some(most) = self.members.last() else {
            return "unknown".into();
        };
        let fewer = self.members.iter().rev().nth(1);
        if let Some(fewer) = fewer.filter(|fewer| most.saturated < fewer.saturated * NO_GAIN) {
            return format!(
                "unbounded: {} do no more than {}",
                plural_workers(most.workers),
                plural_workers(fewer.workers)
            );
        }
        // Perfect scaling from here on; as many as just reach the thread do not beat it.
        let least = (most.workers * single / most.saturated).floor() + 1.0;
        format!("at least {}, if it scaled perfectly", plural_workers(least))
    }
}

fn plural_workers(workers: f64) -> String {
    let noun = if workers > 1.0 { "workers" } else { "worker" };
    format!("{workers:.0} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(members: &[(f64, f64)]) -> Family<'static> {
        let member = |(workers, saturated): &(f64, f64)| Member {
            arm: "arm",
            workers: *workers,
            saturated: *saturated,
        };
        Family {
            members: members.iter().map(member).collect(),
        }
    }

    #[test]
    fn one_arm_gives_a_lower_bound() {
        let one = family(&[(1.0, 2e6)]);
        assert_eq!(one.cost(5e6), "at least 3 workers, if it scaled perfectly");
        assert_eq!(
            one.cost(4e6),
            "at least 3 workers, if it scaled perfectly",
            "two would only reach it"
        );
        assert_eq!(
            one.text(5e6),
            "arm: overhead 2.50 with 1 worker; COST at least 3 workers, if it scaled perfectly"
        );
    }

    #[test]
    fn several_workers_are_measured() {
        assert_eq!(
            family(&[(1.0, 2e6), (2.0, 3.5e6), (4.0, 6e6)]).cost(5e6),
            "4 workers"
        );
        assert_eq!(
            family(&[(1.0, 2e6), (2.0, 3e6)]).cost(5e6),
            "at least 4 workers, if it scaled perfectly"
        );
        assert_eq!(family(&[(1.0, 6e6)]).cost(5e6), "1 worker");
    }

    #[test]
    fn what_does_not_scale_never_beats_the_thread() {
        let text = family(&[(1.0, 2e6), (2.0, 1.9e6)]).cost(5e6);
        assert_eq!(text, "unbounded: 2 workers do no more than 1 worker");
    }
}

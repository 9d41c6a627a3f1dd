//! What a reader must know of two records before trusting what changed between them.

use streamgauge_record::{Clock, Record, Tool};

use crate::answer_change::settings_differ;
use crate::query::plural;
use crate::recorded_arms::{ArmPlace, common};
use crate::{ArmSummary, other_build, other_machine};

/// What holds for the two records as a whole, the gravest first.
pub(crate) fn notes(base: &Record, new: &Record) -> Vec<String> {
    let mut notes = Vec::new();
    if base == new {
        notes.push("both are the same record".into());
    }
    notes.extend(other_machine(base, new).map(|difference| {
        format!(
            "new was measured on another machine: {difference}; figures of time, CPU and memory are shown, not judged"
        )
    }));
    notes.extend(other_build(base, new).map(|difference| {
        format!(
            "new was measured by a build made differently: {difference}; figures of time, CPU and memory are shown, not judged"
        )
    }));
    notes.extend(builds(base, new));
    notes.extend(settings(base, new));
    notes.extend(command_lines(base, new));
    for (name, record) in [("base", base), ("new", new)] {
        let wrong = record.runs.iter().filter(|run| run.status.wrong_answer).count();
        if wrong > 0 {
            let runs = plural(wrong, "run");
            notes.push(format!("{runs} of {name} gave wrong answers and are void"));
        }
        if !record.complete {
            notes.push(format!("{name} was interrupted: it lacks some of its runs"));
        }
    }
    notes.extend(warnings(base, new));
    notes
}

/// That an arm has no valid run in one of the records.
pub(crate) fn void_notes(place: &ArmPlace, base: &ArmSummary, new: &ArmSummary) -> Vec<String> {
    let of = |(name, arm): (&str, &ArmSummary)| {
        (arm.valid == 0).then(|| {
            let void = plural(arm.void, "run");
            format!("{}: no valid run in {name} ({void}, all void)", place.text())
        })
    };
    [("base", base), ("new", new)]
        .into_iter()
        .filter_map(of)
        .collect()
}

/// How the builds differ besides their commits, which are the normal case, and what is said of their making.
fn builds(base: &Record, new: &Record) -> Vec<String> {
    let said = other_build(base, new).unwrap_or_default();
    let known = |text: &Option<String>| text.clone().unwrap_or_else(|| "unknown".into());
    let parts = |tool: &Tool| {
        [
            ("compiler", tool.rustc.clone()),
            ("build profile", tool.profile.clone()),
            ("optimisation level", known(&tool.opt_level)),
            ("link-time optimisation", known(&tool.lto)),
            ("allocator", known(&tool.allocator)),
        ]
    };
    let differ = parts(&base.tool)
        .into_iter()
        .zip(parts(&new.tool))
        .filter(|(then, now)| then != now && !said.starts_with(&format!("its {} is", now.0)));
    differ
        .map(|((what, then), (_, now))| {
            format!("the builds differ in their {what}: {then} in base, {now} in new")
        })
        .collect()
}

/// Which arms have other settings under the same name.
fn settings(base: &Record, new: &Record) -> Vec<String> {
    let mut notes = Vec::new();
    for place in common(base, new) {
        for difference in settings_differ(&place, base, new) {
            let note = format!("{} is set differently: {difference}", place.arm);
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    notes
}

/// What was said on the command lines, where it was not the same.
fn command_lines(base: &Record, new: &Record) -> Option<String> {
    (base.argv != new.argv).then(|| {
        format!(
            "measured by different command lines: `{}` in base, `{}` in new",
            base.argv.join(" "),
            new.argv.join(" ")
        )
    })
}

/// The records' own warnings; of a simulation they are about nothing that counts here.
fn warnings(base: &Record, new: &Record) -> Vec<String> {
    if base.plan.clock == Clock::Simulated {
        return vec![];
    }
    let (then, now) = (&base.warnings, &new.warnings);
    let both = then.iter().filter(|warning| now.contains(warning));
    let only = |own: &'static str, all: &[String], others: &[String]| {
        let own_only = all.iter().filter(|warning| !others.contains(warning));
        own_only
            .map(|warning| format!("of {own}: {warning}"))
            .collect::<Vec<_>>()
    };
    let mut notes: Vec<String> = both.map(|warning| format!("of both: {warning}")).collect();
    notes.extend(only("base", then, now));
    notes.extend(only("new", now, then));
    notes
}

//! Why two records cannot be compared.

use streamgauge_record::{Clock, Disturbance, QuerySettings, Record, Setting};

use crate::Unit;
use crate::recorded_arms::{ArmPlace, common, places};

/// Why figures of two records answer different questions, a sentence each; empty if they can be compared.
#[must_use]
pub fn unlike(base: &Record, new: &Record) -> Vec<String> {
    let mut reasons = clocks(base, new);
    let (events, lengths) = (events(base, new), lengths(base, new));
    let settings = event_settings(base, new, !lengths.is_empty());
    let explained = [&events, &lengths, &settings].iter().any(|said| !said.is_empty());
    reasons.extend([events, settings, lengths].into_iter().flatten());
    if !explained {
        reasons.extend(fingerprints(base, new));
    }
    reasons.extend(queries(base, new));
    reasons.extend(nothing_common(base, new));
    reasons
}

/// In what the machines differ that two live records were measured on.
#[must_use]
pub fn other_machine(base: &Record, new: &Record) -> Option<String> {
    let live = base.plan.clock == Clock::Live;
    live.then(|| base.machine.difference(&new.machine)).flatten()
}

/// In what the builds that measured two live records were made so differently that their figures of time, CPU and memory
/// say nothing beside each other: a debug build, a counting allocator.
#[must_use]
pub fn other_build(base: &Record, new: &Record) -> Option<String> {
    let live = base.plan.clock == Clock::Live;
    live.then(|| base.tool.making_difference(&new.tool)).flatten()
}

fn clocks(base: &Record, new: &Record) -> Vec<String> {
    let name = |clock| match clock {
        Clock::Live => "measured in real time",
        Clock::Simulated => "simulated on a virtual clock",
    };
    let (then, now) = (base.plan.clock, new.plan.clock);
    difference("the way of measuring", name(then), name(now))
}

/// What every scenario has, and is set differently.
fn events(base: &Record, new: &Record) -> Vec<String> {
    let (then, now) = (&base.scenario, &new.scenario);
    let mut reasons = difference("the scenario", &then.name, &now.name);
    reasons.extend(difference(
        "the seed",
        &then.seed.to_string(),
        &now.seed.to_string(),
    ));
    let rate = |rate: f64| Unit::PerSecond.text(rate);
    reasons.extend(difference(
        "the rate",
        &rate(then.rate_per_s),
        &rate(now.rate_per_s),
    ));
    let scale = |scale: f64| scale.to_string();
    reasons.extend(difference(
        "the time scale",
        &scale(then.time_scale),
        &scale(now.time_scale),
    ));
    reasons
}

/// Other events have another fingerprint; what else was set differently is named, but for what is said already: what every
/// scenario has, and the length of the schedule if `lengths` of phases differ.
fn event_settings(base: &Record, new: &Record, lengths: bool) -> Vec<String> {
    if base.scenario.fingerprint == new.scenario.fingerprint {
        return vec![];
    }
    let is_said = |setting: &&Setting| match setting.name.replace(' ', "_").as_str() {
        "scenario" | "seed" | "rate_per_s" | "time_scale" => true,
        "length" => lengths,
        _ => false,
    };
    let [then, now] = [base, new].map(|record| {
        let all = record.scenario.parameters.iter();
        all.filter(|setting| !is_said(setting))
            .cloned()
            .collect::<Vec<_>>()
    });
    settings("", &then, &now)
}

/// What is left to say of other events if nothing else is known of them.
fn fingerprints(base: &Record, new: &Record) -> Vec<String> {
    let [then, now] =
        [base, new].map(|record| record.scenario.fingerprint.chars().take(12).collect::<String>());
    difference("the fingerprint of the events", &then, &now)
}

fn lengths(base: &Record, new: &Record) -> Vec<String> {
    #[allow(clippy::cast_precision_loss)]
    let time = |nanos: u64| Unit::Nanoseconds.text(nanos as f64);
    let (then, now) = (&base.plan, &new.plan);
    let mut reasons = difference("the warm-up", &time(then.warm_up_ns), &time(now.warm_up_ns));
    reasons.extend(difference(
        "the measured phase",
        &time(then.measured_ns),
        &time(now.measured_ns),
    ));
    let list = |all: &[Disturbance]| {
        let one = |one: &Disturbance| format!("{:?} {} … {}", one.kind, time(one.start_ns), time(one.end_ns));
        let all: Vec<String> = all.iter().map(one).collect();
        if all.is_empty() {
            "none".to_owned()
        } else {
            all.join(", ").to_lowercase()
        }
    };
    reasons.extend(difference(
        "what is disturbed on purpose",
        &list(&then.disturbances),
        &list(&now.disturbances),
    ));
    reasons
}

/// Queries of one name that ask differently.
fn queries(base: &Record, new: &Record) -> Vec<String> {
    let mut names: Vec<String> = common(base, new).into_iter().map(|place| place.query).collect();
    names.dedup();
    let of = |name: &String| {
        let then = query(base, name)?;
        let now = query(new, name)?;
        let what = format!("{name}: the window");
        let mut reasons = difference(&what, &then.window, &now.window);
        reasons.extend(settings(&format!("{name}: "), &then.settings, &now.settings));
        Some(reasons)
    };
    names.iter().filter_map(of).flatten().collect()
}

fn query<'a>(record: &'a Record, name: &str) -> Option<&'a QuerySettings> {
    let run = record.runs.iter().find(|run| run.query.name == name)?;
    Some(&run.query)
}

fn nothing_common(base: &Record, new: &Record) -> Option<String> {
    if !common(base, new).is_empty() {
        return None;
    }
    let list = |record: &Record| {
        let all: Vec<String> = places(record).iter().map(ArmPlace::text).collect();
        if all.is_empty() {
            "no runs".to_owned()
        } else {
            all.join(", ")
        }
    };
    Some(format!(
        "no arm answered the same query in both: base has {}; new has {}",
        list(base),
        list(new)
    ))
}

/// Settings of which one is missing or has another value.
pub(crate) fn settings(of: &str, then: &[Setting], now: &[Setting]) -> Vec<String> {
    let value = |all: &[Setting], name: &str| {
        let found = all.iter().find(|setting| setting.name == name);
        found.map_or_else(|| "not set".to_owned(), |setting| setting.value.clone())
    };
    let mut names: Vec<&str> = Vec::new();
    for setting in then.iter().chain(now) {
        if !names.contains(&setting.name.as_str()) {
            names.push(&setting.name);
        }
    }
    let of_setting = |name| difference(&format!("{of}{name}"), &value(then, name), &value(now, name));
    names.into_iter().flat_map(of_setting).collect()
}

/// `the seed: 7 in base, 8 in new`, if they differ.
fn difference(what: &str, base: &str, new: &str) -> Vec<String> {
    if base == new {
        vec![]
    } else {
        vec![format!("{what}: {base} in base, {new} in new")]
    }
}

//! The page's last part: how to check it and do it again.

use streamgauge_record::{Clock, Machine, Record, Setting, Tool};

use crate::cache_text::caches_text;
use crate::harness_cost::harness_lines;
use crate::query::plural;
use crate::self_test_rows::self_test_rows;
use crate::{LatencySummary, Unit};

/// Everything one needs to run it again.
pub(crate) struct Method {
    pub(crate) command: String,
    pub(crate) machine: Vec<(&'static str, String)>,
    pub(crate) plan: Vec<(&'static str, String)>,
    pub(crate) scenario: Vec<Setting>,
    pub(crate) fingerprint: String,
    /// Settings by engine arm and by query.
    pub(crate) settings: Vec<(String, Vec<Setting>)>,
    pub(crate) floor: Vec<(&'static str, String)>,
    /// What clock and recorder cost.
    pub(crate) harness: Vec<(String, String)>,
    pub(crate) self_tests: Vec<(String, String)>,
}

impl Method {
    pub(crate) fn of(record: &Record) -> Self {
        Self {
            command: command(&record.argv),
            machine: machine_lines(&record.machine, &record.tool),
            plan: plan(record),
            scenario: record.scenario.parameters.clone(),
            fingerprint: record.scenario.fingerprint.clone(),
            settings: settings(record),
            floor: floor(record),
            harness: harness_lines(record),
            self_tests: self_test_rows(record),
        }
    }
}

/// A command line as a shell reads it.
pub(crate) fn command(argv: &[String]) -> String {
    argv.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let harmless = |letter: char| letter.is_ascii_alphanumeric() || "-_=:/.,+@%".contains(letter);
    if !word.is_empty() && word.chars().all(harmless) {
        word.into()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Where it was measured, and by what.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn machine_lines(machine: &Machine, tool: &Tool) -> Vec<(&'static str, String)> {
    let commit = tool
        .commit
        .as_ref()
        .map(|commit| format!(" ({commit})"))
        .unwrap_or_default();
    let limit = machine.cpu_limit.map_or("none".into(), |limit| {
        format!("{} cores", crate::quantity::plain(limit))
    });
    let mut lines = vec![
        ("processor", machine.cpu.clone()),
        ("usable cores", machine.cores.to_string()),
        ("CPU limit", limit),
        ("memory", Unit::Bytes.text(machine.memory_bytes as f64)),
        (
            "governor",
            machine.governor.clone().unwrap_or_else(|| "unknown".into()),
        ),
        ("system", format!("{}, {}", machine.os, machine.arch)),
        (
            "streamgauge",
            format!(
                "{}{commit}, {} build, rustc {}",
                tool.version,
                tool.profile,
                tool.rustc.trim_start_matches("rustc ")
            ),
        ),
    ];
    lines.extend(machine_details(machine, tool));
    lines
}

/// What is told of the machine and the build beyond their names, and how steady the machine was.
fn machine_details(machine: &Machine, tool: &Tool) -> Vec<(&'static str, String)> {
    let yes_no = |is_so: bool| if is_so { "yes" } else { "no" }.to_owned();
    let all = [
        ("CPUs by number", machine.affinity.clone()),
        (
            "physical cores",
            machine.physical_cores.map(|cores| cores.to_string()),
        ),
        ("two threads per core", machine.smt.map(yes_no)),
        ("boost", machine.boost.map(yes_no)),
        ("caches", caches_text(&machine.caches)),
        (
            "memory limit",
            machine
                .memory_limit_bytes
                .map(|bytes| Unit::Bytes.text(bytes as f64)),
        ),
        ("huge pages", machine.huge_pages.clone()),
        ("virtualisation", machine.virtualisation.clone()),
        ("clock source", machine.clock_source.clone()),
        (
            "noise",
            machine.probe.as_ref().map(|probe| {
                let gap = probe.cpus.iter().map(|cpu| cpu.max_gap_ns).max().unwrap_or(0);
                format!(
                    "{}, longest gap {}, looked at for {} before the first run",
                    probe.noise_text(),
                    Unit::Nanoseconds.text(gap as f64),
                    Unit::Nanoseconds.text(probe.probe_ns as f64)
                )
            }),
        ),
        ("optimisation", tool.opt_level.clone()),
        ("link-time optimisation", tool.lto.clone()),
        ("allocator", tool.allocator.clone()),
    ];
    let told = all.into_iter();
    told.filter_map(|(name, value)| Some((name, value?))).collect()
}

#[allow(clippy::cast_precision_loss)]
fn plan(record: &Record) -> Vec<(&'static str, String)> {
    let plan = &record.plan;
    let clock = match plan.clock {
        Clock::Live => "clock of the machine, never back",
        Clock::Simulated => "virtual: processing costs no time, every run is the same",
    };
    let has_processes = record.runs.iter().any(|run| run.process.is_some());
    let mut lines = vec![
        ("record", format!("{}, format {}", record.id, record.version)),
        ("clock", clock.into()),
        (
            "runs",
            format!(
                "{} made of {} planned, repeats interleaved{}",
                record.runs.len(),
                plan.slots.len(),
                if has_processes {
                    ", each in a fresh process"
                } else {
                    ""
                }
            ),
        ),
        ("repeats", plural(plan.repeats as usize, "repeat")),
        ("warm-up", Unit::Nanoseconds.text(plan.warm_up_ns as f64)),
        ("measured", Unit::Nanoseconds.text(plan.measured_ns as f64)),
    ];
    if let Some(profile) = plan.profile {
        lines.insert(1, ("profile", profile.name().into()));
    }
    if let Some(created) = &record.created {
        lines.insert(1, ("begun", created.clone()));
    }
    lines
}

/// Each arm's and each query's settings once; they are the same in all runs.
fn settings(record: &Record) -> Vec<(String, Vec<Setting>)> {
    let mut settings: Vec<(String, Vec<Setting>)> = Vec::new();
    let arms = record
        .runs
        .iter()
        .map(|run| (format!("{} ({})", run.arm, run.engine.name), &run.engine.settings));
    let queries = record
        .runs
        .iter()
        .map(|run| (run.query.name.clone(), &run.query.settings));
    for (name, list) in arms.chain(queries) {
        if settings.iter().all(|(other, _)| *other != name) {
            settings.push((name, list.clone()));
        }
    }
    settings
}

#[allow(clippy::cast_precision_loss)]
fn floor(record: &Record) -> Vec<(&'static str, String)> {
    let Some(floor) = &record.floor else { return vec![] };
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    for (name, quantile) in [
        ("latency p50", 0.5),
        ("latency p99", 0.99),
        ("latency p99.9", 0.999),
    ] {
        let figure = LatencySummary::floor(&floor.total, quantile);
        lines.push((name, figure.text(Unit::Nanoseconds)));
    }
    lines.push(("samples", floor.total.population().to_string()));
    lines.extend(
        floor
            .capacity_per_s
            .map(|rate| ("capacity", Unit::PerSecond.text(rate))),
    );
    lines.extend(
        floor
            .source_cpu_share
            .map(|share| ("source thread, of one core", Unit::Share.text(share))),
    );
    lines
}

//! What the doctor found, for people.

use std::fmt::Write as _;

use streamgauge_record::{CpuProbe, Diagnosis, Machine, Probe, Tool};

use crate::Unit;
use crate::cache_text::caches_text;

/// A diagnosis as text: the verdict, the machine, what was seen, what to do.
#[must_use]
pub fn diagnosis_text(diagnosis: &Diagnosis) -> String {
    let mut text = format!("{}\n\nmachine\n", verdict(diagnosis));
    let lines = machine_lines(&diagnosis.machine);
    rows(&mut text, lines.into_iter().chain([build(&diagnosis.tool)]));
    if let Some(probe) = &diagnosis.machine.probe {
        text.push_str("\nsteadiness\n");
        rows(&mut text, probe_lines(probe));
    }
    text.push_str("\nadvice\n");
    if diagnosis.advice.is_empty() {
        text.push_str("  nothing to do\n");
    }
    for advice in &diagnosis.advice {
        let mark = if advice.grave { "✗" } else { "·" };
        let _ = writeln!(text, "  {mark} {}\n      {}", advice.finding, advice.remedy);
    }
    text
}

fn verdict(diagnosis: &Diagnosis) -> String {
    let steadiness = diagnosis.machine.probe.as_ref().map(Probe::noise_text);
    let steadiness = steadiness.unwrap_or_else(|| "not looked at".to_owned());
    let trust = match (diagnosis.complete, diagnosis.trusted) {
        (false, _) => "interrupted: there is no verdict",
        (true, true) => "figures from here can be trusted, as far as they exceed the noise",
        (true, false) => "figures from here cannot be trusted now",
    };
    format!("{steadiness} · {trust}")
}

fn rows(text: &mut String, lines: impl IntoIterator<Item = (&'static str, String)>) {
    for (name, value) in lines {
        let _ = writeln!(text, "  {name:<22}{value}");
    }
}

#[allow(clippy::cast_precision_loss)]
fn machine_lines(machine: &Machine) -> Vec<(&'static str, String)> {
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_owned());
    let yes_no = |value: Option<bool>| value.map_or("unknown", |is_so| if is_so { "yes" } else { "no" });
    let bytes = |bytes: u64| Unit::Bytes.text(bytes as f64);
    vec![
        ("processor", machine.cpu.clone()),
        (
            "usable CPUs",
            format!("{} ({})", machine.cores, known(&machine.affinity)),
        ),
        (
            "physical cores",
            machine
                .physical_cores
                .map_or("unknown".to_owned(), |cores| cores.to_string()),
        ),
        ("two threads per core", yes_no(machine.smt).to_owned()),
        (
            "CPU limit",
            machine
                .cpu_limit
                .map_or("none".to_owned(), |limit| format!("{limit} CPUs")),
        ),
        ("governor", known(&machine.governor)),
        ("boost", yes_no(machine.boost).to_owned()),
        (
            "caches",
            caches_text(&machine.caches).unwrap_or_else(|| "unknown".to_owned()),
        ),
        ("memory", bytes(machine.memory_bytes)),
        (
            "memory limit",
            machine.memory_limit_bytes.map_or("none".to_owned(), bytes),
        ),
        ("huge pages", known(&machine.huge_pages)),
        ("virtualisation", known(&machine.virtualisation)),
        ("clock source", known(&machine.clock_source)),
        ("system", format!("{}, {}", machine.os, machine.arch)),
    ]
}

fn build(tool: &Tool) -> (&'static str, String) {
    let part = |name: &str, value: &Option<String>| {
        let value = value.as_deref().unwrap_or("unknown");
        format!("{name} {value}")
    };
    let text = format!(
        "{}, {} build, {}, {}, {}, {}",
        tool.version,
        tool.profile,
        part("optimisation", &tool.opt_level),
        part("lto", &tool.lto),
        part("allocator", &tool.allocator),
        tool.rustc
    );
    ("streamgauge", text)
}

#[allow(clippy::cast_precision_loss)]
fn probe_lines(probe: &Probe) -> Vec<(&'static str, String)> {
    let ns = |ns: u64| Unit::Nanoseconds.text(ns as f64);
    let mut lines = vec![
        ("looked at for", ns(probe.probe_ns)),
        ("noise", format!("±{}", Unit::Share.text(probe.noise_share))),
        (
            "stolen time",
            probe
                .stolen_share
                .map_or("unknown".to_owned(), |share| Unit::Share.text(share)),
        ),
        (
            "load before",
            probe
                .load_average
                .map_or("unknown".to_owned(), |load| format!("{load:.2} threads")),
        ),
    ];
    lines.extend(probe.cpus.iter().map(|cpu| ("the same work", cpu_text(cpu))));
    lines.extend([
        (
            "clock",
            format!(
                "steps of {}, {} a reading, {} steps back between CPUs",
                ns(probe.clock.resolution_ns),
                Unit::Nanoseconds.text(probe.clock.reading_ns),
                probe.clock.back_steps
            ),
        ),
        (
            "sleep of 1 ms",
            format!(
                "ends {} late, at worst {}",
                ns(probe.wake.timer_p50_ns),
                ns(probe.wake.timer_max_ns)
            ),
        ),
        (
            "doorbell",
            format!(
                "wakes in {}, at worst {}",
                ns(probe.wake.doorbell_p50_ns),
                ns(probe.wake.doorbell_max_ns)
            ),
        ),
    ]);
    lines.extend(probe.memory_bytes_per_s.map(|speed| {
        (
            "memory copy",
            format!("{}/s read and written", Unit::Bytes.text(speed)),
        )
    }));
    lines
}

#[allow(clippy::cast_precision_loss)]
fn cpu_text(cpu: &CpuProbe) -> String {
    let ns = |ns: u64| Unit::Nanoseconds.text(ns as f64);
    let place = cpu.cpu.map_or("anywhere".to_owned(), |cpu| format!("CPU {cpu}"));
    format!(
        "{place}: p50 {}, p99 {}, longest gap {}, noise ±{}, disturbed {} of the time",
        ns(cpu.p50_ns),
        cpu.p99_ns.map_or("—".to_owned(), ns),
        ns(cpu.max_gap_ns),
        Unit::Share.text(cpu.noise_share),
        Unit::Share.text(cpu.disturbed_share)
    )
}

#[cfg(test)]
mod tests {
    use streamgauge_record::{Advice, Document as _, VERSION};

    use super::*;

    #[test]
    fn the_verdict_comes_first_and_every_advice_with_its_remedy() {
        let mut diagnosis = Diagnosis {
            schema: Diagnosis::SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            created: String::new(),
            tool: Tool::default(),
            machine: Machine {
                probe: Some(Probe {
                    cpus: vec![CpuProbe::default()],
                    ..Probe::default()
                }),
                ..Machine::default()
            },
            complete: true,
            trusted: false,
            advice: vec![Advice {
                grave: true,
                finding: "it is noisy".into(),
                remedy: "wait".into(),
            }],
        };
        let text = diagnosis_text(&diagnosis);
        assert!(
            text.starts_with("noise ±0.0 % (moderate) · figures from here cannot"),
            "{text}"
        );
        assert!(text.ends_with("advice\n  ✗ it is noisy\n      wait\n"), "{text}");
        assert!(text.contains("governor              unknown"), "{text}");
        diagnosis.machine.probe = None;
        diagnosis.complete = false;
        diagnosis.advice.clear();
        let text = diagnosis_text(&diagnosis);
        assert!(
            text.starts_with("not looked at · interrupted") && text.ends_with("nothing to do\n"),
            "{text}"
        );
    }
}

//! What to do about a machine.

use streamgauge_record::{Advice, Machine, Probe, Steadiness, Tool};

use crate::build::COUNTING_ALLOCATOR;

/// What is not as it should be for measuring, and what to do, the gravest first.
#[must_use]
pub fn advise(machine: &Machine, tool: &Tool) -> Vec<Advice> {
    let mut advice = build(tool);
    advice.extend(settings(machine));
    if let Some(probe) = &machine.probe {
        advice.extend(unsteadiness(probe));
        advice.extend(clocks(probe));
    }
    advice.sort_by_key(|advice| !advice.grave);
    advice
}

fn grave(finding: String, remedy: &str) -> Advice {
    Advice {
        grave: true,
        finding,
        remedy: remedy.to_owned(),
    }
}

fn mild(finding: String, remedy: &str) -> Advice {
    Advice {
        grave: false,
        ..grave(finding, remedy)
    }
}

fn build(tool: &Tool) -> Vec<Advice> {
    let is_debug = tool.profile == "debug";
    let found = is_debug.then(|| {
        grave(
            "this is a debug build: its figures say nothing about speed".to_owned(),
            "build with --release",
        )
    });
    let counts = tool.allocator.as_deref() == Some(COUNTING_ALLOCATOR);
    let counting = counts.then(|| {
        mild(
            "this build counts allocations, which makes each some 50 ns slower".to_owned(),
            "compare speed with a build without the feature allocations",
        )
    });
    found.into_iter().chain(counting).collect()
}

fn settings(machine: &Machine) -> Vec<Advice> {
    let mut found = Vec::new();
    if let Some(governor) = machine.governor.as_deref().filter(|name| *name != "performance") {
        found.push(mild(
            format!(
                "the frequency governor is '{governor}': figures vary with it; 'performance' is steadier"
            ),
            "as root: cpupower frequency-set -g performance",
        ));
    }
    if let Some(limit) = machine
        .cpu_limit
        .filter(|limit| *limit < f64::from(machine.cores))
    {
        found.push(mild(
            format!(
                "the control group allows {limit} of {} CPUs: beyond it every thread is stopped for a while",
                machine.cores
            ),
            "lift the limit, or give the container whole CPUs (--cpuset-cpus)",
        ));
    }
    if machine.cores < 2 {
        found.push(grave(
            "there is one CPU: source and engine take turns on it".to_owned(),
            "use a machine with at least 2 CPUs; simulated figures (--clock simulated) are fine here",
        ));
    }
    if let Some(source) = machine.clock_source.as_deref().filter(|name| is_slow(name)) {
        found.push(mild(
            format!("the clock source is '{source}': reading it is a system call"),
            "boot with clocksource=tsc if the processor has a constant TSC",
        ));
    }
    found
}

/// Clock sources that cannot be read without the kernel.
fn is_slow(source: &str) -> bool {
    ["hpet", "acpi_pm", "xen", "jiffies"].contains(&source)
}

fn unsteadiness(probe: &Probe) -> Vec<Advice> {
    let mut found = Vec::new();
    let gap = probe.cpus.iter().map(|cpu| cpu.max_gap_ns).max().unwrap_or(0) as f64 / 1e6;
    let noise = probe.noise_share * 100.0;
    match probe.steadiness {
        Steadiness::Quiet => {}
        Steadiness::Moderate => found.push(mild(
            format!("the same work varies by ±{noise:.1} %, with gaps of up to {gap:.1} ms"),
            "believe differences well above this only; more --repeats make the intervals narrower",
        )),
        Steadiness::Noisy => found.push(grave(
            format!("the same work varies by ±{noise:.1} %, with gaps of up to {gap:.1} ms"),
            "end what else runs here, or wait, or use another machine; simulated figures are not touched by it",
        )),
    }
    if let Some(stolen) = probe.stolen_share.filter(|share| *share > 0.001) {
        found.push(mild(
            format!(
                "the hypervisor gave {:.1} % of the CPU time to others",
                stolen * 100.0
            ),
            "compare only figures of one session, or use a machine with CPUs of its own",
        ));
    }
    if let Some(load) = probe.load_average.filter(|load| *load > 0.5) {
        found.push(mild(
            format!("{load:.1} threads were running before we began"),
            "end what else runs here: top shows it",
        ));
    }
    found
}

fn clocks(probe: &Probe) -> Vec<Advice> {
    let mut found = Vec::new();
    if probe.clock.back_steps > 0 {
        found.push(grave(
            format!(
                "the clock went back {} times between CPUs",
                probe.clock.back_steps
            ),
            "hold the process on one socket (taskset), or use another clock source",
        ));
    }
    if probe.clock.reading_ns > 100.0 {
        found.push(mild(
            format!("a reading of the clock costs {:.0} ns", probe.clock.reading_ns),
            "every result is stamped with one: see that the clock source is tsc",
        ));
    }
    if probe.wake.timer_p50_ns > 1_000_000 {
        found.push(mild(
            format!(
                "a sleep of 1 ms ends {:.1} ms late",
                probe.wake.timer_p50_ns as f64 / 1e6
            ),
            "the source spins before each instant, so figures hold; threads that sleep cost more CPU",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(cores: u32) -> Machine {
        Machine {
            cores,
            ..Machine::default()
        }
    }

    #[test]
    fn a_quiet_machine_gets_no_advice() {
        let quiet = Machine {
            probe: Some(Probe {
                steadiness: Steadiness::Quiet,
                ..Probe::default()
            }),
            governor: Some("performance".into()),
            clock_source: Some("tsc".into()),
            ..machine(4)
        };
        assert_eq!(advise(&quiet, &Tool::default()), []);
    }

    #[test]
    fn what_is_grave_comes_first_and_every_finding_has_a_remedy() {
        let bad = Machine {
            governor: Some("powersave".into()),
            cpu_limit: Some(1.5),
            clock_source: Some("hpet".into()),
            probe: Some(Probe {
                steadiness: Steadiness::Noisy,
                noise_share: 0.12,
                stolen_share: Some(0.04),
                load_average: Some(3.0),
                ..Probe::default()
            }),
            ..machine(2)
        };
        let tool = Tool {
            profile: "debug".into(),
            allocator: Some(COUNTING_ALLOCATOR.into()),
            ..Tool::default()
        };
        let advice = advise(&bad, &tool);
        assert!(
            advice[0].grave && advice[1].grave && !advice[2].grave,
            "{advice:?}"
        );
        assert!(advice.iter().all(|advice| !advice.remedy.is_empty()));
        let findings: Vec<_> = advice.iter().map(|advice| advice.finding.as_str()).collect();
        for part in [
            "debug build",
            "±12.0 %",
            "'powersave'",
            "1.5 of 2 CPUs",
            "'hpet'",
            "4.0 %",
            "3.0 threads",
            "counts allocations",
        ] {
            assert!(
                findings.iter().any(|finding| finding.contains(part)),
                "{part}: {findings:?}"
            );
        }
    }

    #[test]
    fn one_cpu_and_a_clock_that_goes_back_are_grave() {
        let mut bad = machine(1);
        let mut probe = Probe::default();
        probe.clock.back_steps = 3;
        bad.probe = Some(probe);
        let grave = advise(&bad, &Tool::default())
            .into_iter()
            .filter(|advice| advice.grave)
            .count();
        assert_eq!(grave, 2);
    }
}

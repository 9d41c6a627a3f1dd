//! The machine, as the system describes it.

use std::fs;

use streamgauge_record::Machine;

use crate::caches::caches;
use crate::control_groups::{cpu_limit, memory_limit};
use crate::cpu_info::CpuInfo;
use crate::kernel_text::{chosen, line, meminfo_bytes, switch};
use crate::pinning::{as_list, usable_cpus};
use crate::virtualisation::virtualisation;

/// The machine this process runs on, as far as it tells. What is unknown is empty, 0 or absent; how steady it is,
/// [`crate::probe`] says.
#[must_use]
pub fn machine() -> Machine {
    let cpuinfo = read("/proc/cpuinfo");
    let cpus = CpuInfo::parse(&cpuinfo);
    let memory_bytes = meminfo_bytes(&read("/proc/meminfo"), "MemTotal:").unwrap_or(0);
    Machine {
        os: os(),
        arch: std::env::consts::ARCH.to_owned(),
        cores: cores(),
        physical_cores: cpus.physical_cores,
        smt: switch(&read("/sys/devices/system/cpu/smt/active")).or_else(|| cpus.smt()),
        affinity: Some(as_list(&usable_cpus())).filter(|list| !list.is_empty()),
        caches: caches(&read),
        cpu_limit: cpu_limit(&read),
        memory_bytes,
        memory_limit_bytes: memory_limit(&read).filter(|limit| memory_bytes == 0 || *limit < memory_bytes),
        governor: line(&read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")),
        boost: boost(&read),
        huge_pages: chosen(&read("/sys/kernel/mm/transparent_hugepage/enabled")),
        virtualisation: virtualisation(&cpuinfo, &read("/sys/class/dmi/id/sys_vendor")),
        clock_source: line(&read(
            "/sys/devices/system/clocksource/clocksource0/current_clocksource",
        )),
        cpu: cpus.model,
        probe: None,
    }
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn os() -> String {
    let release = read("/proc/sys/kernel/osrelease");
    format!("{} {}", std::env::consts::OS, release.trim())
        .trim_end()
        .to_owned()
}

/// Logical CPUs that this process may run on, whatever the control group allows of them.
fn cores() -> u32 {
    match usable_cpus().len() {
        0 => std::thread::available_parallelism()
            .map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX)),
        cpus => u32::try_from(cpus).unwrap_or(u32::MAX),
    }
}

/// Whether the frequency may rise above the nominal one: as `cpufreq` says, or as the driver of Intel does, which says
/// the opposite.
fn boost(read: &impl Fn(&str) -> String) -> Option<bool> {
    let plain = switch(&read("/sys/devices/system/cpu/cpufreq/boost"));
    let negated = switch(&read("/sys/devices/system/cpu/intel_pstate/no_turbo"));
    plain.or_else(|| negated.map(|off| !off))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_a_name() {
        let machine = machine();
        assert!(machine.cores >= 1);
        assert!(!machine.arch.is_empty());
    }

    #[test]
    fn two_drivers_say_whether_there_is_boost() {
        let of = |path: &'static str, text: &'static str| {
            boost(&move |asked: &str| if asked.ends_with(path) { text } else { "" }.to_owned())
        };
        assert_eq!(of("boost", "1\n"), Some(true));
        assert_eq!(of("no_turbo", "1\n"), Some(false));
        assert_eq!(of("elsewhere", "1\n"), None);
    }
}

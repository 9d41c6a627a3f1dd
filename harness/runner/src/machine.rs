//! The machine and the build.

use std::fs;

use streamgauge_record::{Machine, Tool};

/// The machine this process runs on, as far as it tells. What is unknown is empty, 0 or absent.
#[must_use]
pub fn machine() -> Machine {
    Machine {
        os: os(),
        arch: std::env::consts::ARCH.to_owned(),
        cpu: cpu_model(&read("/proc/cpuinfo")),
        cores: cores(),
        cpu_limit: cpu_limit(),
        memory_bytes: memory_bytes(&read("/proc/meminfo")).unwrap_or(0),
        governor: Some(read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"))
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty()),
    }
}

/// The build that measures.
#[must_use]
pub fn tool() -> Tool {
    Tool {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: option_env!("STREAMGAUGE_COMMIT")
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        rustc: option_env!("STREAMGAUGE_RUSTC").unwrap_or("unknown").to_owned(),
        profile: if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        }
        .to_owned(),
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn os() -> String {
    let release = read("/proc/sys/kernel/osrelease");
    format!("{} {}", std::env::consts::OS, release.trim())
        .trim_end()
        .to_owned()
}

/// The first model name of `/proc/cpuinfo`.
fn cpu_model(cpuinfo: &str) -> String {
    let line = cpuinfo.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split_once(':'))
        .map_or_else(String::new, |(_, model)| model.trim().to_owned())
}

/// `MemTotal` of `/proc/meminfo`.
fn memory_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find(|line| line.starts_with("MemTotal:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()
        .map(|kib| kib * 1024)
}

/// Logical CPUs in the affinity mask, whatever the control group allows of them.
fn cores() -> u32 {
    #[cfg(target_os = "linux")]
    if let Ok(set) = rustix::thread::sched_getaffinity(None) {
        return set.count();
    }
    std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX))
}

/// The tightest CPU limit of this process's control group and those above it, in cores (cgroup version 2, then 1).
fn cpu_limit() -> Option<f64> {
    let membership = read("/proc/self/cgroup");
    let group = membership
        .lines()
        .find_map(|line| line.strip_prefix("0::"))
        .unwrap_or("/");
    let mut dir = std::path::PathBuf::from("/sys/fs/cgroup");
    let mut limits = vec![cpu_max(&read("/sys/fs/cgroup/cpu.max"))];
    for part in group.split('/').filter(|part| !part.is_empty() && *part != "..") {
        dir.push(part);
        limits.push(cpu_max(
            &fs::read_to_string(dir.join("cpu.max")).unwrap_or_default(),
        ));
    }
    let quota = read("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    let period = read("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    limits.push(cpu_max(&format!("{} {}", quota.trim(), period.trim())));
    limits.into_iter().flatten().min_by(f64::total_cmp)
}

/// `quota period` in microseconds as cores; `None` for `max`, -1 and nonsense.
fn cpu_max(text: &str) -> Option<f64> {
    let (quota, period) = text.trim().split_once(' ')?;
    let (quota, period) = (quota.parse::<f64>().ok()?, period.parse::<f64>().ok()?);
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_kernel_are_understood() {
        assert_eq!(
            cpu_model("processor : 0\nmodel name\t: Some CPU @ 2GHz\nflags : a b\n"),
            "Some CPU @ 2GHz"
        );
        assert_eq!(cpu_model(""), "");
        assert_eq!(
            memory_bytes("MemTotal:       16 kB\nMemFree: 1 kB\n"),
            Some(16_384)
        );
        assert_eq!(memory_bytes("nothing"), None);
    }

    #[test]
    fn limits_are_cores() {
        assert_eq!(cpu_max("150000 100000\n"), Some(1.5));
        for none in ["max 100000", "-1 100000", "", "x y", "100000 0"] {
            assert_eq!(cpu_max(none), None, "{none:?}");
        }
    }

    #[test]
    fn this_machine_and_build_have_names() {
        assert!(machine().cores >= 1);
        assert!(!machine().arch.is_empty());
        assert!(tool().rustc.contains("rustc") || tool().rustc == "unknown");
    }
}

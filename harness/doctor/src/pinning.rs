//! Threads on chosen CPUs.

use std::fs;

/// More than any list names.
const MOST_CPUS: u32 = 1 << 16;

/// The CPUs that this thread may run on; empty where the system does not tell.
#[cfg(target_os = "linux")]
#[must_use]
pub fn usable_cpus() -> Vec<u32> {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let Ok(set) = sched_getaffinity(None) else {
        return Vec::new();
    };
    let all = 0..CpuSet::MAX_CPU;
    all.filter(|cpu| set.is_set(*cpu))
        .filter_map(|cpu| u32::try_from(cpu).ok())
        .collect()
}

/// Holds this thread on these CPUs; `false` if that is not possible, and then nothing has changed.
#[cfg(target_os = "linux")]
#[must_use]
pub fn hold_on(cpus: &[u32]) -> bool {
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut set = CpuSet::new();
    for cpu in cpus.iter().map(|cpu| *cpu as usize) {
        if cpu >= CpuSet::MAX_CPU {
            return false;
        }
        set.set(cpu);
    }
    sched_setaffinity(None, &set).is_ok()
}

/// The CPUs that this thread may run on; empty where the system does not tell.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn usable_cpus() -> Vec<u32> {
    Vec::new()
}

/// Holds this thread on these CPUs; `false` if that is not possible, and then nothing has changed.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn hold_on(_cpus: &[u32]) -> bool {
    false
}

/// The CPUs that share a core with this one, itself among them; only itself where the system does not tell.
#[must_use]
pub fn core_of(cpu: u32) -> Vec<u32> {
    let file = format!("/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list");
    let told = fs::read_to_string(file).ok();
    told.and_then(|list| of_list(list.trim()))
        .unwrap_or_else(|| vec![cpu])
}

/// CPUs that the kernel lists as `0-3,8`; `None` if that is no such list.
fn of_list(list: &str) -> Option<Vec<u32>> {
    let mut cpus = Vec::new();
    for span in list.split(',') {
        let (first, last) = span.split_once('-').unwrap_or((span, span));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        cpus.extend(first..=last.min(first.saturating_add(MOST_CPUS)));
    }
    Some(cpus)
}

/// CPUs as the kernel lists them: `0-3,8`.
#[must_use]
pub fn as_list(cpus: &[u32]) -> String {
    let spans = cpus.chunk_by(|a, b| a.checked_add(1) == Some(*b));
    let texts = spans.map(|span| match span {
        [first, .., last] => format!("{first}-{last}"),
        [one] => one.to_string(),
        [] => String::new(),
    });
    texts.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_listed_as_a_span() {
        assert_eq!(as_list(&[0, 1, 2, 8]), "0-2,8");
        assert_eq!(as_list(&[0, 2]), "0,2");
        assert_eq!(as_list(&[]), "");
    }

    #[test]
    fn a_list_is_read_as_it_is_written() {
        for cpus in [&[0, 1, 2, 8][..], &[0, 2], &[7]] {
            assert_eq!(of_list(&as_list(cpus)).as_deref(), Some(cpus));
        }
        for broken in ["", "a", "1-", "0,,2"] {
            assert_eq!(of_list(broken), None, "{broken}");
        }
        assert!(core_of(0).contains(&0));
    }

    #[test]
    fn a_thread_can_be_held_where_it_may_run() {
        let held = std::thread::spawn(|| {
            let first = usable_cpus().first().copied();
            first.is_none_or(|cpu| hold_on(&[cpu]) && usable_cpus() == [cpu])
        });
        assert!(held.join().expect("a thread that does not panic"));
        assert!(!hold_on(&[u32::MAX]) && !hold_on(&[]));
    }
}

//! Threads on one CPU.

/// The CPUs that this thread may run on; empty where the system does not tell.
#[cfg(target_os = "linux")]
pub(crate) fn usable_cpus() -> Vec<u32> {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let Ok(set) = sched_getaffinity(None) else {
        return Vec::new();
    };
    let all = 0..CpuSet::MAX_CPU;
    all.filter(|cpu| set.is_set(*cpu))
        .filter_map(|cpu| u32::try_from(cpu).ok())
        .collect()
}

/// Holds this thread on one CPU; `false` if that is not possible.
#[cfg(target_os = "linux")]
pub(crate) fn pin(cpu: u32) -> bool {
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut set = CpuSet::new();
    let cpu = cpu as usize;
    if cpu >= CpuSet::MAX_CPU {
        return false;
    }
    set.set(cpu);
    sched_setaffinity(None, &set).is_ok()
}

/// The CPUs that this thread may run on; empty where the system does not tell.
#[cfg(not(target_os = "linux"))]
pub(crate) fn usable_cpus() -> Vec<u32> {
    Vec::new()
}

/// Holds this thread on one CPU; `false` if that is not possible.
#[cfg(not(target_os = "linux"))]
pub(crate) fn pin(_cpu: u32) -> bool {
    false
}

/// CPUs as the kernel lists them: `0-3,8`.
pub(crate) fn as_list(cpus: &[u32]) -> String {
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
    fn a_thread_can_be_held_where_it_may_run() {
        let held = std::thread::spawn(|| {
            let first = usable_cpus().first().copied();
            first.is_none_or(|cpu| pin(cpu) && usable_cpus() == [cpu])
        });
        assert!(held.join().expect("a thread that does not panic"));
        assert!(!pin(u32::MAX));
    }
}

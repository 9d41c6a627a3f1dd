//! What the control group of this process may use (cgroup version 2, then 1).

/// A limit at or above this is what version 1 writes for none.
const UNLIMITED_BYTES: u64 = i64::MAX as u64 / 2;

/// The tightest CPU limit of this process's control group and those above it, in cores.
pub(crate) fn cpu_limit(read: &impl Fn(&str) -> String) -> Option<f64> {
    let unified = groups(read, "0::")
        .into_iter()
        .map(|dir| cpu_max(&read(&format!("/sys/fs/cgroup{dir}/cpu.max"))));
    let quota = read("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    let period = read("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    let old = cpu_max(&format!("{} {}", quota.trim(), period.trim()));
    unified.chain([old]).flatten().min_by(f64::total_cmp)
}

/// The tightest memory limit, in bytes.
pub(crate) fn memory_limit(read: &impl Fn(&str) -> String) -> Option<u64> {
    let unified = groups(read, "0::")
        .into_iter()
        .map(|dir| memory_max(&read(&format!("/sys/fs/cgroup{dir}/memory.max"))));
    let old = groups(read, ":memory:").into_iter().map(|dir| {
        memory_max(&read(&format!(
            "/sys/fs/cgroup/memory{dir}/memory.limit_in_bytes"
        )))
    });
    unified.chain(old).flatten().min()
}

/// The group of this process and those above it, from the root (the empty path) down. `marker` stands before the path
/// in `/proc/self/cgroup`.
fn groups(read: &impl Fn(&str) -> String, marker: &str) -> Vec<String> {
    let membership = read("/proc/self/cgroup");
    let group = membership
        .lines()
        .find_map(|line| Some(line.split_once(marker)?.1));
    let parts = group
        .unwrap_or("/")
        .split('/')
        .filter(|part| !part.is_empty() && *part != "..");
    let mut all = vec![String::new()];
    for part in parts {
        all.push(format!("{}/{part}", all.last().map_or("", String::as_str)));
    }
    all
}

/// `quota period` in microseconds as cores; `None` for `max`, -1 and nonsense.
fn cpu_max(text: &str) -> Option<f64> {
    let (quota, period) = text.trim().split_once(' ')?;
    let (quota, period) = (quota.parse::<f64>().ok()?, period.parse::<f64>().ok()?);
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

/// Bytes; `None` for `max`, for what version 1 writes instead, and for nonsense.
fn memory_max(text: &str) -> Option<u64> {
    let bytes = text.trim().parse::<u64>().ok()?;
    (bytes < UNLIMITED_BYTES).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &'static [(&str, &str)]) -> impl Fn(&str) -> String {
        move |path: &str| {
            let found = files.iter().find(|(name, _)| *name == path);
            found.map_or_else(String::new, |(_, text)| (*text).to_owned())
        }
    }

    #[test]
    fn limits_are_cores() {
        assert_eq!(cpu_max("150000 100000\n"), Some(1.5));
        for none in ["max 100000", "-1 100000", "", "x y", "100000 0"] {
            assert_eq!(cpu_max(none), None, "{none:?}");
        }
    }

    #[test]
    fn the_tightest_group_on_the_way_decides() {
        let read = files(&[
            ("/proc/self/cgroup", "0::/a/b\n"),
            ("/sys/fs/cgroup/a/cpu.max", "400000 100000"),
            ("/sys/fs/cgroup/a/b/cpu.max", "max 100000"),
            ("/sys/fs/cgroup/a/memory.max", "max"),
            ("/sys/fs/cgroup/a/b/memory.max", "1048576"),
        ]);
        assert_eq!(cpu_limit(&read), Some(4.0));
        assert_eq!(memory_limit(&read), Some(1_048_576));
    }

    #[test]
    fn version_1_is_understood_and_its_way_to_say_none() {
        let read = files(&[
            ("/proc/self/cgroup", "4:memory:/x\n1:cpu:/\n0::/\n"),
            ("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n"),
            ("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"),
            (
                "/sys/fs/cgroup/memory/memory.limit_in_bytes",
                "9223372036854771712\n",
            ),
            ("/sys/fs/cgroup/memory/x/memory.limit_in_bytes", "4096\n"),
        ]);
        assert_eq!(cpu_limit(&read), Some(0.5));
        assert_eq!(memory_limit(&read), Some(4096));
        let nothing = files(&[]);
        assert_eq!((cpu_limit(&nothing), memory_limit(&nothing)), (None, None));
    }
}

//! What tells two machines, or two builds, apart.

use std::fmt::Display;

use streamgauge_record::{Machine, Tool};

/// In what two machines differ, one sentence each; empty: figures from both may be compared. How steady they were is
/// not part of it.
#[must_use]
pub fn differences(a: &Machine, b: &Machine) -> Vec<String> {
    let gib = |bytes: u64| format!("{:.1} GiB", bytes as f64 / (1 << 30) as f64);
    let mut found = Found::default();
    found.compare("processor", &a.cpu, &b.cpu);
    found.compare("usable CPUs", &a.cores, &b.cores);
    found.compare(
        "usable CPUs by number",
        &told(a.affinity.as_ref()),
        &told(b.affinity.as_ref()),
    );
    found.compare("physical cores", &told(a.physical_cores), &told(b.physical_cores));
    found.compare("two threads per core", &yes_no(a.smt), &yes_no(b.smt));
    found.compare("CPU limit", &limit(a.cpu_limit), &limit(b.cpu_limit));
    found.compare("memory", &gib(a.memory_bytes), &gib(b.memory_bytes));
    found.compare(
        "memory limit",
        &limit(a.memory_limit_bytes.map(gib)),
        &limit(b.memory_limit_bytes.map(gib)),
    );
    found.compare("system", &a.os, &b.os);
    found.compare("architecture", &a.arch, &b.arch);
    found.compare(
        "frequency governor",
        &told(a.governor.as_ref()),
        &told(b.governor.as_ref()),
    );
    found.compare("boost", &yes_no(a.boost), &yes_no(b.boost));
    found.compare(
        "huge pages",
        &told(a.huge_pages.as_ref()),
        &told(b.huge_pages.as_ref()),
    );
    found.compare(
        "virtualisation",
        &told(a.virtualisation.as_ref()),
        &told(b.virtualisation.as_ref()),
    );
    found.compare(
        "clock source",
        &told(a.clock_source.as_ref()),
        &told(b.clock_source.as_ref()),
    );
    found.0
}

/// In what two builds differ, one sentence each. The commit is not part of it: to compare commits is what builds are
/// measured for.
#[must_use]
pub fn build_differences(a: &Tool, b: &Tool) -> Vec<String> {
    let mut found = Found::default();
    found.compare("compiler", &a.rustc, &b.rustc);
    found.compare("build profile", &a.profile, &b.profile);
    found.compare(
        "optimisation level",
        &told(a.opt_level.as_ref()),
        &told(b.opt_level.as_ref()),
    );
    found.compare(
        "link-time optimisation",
        &told(a.lto.as_ref()),
        &told(b.lto.as_ref()),
    );
    found.compare(
        "allocator",
        &told(a.allocator.as_ref()),
        &told(b.allocator.as_ref()),
    );
    found.0
}

#[derive(Default)]
struct Found(Vec<String>);

impl Found {
    fn compare<T: PartialEq + Display>(&mut self, what: &str, a: &T, b: &T) {
        if a != b {
            self.0.push(format!("{what}: {a} before, {b} now"));
        }
    }
}

fn told(value: Option<impl Display>) -> String {
    value.map_or_else(|| "unknown".to_owned(), |value| value.to_string())
}

fn limit(value: Option<impl Display>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

fn yes_no(value: Option<bool>) -> String {
    told(value.map(|value| if value { "yes" } else { "no" }))
}

#[cfg(test)]
mod tests {
    use streamgauge_record::Probe;

    use super::*;

    #[test]
    fn a_machine_is_itself_however_steady_it_was() {
        let quiet = Machine::default();
        let noisy = Machine {
            probe: Some(Probe::default()),
            ..Machine::default()
        };
        assert!(differences(&quiet, &noisy).is_empty());
        assert!(differences(&crate::machine(), &crate::machine()).is_empty());
    }

    #[test]
    fn every_difference_is_a_sentence() {
        let before = Machine {
            cpu: "A".into(),
            cores: 2,
            ..Machine::default()
        };
        let now = Machine {
            cpu: "B".into(),
            cores: 2,
            cpu_limit: Some(1.5),
            boost: Some(true),
            ..Machine::default()
        };
        assert_eq!(
            differences(&before, &now),
            [
                "processor: A before, B now",
                "CPU limit: none before, 1.5 now",
                "boost: unknown before, yes now"
            ]
        );
    }

    #[test]
    fn two_commits_of_the_same_kind_of_build_may_be_compared() {
        let of = |commit: &str, lto: &str| Tool {
            commit: Some(commit.into()),
            lto: Some(lto.into()),
            ..Tool::default()
        };
        assert!(build_differences(&of("a", "thin"), &of("b", "thin")).is_empty());
        assert_eq!(
            build_differences(&of("a", "thin"), &of("a", "fat")),
            ["link-time optimisation: thin before, fat now"]
        );
    }
}

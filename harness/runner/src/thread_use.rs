//! What a thread has used of the machine.

use std::fs;

use streamgauge_record::{Allocated, Role, ThreadGroup};

use crate::allocations;
use crate::usage::thread_cpu_ns;

/// What one or several threads have used, each since it began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadUse {
    /// How many threads.
    pub threads: u32,
    /// CPU time, nanoseconds.
    pub cpu_ns: u64,
    /// The part of it in user mode; absent where the system does not tell.
    pub user_ns: Option<u64>,
    /// The part of it in the kernel.
    pub system_ns: Option<u64>,
    /// Switches to wait.
    pub voluntary_switches: Option<u64>,
    /// Switches that were forced.
    pub involuntary_switches: Option<u64>,
    /// Pages mapped.
    pub minor_faults: Option<u64>,
    /// Pages read from a disk.
    pub major_faults: Option<u64>,
    /// Allocations since they began to be counted.
    pub allocated: Option<Allocated>,
}

impl ThreadUse {
    /// What the calling thread has used so far. Ends the count of its allocations.
    #[must_use]
    pub fn of_this_thread() -> Self {
        let read = |name: &str| fs::read_to_string(format!("/proc/thread-self/{name}")).unwrap_or_default();
        Self {
            threads: 1,
            cpu_ns: thread_cpu_ns(),
            allocated: allocations::end(),
            ..Self::parse(&read("stat"), &read("status"), tick_ns())
        }
    }

    /// What `stat` and `status` of a thread say; `tick_ns` is the unit of the former.
    fn parse(stat: &str, status: &str, tick_ns: u64) -> Self {
        // The name of the thread stands in parentheses and may hold anything.
        let fields: Vec<&str> = stat
            .rsplit_once(')')
            .map_or_else(Vec::new, |(_, rest)| rest.split_whitespace().collect());
        // proc(5) counts from 1; the first field behind the name is its third.
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        let ticks = |number: usize| field(number)?.checked_mul(tick_ns);
        let counter = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().parse::<u64>().ok()
        };
        Self {
            minor_faults: field(10),
            major_faults: field(12),
            user_ns: ticks(14),
            system_ns: ticks(15),
            voluntary_switches: counter("voluntary_ctxt_switches:"),
            involuntary_switches: counter("nonvoluntary_ctxt_switches:"),
            ..Self::default()
        }
    }

    /// What was used since `before`, of the same threads.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let less = |of: fn(&Self) -> Option<u64>| Some(of(self)?.saturating_sub(of(before)?));
        Self {
            threads: self.threads,
            cpu_ns: self.cpu_ns.saturating_sub(before.cpu_ns),
            user_ns: less(|of| of.user_ns),
            system_ns: less(|of| of.system_ns),
            voluntary_switches: less(|of| of.voluntary_switches),
            involuntary_switches: less(|of| of.involuntary_switches),
            minor_faults: less(|of| of.minor_faults),
            major_faults: less(|of| of.major_faults),
            allocated: self.allocated,
        }
    }

    /// Both together. What one of them does not tell, both do not.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let more = |of: fn(&Self) -> Option<u64>| Some(of(self)?.saturating_add(of(other)?));
        Self {
            threads: self.threads + other.threads,
            cpu_ns: self.cpu_ns.saturating_add(other.cpu_ns),
            user_ns: more(|of| of.user_ns),
            system_ns: more(|of| of.system_ns),
            voluntary_switches: more(|of| of.voluntary_switches),
            involuntary_switches: more(|of| of.involuntary_switches),
            minor_faults: more(|of| of.minor_faults),
            major_faults: more(|of| of.major_faults),
            allocated: self.allocated.zip(other.allocated).map(|(a, b)| Allocated {
                allocations: a.allocations + b.allocations,
                allocated_bytes: a.allocated_bytes + b.allocated_bytes,
            }),
        }
    }

    /// As an entry of a record.
    #[must_use]
    pub fn group(&self, name: &str, role: Role) -> ThreadGroup {
        ThreadGroup {
            name: name.to_owned(),
            role,
            threads: self.threads,
            cpu_ns: self.cpu_ns,
            user_ns: self.user_ns,
            system_ns: self.system_ns,
            voluntary_switches: self.voluntary_switches,
            involuntary_switches: self.involuntary_switches,
            minor_faults: self.minor_faults,
            major_faults: self.major_faults,
            allocated: self.allocated,
        }
    }
}

/// The unit of times in `/proc`, nanoseconds.
fn tick_ns() -> u64 {
    #[cfg(unix)]
    let per_second = rustix::param::clock_ticks_per_second();
    #[cfg(not(unix))]
    let per_second = 100;
    1_000_000_000 / per_second.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "23654 (a (name) x) R 1 2 3 0 -1 4194304 111 0 7 0 40 25 0 0 20 0 1 0 1 2 3\n";
    const STATUS: &str = "Name:\tx\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n";

    #[test]
    fn the_kernel_files_of_a_thread_are_understood() {
        let seen = ThreadUse::parse(STAT, STATUS, 10_000_000);
        assert_eq!((seen.minor_faults, seen.major_faults), (Some(111), Some(7)));
        assert_eq!(
            (seen.user_ns, seen.system_ns),
            (Some(400_000_000), Some(250_000_000))
        );
        assert_eq!(
            (seen.voluntary_switches, seen.involuntary_switches),
            (Some(12), Some(3))
        );
        assert_eq!(ThreadUse::parse("", "", 10_000_000), ThreadUse::default());
        assert_eq!(
            ThreadUse::parse("1 (x) R", "voluntary_ctxt_switches: x", 1).minor_faults,
            None
        );
    }

    #[test]
    fn uses_are_added_and_subtracted_field_by_field() {
        let one = ThreadUse {
            threads: 1,
            cpu_ns: 5,
            ..ThreadUse::parse(STAT, STATUS, 1)
        };
        let both = one.and(&one);
        assert_eq!(
            (both.threads, both.cpu_ns, both.voluntary_switches),
            (2, 10, Some(24))
        );
        let rest = both.since(&one);
        assert_eq!(
            (rest.cpu_ns, rest.voluntary_switches, rest.minor_faults),
            (5, Some(12), Some(111))
        );
        let untold = one.and(&ThreadUse::default());
        assert_eq!((untold.cpu_ns, untold.voluntary_switches), (5, None));
    }

    #[test]
    fn this_thread_uses_something() {
        let mut sum = 0_u64;
        (0..2_000_000_u64).for_each(|i| sum = std::hint::black_box(sum.wrapping_add(i)));
        assert!(ThreadUse::of_this_thread().cpu_ns > 0);
    }
}

//! What a run uses of the machine.

use rustix::time::{ClockId, clock_gettime};
use streamgauge_model::ProcessingTime;

/// So seldom is the size of the process looked at, in nanoseconds.
const LOOK_EVERY_NS: i64 = 100_000_000;

/// CPU time of the calling thread, user and system, in nanoseconds.
#[must_use]
pub fn thread_cpu_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let nanos = time
        .tv_sec
        .saturating_mul(1_000_000_000)
        .saturating_add(time.tv_nsec);
    u64::try_from(nanos).unwrap_or(0)
}

/// Peak resident memory of this process between a beginning and an end.
#[derive(Clone, Debug)]
pub struct MemoryWatch {
    start: Option<u64>,
    is_peak_reset: bool,
    greatest_seen: Option<u64>,
    /// Resident memory as it was looked at.
    seen: Vec<(ProcessingTime, u64)>,
}

impl MemoryWatch {
    /// Starts the watch and, where the kernel lets us, its own record of the peak afresh.
    #[must_use]
    pub fn start() -> Self {
        let is_peak_reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
        let start = status_bytes("VmRSS:");
        Self {
            start,
            is_peak_reset,
            greatest_seen: start,
            seen: Vec::new(),
        }
    }

    /// Looks at the present size, ten times a second at most. Where the kernel's peak could not be reset, the greatest
    /// size seen is reported as the peak.
    pub fn look(&mut self, now: ProcessingTime) {
        let last = self.seen.last();
        if last.is_some_and(|(last, _)| now.nanos_since(*last) < LOOK_EVERY_NS) {
            return;
        }
        let resident = status_bytes("VmRSS:");
        self.seen.extend(resident.map(|bytes| (now, bytes)));
        if !self.is_peak_reset {
            self.greatest_seen = self.greatest_seen.max(resident);
        }
    }

    /// What was seen, as (nanoseconds after `start`, bytes).
    #[must_use]
    pub fn samples(&self, start: ProcessingTime) -> Vec<(i64, u64)> {
        let seen = self.seen.iter();
        seen.map(|(at, bytes)| (at.nanos_since(start), *bytes)).collect()
    }

    /// Resident memory at the start, bytes; `None` where the system does not tell.
    #[must_use]
    pub const fn start_bytes(&self) -> Option<u64> {
        self.start
    }

    /// Peak resident memory since the start, bytes; `None` where the system does not tell.
    #[must_use]
    pub fn peak_bytes(&self) -> Option<u64> {
        let peak = if self.is_peak_reset {
            status_bytes("VmHWM:")
        } else {
            status_bytes("VmRSS:")
        };
        peak.max(self.greatest_seen)
    }
}

fn status_bytes(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_works_uses_cpu_time() {
        let before = thread_cpu_ns();
        let mut sum = 0_u64;
        for i in 0..2_000_000_u64 {
            sum = std::hint::black_box(sum.wrapping_add(i));
        }
        assert!(thread_cpu_ns() > before);
    }

    #[test]
    fn the_peak_covers_what_was_held_in_between() {
        let mut watch = MemoryWatch::start();
        let held = std::hint::black_box(vec![1_u8; 32 << 20]);
        watch.look(ProcessingTime::from_nanos(0));
        assert_eq!(
            watch.samples(ProcessingTime::from_nanos(0)).len(),
            usize::from(watch.start_bytes().is_some())
        );
        drop(held);
        if let (Some(start), Some(peak)) = (watch.start_bytes(), watch.peak_bytes()) {
            assert!(peak >= start, "{peak} < {start}");
        }
    }
}

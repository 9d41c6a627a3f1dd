//! A control kernel, repeated on each CPU.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use streamgauge_record::CpuProbe;

use crate::pinning::{hold_on, usable_cpus};
use crate::repetitions::cpu_probe;

/// Repetitions that one look at the control kernel takes: about a millisecond.
const LOOKS: usize = 51;
/// Steps of one repetition: some 20 microseconds of an optimised build.
const STEPS: u64 = 10_000;
/// A CPU is looked at for at least this long: ten blocks.
const SHORTEST: Duration = Duration::from_millis(100);

/// Repeats the kernel on every CPU that this process may use, one after the other, `length` in all. If the time is too
/// short for all, only on some, evenly spread. `say` is told before each.
pub(crate) fn cpu_probes(length: Duration, stop: &AtomicBool, say: &mut dyn FnMut(&str)) -> Vec<CpuProbe> {
    let cpus = chosen(&usable_cpus(), length);
    let each = length / u32::try_from(cpus.len()).unwrap_or(1).max(1);
    let mut probes = Vec::new();
    for cpu in &cpus {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        say(&cpu.map_or_else(
            || "repeating a control kernel".to_owned(),
            |cpu| format!("repeating a control kernel on CPU {cpu}"),
        ));
        // A thread of its own, so that the caller stays free to run anywhere.
        let times = thread::scope(|scope| scope.spawn(|| times_on(*cpu, each, stop)).join());
        probes.extend(times.ok().and_then(|(cpu, times)| cpu_probe(cpu, &times)));
    }
    probes
}

/// The median time of one repetition of the control kernel, nanoseconds, on the CPU that this thread is on: the same
/// work at any time and in any build, so that what it says differently is the machine's doing.
#[must_use]
pub fn control_ns() -> f64 {
    let time = || {
        let before = Instant::now();
        black_box(kernel(black_box(1)));
        before.elapsed().as_secs_f64() * 1e9
    };
    let mut times: Vec<f64> = (0..LOOKS).map(|_| time()).collect();
    times.sort_by(f64::total_cmp);
    times[LOOKS / 2]
}

/// The CPUs to look at; none by number where they are not told.
fn chosen(cpus: &[u32], length: Duration) -> Vec<Option<u32>> {
    let room = usize::try_from(length.as_millis() / SHORTEST.as_millis())
        .unwrap_or(usize::MAX)
        .max(1);
    let step = cpus.len().div_ceil(room).max(1);
    let some: Vec<_> = cpus.iter().step_by(step).copied().map(Some).collect();
    if some.is_empty() { vec![None] } else { some }
}

/// The times of the repetitions, nanoseconds, and where they ran.
fn times_on(cpu: Option<u32>, length: Duration, stop: &AtomicBool) -> (Option<u32>, Vec<u64>) {
    let held = cpu.filter(|cpu| hold_on(&[*cpu]));
    let mut times = Vec::with_capacity(usize::try_from(length.as_micros() / 10).unwrap_or(0).min(1 << 22));
    let begin = Instant::now();
    let mut before = begin;
    while before - begin < length && !stop.load(Ordering::Relaxed) {
        black_box(kernel(black_box(1)));
        let after = Instant::now();
        times.push(u64::try_from((after - before).as_nanos()).unwrap_or(u64::MAX));
        before = after;
    }
    (held, times)
}

/// A fixed chain of dependent steps in registers (xorshift): no memory, no branches that depend on data.
fn kernel(seed: u64) -> u64 {
    (0..STEPS).fold(seed, |mut x, _| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^ (x << 17)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_probe_looks_at_some_cpus_evenly() {
        let all: Vec<u32> = (0..64).collect();
        let second = Duration::from_secs(1);
        assert_eq!(chosen(&all, second).len(), 10);
        assert_eq!(chosen(&all, second)[1], Some(7));
        assert_eq!(chosen(&all, Duration::from_secs(10)).len(), 64);
        assert_eq!(chosen(&[], second), [None]);
        assert_eq!(chosen(&[3], Duration::ZERO), [Some(3)]);
    }

    #[test]
    fn the_kernel_is_always_the_same_work() {
        assert_eq!(kernel(1), kernel(1));
        assert_ne!(kernel(1), 1);
    }

    #[test]
    fn a_probe_ends_when_it_is_told_to() {
        let stopped = AtomicBool::new(true);
        assert!(cpu_probes(Duration::from_secs(3_600), &stopped, &mut |_| {}).is_empty());
    }
}

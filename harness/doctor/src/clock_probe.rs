//! What the monotonic clock is worth.

use std::thread;
use std::time::Instant;

use streamgauge_record::ClockProbe;

use crate::pinning::{hold_on, usable_cpus};

/// Readings in a row.
const READINGS: u32 = 100_000;
/// How often a thread moves to another CPU and reads there.
const MOVES: usize = 200;

pub(crate) fn clock_probe() -> ClockProbe {
    let (resolution_ns, reading_ns) = readings();
    ClockProbe {
        resolution_ns,
        reading_ns,
        back_steps: thread::scope(|scope| scope.spawn(back_steps).join()).unwrap_or(0),
    }
}

/// The smallest step between readings, and the mean time of one.
fn readings() -> (u64, f64) {
    let begin = Instant::now();
    let (mut before, mut smallest) = (begin, u64::MAX);
    for _ in 0..READINGS {
        let now = Instant::now();
        let step = u64::try_from((now - before).as_nanos()).unwrap_or(u64::MAX);
        if step > 0 {
            smallest = smallest.min(step);
        }
        before = now;
    }
    let whole = (before - begin).as_nanos() as f64;
    (
        if smallest == u64::MAX { 0 } else { smallest },
        whole / f64::from(READINGS),
    )
}

/// Moves this thread round the CPUs and counts the readings that are earlier than the one before.
fn back_steps() -> u64 {
    let cpus = usable_cpus();
    let mut before = Instant::now();
    let mut back = 0;
    for cpu in cpus.iter().cycle().take(if cpus.len() > 1 { MOVES } else { 0 }) {
        if hold_on(&[*cpu]) {
            let now = Instant::now();
            back += u64::from(now < before);
            before = now;
        }
    }
    back
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_and_costs_something() {
        let probe = clock_probe();
        assert!(probe.resolution_ns > 0);
        assert!(probe.reading_ns > 0.0);
    }
}

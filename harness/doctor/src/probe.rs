//! How steady the machine is now.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use streamgauge_record::Probe;

use crate::clock_probe::clock_probe;
use crate::cpu_time::CpuTime;
use crate::fingerprint::read;
use crate::kernel_text::load_average;
use crate::limits::steadiness;
use crate::memory_probe::memory_bytes_per_s;
use crate::noise_probe::cpu_probes;
use crate::wake_probe::wake_probe;

/// How much is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// How long the control kernel is repeated, all CPUs together.
    pub length: Duration,
    /// Whether the speed of memory is tried, too (128 MB).
    pub tries_memory: bool,
}

/// Looks at the machine while nothing else of ours runs; `say` is told what comes next. `None` if `stop` came before
/// there was anything to say.
#[must_use]
pub fn probe(extent: Extent, stop: &AtomicBool, say: &mut dyn FnMut(&str)) -> Option<Probe> {
    let load_average = load_average(&read("/proc/loadavg"));
    let before = CpuTime::now();
    let cpus = cpu_probes(extent.length, stop, say);
    let stolen_share = CpuTime::now()
        .zip(before)
        .and_then(|(after, before)| after.stolen_share_since(before));
    let noise_share = cpus.iter().map(|cpu| cpu.noise_share).max_by(f64::total_cmp)?;
    say("reading the clock");
    let clock = clock_probe();
    say("sleeping and waking");
    let wake = wake_probe();
    if extent.tries_memory {
        say("copying memory");
    }
    let mut probe = Probe {
        probe_ns: u64::try_from(extent.length.as_nanos()).unwrap_or(u64::MAX),
        noise_share,
        stolen_share,
        load_average,
        cpus,
        clock,
        wake,
        memory_bytes_per_s: extent.tries_memory.then(memory_bytes_per_s).flatten(),
        ..Probe::default()
    };
    probe.steadiness = steadiness(&probe);
    Some(probe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_sees_every_usable_cpu_or_says_nothing() {
        let extent = Extent {
            length: Duration::from_millis(400),
            tries_memory: false,
        };
        let mut said = Vec::new();
        let seen = probe(extent, &AtomicBool::new(false), &mut |what| {
            said.push(what.to_owned());
        });
        let seen = seen.expect("400 ms are enough");
        assert!(!seen.cpus.is_empty());
        assert!(seen.cpus.iter().all(|cpu| cpu.repetitions > 0 && cpu.p50_ns > 0));
        assert_eq!(seen.memory_bytes_per_s, None);
        assert!(said.iter().any(|what| what.contains("clock")));
        assert_eq!(probe(extent, &AtomicBool::new(true), &mut |_| {}), None);
    }
}

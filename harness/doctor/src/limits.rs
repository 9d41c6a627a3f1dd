//! From which figures on a machine is not quiet any more.

use streamgauge_record::{Probe, Steadiness};

/// What a machine may show and still be called something.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Noise of the least steady CPU, as a share.
    pub noise_share: f64,
    /// Share of CPU time stolen.
    pub stolen_share: f64,
    /// The longest gap, nanoseconds.
    pub max_gap_ns: u64,
}

/// The limits of `quiet` and of `moderate`; beyond them a machine is `noisy`. Differences that people act on begin at
/// some 5 %: a machine that varies by more from one moment to the next hides them. A gap of 10 ms is longer than what is
/// measured of an engine that takes events one at a time.
pub const LIMITS: [(Steadiness, Limits); 2] = [
    (
        Steadiness::Quiet,
        Limits {
            noise_share: 0.01,
            stolen_share: 0.001,
            max_gap_ns: 1_000_000,
        },
    ),
    (
        Steadiness::Moderate,
        Limits {
            noise_share: 0.05,
            stolen_share: 0.02,
            max_gap_ns: 10_000_000,
        },
    ),
];

impl Limits {
    fn hold(&self, probe: &Probe) -> bool {
        let gap = probe.cpus.iter().map(|cpu| cpu.max_gap_ns).max().unwrap_or(0);
        probe.noise_share <= self.noise_share
            && probe.stolen_share.unwrap_or(0.0) <= self.stolen_share
            && gap <= self.max_gap_ns
    }
}

/// What the figures of a probe make the machine.
#[must_use]
pub fn steadiness(probe: &Probe) -> Steadiness {
    let first = LIMITS.iter().find(|(_, limits)| limits.hold(probe));
    first.map_or(Steadiness::Noisy, |(steadiness, _)| *steadiness)
}

#[cfg(test)]
mod tests {
    use streamgauge_record::CpuProbe;

    use super::*;

    #[test]
    fn each_figure_alone_can_make_a_machine_noisy() {
        let of = |noise_share: f64, stolen: Option<f64>, max_gap_ns: u64| {
            steadiness(&Probe {
                noise_share,
                stolen_share: stolen,
                cpus: vec![CpuProbe {
                    max_gap_ns,
                    ..CpuProbe::default()
                }],
                ..Probe::default()
            })
        };
        assert_eq!(of(0.01, None, 1_000_000), Steadiness::Quiet);
        assert_eq!(of(0.011, None, 0), Steadiness::Moderate);
        assert_eq!(of(0.0, Some(0.01), 0), Steadiness::Moderate);
        assert_eq!(of(0.0, None, 1_000_001), Steadiness::Moderate);
        assert_eq!(of(0.06, None, 0), Steadiness::Noisy);
        assert_eq!(of(0.0, Some(0.03), 0), Steadiness::Noisy);
        assert_eq!(of(0.0, None, 10_000_001), Steadiness::Noisy);
    }
}

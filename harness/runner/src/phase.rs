//! The part of the schedule that is measured.

/// Warm-up and measured phase of a schedule, in nanoseconds after its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredPhase {
    /// How long the warm-up lasts; what is due in it is run and judged, and enters no figure.
    pub warm_up_ns: u64,
    /// How long the measured phase after it lasts.
    pub measured_ns: u64,
}

impl MeasuredPhase {
    /// Whether an instant lies in `[warm_up_ns, warm_up_ns + measured_ns)`.
    #[must_use]
    pub fn contains(self, instant_ns: i64) -> bool {
        u64::try_from(instant_ns)
            .is_ok_and(|ns| ns >= self.warm_up_ns && ns - self.warm_up_ns < self.measured_ns)
    }

    /// The end of the measured phase, and so of the schedule.
    #[must_use]
    pub const fn end_ns(self) -> u64 {
        self.warm_up_ns.saturating_add(self.measured_ns)
    }

    /// `count` events as events per second of the measured phase; 0 for a phase of no length.
    #[must_use]
    pub fn per_second(self, count: u64) -> f64 {
        if self.measured_ns == 0 {
            return 0.0;
        }
        count as f64 * 1e9 / self.measured_ns as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phase_holds_its_first_instant_and_not_its_last() {
        let phase = MeasuredPhase {
            warm_up_ns: 100,
            measured_ns: 50,
        };
        assert_eq!(
            [-1, 99, 100, 149, 150].map(|ns| phase.contains(ns)),
            [false, false, true, true, false]
        );
        assert_eq!(phase.end_ns(), 150);
    }

    #[test]
    fn rates_are_per_second() {
        let phase = MeasuredPhase {
            warm_up_ns: 0,
            measured_ns: 500_000_000,
        };
        assert!((phase.per_second(10) - 20.0).abs() < 1e-9);
        assert!(
            MeasuredPhase {
                warm_up_ns: 0,
                measured_ns: 0
            }
            .per_second(10)
            .abs()
                < 1e-9
        );
    }
}

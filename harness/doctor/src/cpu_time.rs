//! `/proc/stat`: where the time of the CPUs went.

use crate::fingerprint::read;

/// Time of all CPUs since the system started, in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CpuTime {
    /// All of it: user, nice, system, idle, waiting, interrupts, stolen.
    pub whole: u64,
    /// What the hypervisor gave to others while we wanted to run.
    pub stolen: u64,
}

impl CpuTime {
    pub fn now() -> Option<Self> {
        Self::parse(&read("/proc/stat"))
    }

    /// The line of all CPUs. Its last two fields, time of guests, are contained in the first two.
    pub fn parse(stat: &str) -> Option<Self> {
        let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
        let ticks = line.split_whitespace().map(|ticks| ticks.parse::<u64>().ok());
        let ticks: Vec<u64> = ticks.take(8).collect::<Option<_>>()?;
        Some(Self {
            whole: ticks.iter().fold(0, |sum, ticks| sum.saturating_add(*ticks)),
            stolen: *ticks.get(7)?,
        })
    }

    /// The share stolen since `before`.
    pub fn stolen_share_since(self, before: Self) -> Option<f64> {
        let whole = self.whole.checked_sub(before.whole).filter(|whole| *whole > 0)?;
        Some(self.stolen.saturating_sub(before.stolen) as f64 / whole as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stolen_time_is_a_share_of_all_time() {
        let before =
            CpuTime::parse("cpu  10 0 10 70 0 0 0 10 0 0\ncpu0 1 2 3\n").expect("a line of all CPUs");
        let after = CpuTime::parse("cpu  60 0 10 80 0 0 0 50 3 3\n").expect("a line of all CPUs");
        assert_eq!((before.whole, before.stolen), (100, 10));
        assert_eq!(after.stolen_share_since(before), Some(0.4));
        assert_eq!(before.stolen_share_since(before), None);
        assert_eq!(before.stolen_share_since(after), None);
    }

    #[test]
    fn nonsense_is_unknown() {
        for text in ["", "cpu", "cpu  1 2 3", "cpu  a b c d e f g h", "intr 1"] {
            assert_eq!(CpuTime::parse(text), None, "{text:?}");
        }
    }
}

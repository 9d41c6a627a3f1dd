//! A clock that ticks at a fixed interval from an unknown start.

use streamgauge_model::ProcessingTime;

/// Where the ticks can lie, given pairs of instants between which one must have been.
///
/// Ticks are counted from the start of the task, which the trace does not tell. A late reaction to one tick may be
/// followed by a prompt one to the next, so that two steps can be closer than the interval; but then a tick lies
/// between them, and all such pairs must agree on where ticks are.
#[derive(Debug, Default)]
pub(crate) struct Ticks {
    /// Spans `(from, to]`, modulo the interval and relative to `origin`, that may hold the tick; empty before the
    /// first pair.
    possible: Vec<(i64, i64)>,
    origin: i64,
}

impl Ticks {
    /// Whether a tick can have been in `(last, now]`. If not, starts anew.
    pub(crate) fn admits(&mut self, last: ProcessingTime, now: ProcessingTime, interval: i64) -> bool {
        let gap = now.nanos_since(last);
        if gap >= interval {
            return true;
        }
        if self.possible.is_empty() {
            self.origin = last.nanos();
            self.possible.push((0, gap));
            return gap > 0;
        }
        let from = last.nanos().saturating_sub(self.origin).rem_euclid(interval);
        let spans = [(from, from + gap), (from - interval, from + gap - interval)];
        let agreed = self.possible.iter().flat_map(|(a, b)| {
            let overlap = move |(c, d): (i64, i64)| ((*a).max(c), (*b).min(d));
            spans.map(overlap)
        });
        self.possible = agreed.filter(|(from, to)| from < to).collect();
        !self.possible.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(steps: &[i64]) -> bool {
        let mut ticks = Ticks::default();
        let at = ProcessingTime::from_nanos;
        steps
            .windows(2)
            .all(|pair| ticks.admits(at(pair[0]), at(pair[1]), 200))
    }

    #[test]
    fn a_late_step_may_be_followed_by_a_prompt_one() {
        assert!(admits(&[200, 400, 650, 800, 1_000, 1_150 + 90, 1_400]));
        assert!(admits(&[210, 410, 777, 977]), "counted from each step");
    }

    #[test]
    fn steps_closer_than_their_ticks_are_caught() {
        assert!(!admits(&[200, 290, 380]), "three steps in one interval");
        assert!(!admits(&[150, 250, 420, 550, 640]), "no tick fits all pairs");
        assert!(!admits(&[200, 200]));
    }
}

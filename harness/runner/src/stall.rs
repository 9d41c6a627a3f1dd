//! A planted pause of the engine.

use crate::RunError;

/// A planted pause: in `[at_ns, at_ns + for_ns)` no task of the engine takes a step. What the engine is doing when the
/// pause begins it brings to its end; the source goes on. Nanoseconds after the start of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stall {
    /// When it begins.
    pub at_ns: u64,
    /// How long it lasts.
    pub for_ns: u64,
}

impl Stall {
    /// When the engine may go on.
    #[must_use]
    pub const fn end_ns(self) -> u64 {
        self.at_ns.saturating_add(self.for_ns)
    }

    fn holds(self, now_ns: i64) -> bool {
        u64::try_from(now_ns).is_ok_and(|now| self.at_ns <= now && now < self.end_ns())
    }
}

/// Until when a pause holds at `now_ns`, nanoseconds after the start; `None`: the engine may take a step.
pub(crate) fn stalled_until(stalls: &[Stall], now_ns: i64) -> Option<i64> {
    let ends = stalls.iter().filter(|stall| stall.holds(now_ns));
    ends.filter_map(|stall| i64::try_from(stall.end_ns()).ok()).max()
}

/// Refuses pauses that would change nothing, or that cannot be told apart.
pub(crate) fn check(stalls: &[Stall]) -> Result<(), RunError> {
    let fail = |what: String| Err(RunError::Setup(what));
    let mut sorted = stalls.to_vec();
    sorted.sort_unstable_by_key(|stall| stall.at_ns);
    for stall in &sorted {
        if stall.for_ns == 0 {
            return fail(format!(
                "the stall at {} ns lasts no time; use at least 1ms",
                stall.at_ns
            ));
        }
    }
    match sorted.windows(2).find(|pair| pair[0].end_ns() > pair[1].at_ns) {
        Some(pair) => fail(format!(
            "the stall at {} ns begins before the one at {} ns is over; make one of them",
            pair[1].at_ns, pair[0].at_ns
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn stall(at_ns: u64, for_ns: u64) -> Stall {
        Stall { at_ns, for_ns }
    }

    #[test]
    fn a_stall_holds_its_first_instant_and_not_its_last() {
        let stalls = [stall(100, 50), stall(150, 10)];
        let until: Vec<_> = [-1, 99, 100, 149, 150, 159, 160]
            .map(|now| stalled_until(&stalls, now))
            .to_vec();
        assert_eq!(
            until,
            [None, None, Some(150), Some(150), Some(160), Some(160), None]
        );
        assert_eq!(stalled_until(&[stall(u64::MAX - 1, 5)], i64::MAX), None);
    }

    #[test]
    fn stalls_without_effect_are_refused() {
        let refusal = |stalls: &[Stall]| check(stalls).unwrap_err().to_string();
        assert!(refusal(&[stall(5, 0)]).contains("lasts no time"));
        assert!(refusal(&[stall(20, 5), stall(10, 11)]).contains("make one of them"));
        assert!(check(&[stall(20, 5), stall(10, 10)]).is_ok());
    }
}

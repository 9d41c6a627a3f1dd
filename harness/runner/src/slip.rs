//! How late the source was, and whose fault that is.

use crate::Observed;

impl Observed {
    /// By `seq`: how long the source was late in handing over each event although the queue had room for it, in
    /// nanoseconds. This is the harness's fault and belongs to the validity of the run; waiting for room is the
    /// engine's and is left out.
    #[must_use]
    pub fn slips_ns(&self) -> Vec<i64> {
        let mut spans = self.full_spans.iter().peekable();
        let mut room_since = i64::MIN;
        let handed = self.arrivals.iter().zip(&self.handed_ns);
        handed
            .map(|(arrival, &handed)| {
                while let Some((_, end)) = spans.next_if(|(_, end)| *end <= handed) {
                    room_since = *end;
                }
                slip_ns(arrival.due_ns, handed, room_since)
            })
            .collect()
    }
}

/// How long an event due at `due_ns` that was handed over at `handed_ns` waited for nothing but the source, when
/// the queue had room from `room_since_ns` on.
#[expect(
    clippy::cast_possible_wrap,
    reason = "a checked schedule is shorter than 73 years"
)]
pub(crate) fn slip_ns(due_ns: u64, handed_ns: i64, room_since_ns: i64) -> i64 {
    handed_ns - room_since_ns.max(due_ns as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use streamgauge_model::Arrival;

    #[test]
    fn waiting_for_room_is_not_slip_but_dawdling_afterwards_is() {
        let due = [0_u64, 10, 20, 30];
        let observed = Observed {
            arrivals: due
                .iter()
                .map(|&due_ns| Arrival {
                    due_ns,
                    ..Arrival::default()
                })
                .collect(),
            handed_ns: vec![3, 40, 42, 43],
            full_spans: vec![(10, 40)],
            ..Observed::default()
        };
        assert_eq!(observed.slips_ns(), [3, 0, 2, 3]);
    }
}

//! The slip that is the source's own fault.

use crate::{Observed, Subject};

/// What a source may need for each event while it catches up, nanoseconds: 5 million events per second.
const CATCH_UP_NS: i64 = 200;
/// A source that is no later than this is on time, nanoseconds.
const ON_TIME_NS: i64 = 100_000;

/// The 99.9th percentile of the slip that is the source's own fault, over the events of the measured phase.
pub(crate) fn slip_p999(subject: &Subject<'_>) -> Option<u64> {
    let mut measured: Vec<i64> = own_slips(subject.observed)
        .into_iter()
        .enumerate()
        .filter(|(seq, _)| {
            subject
                .due_ns(*seq)
                .is_some_and(|due| subject.phase.contains(due))
        })
        .map(|(_, slip)| slip)
        .collect();
    let rank = (measured.len() * 999).div_ceil(1000).checked_sub(1)?;
    let (_, slip, _) = measured.select_nth_unstable(rank);
    u64::try_from(*slip).ok()
}

/// [`Observed::slips_ns`] without the time that the source needs to catch up after a full queue: until it is on time
/// again, handing over what piled up at [`CATCH_UP_NS`] each is no fault of the source.
fn own_slips(observed: &Observed) -> Vec<i64> {
    let mut slips = observed.slips_ns();
    let mut ends = observed.full_spans.iter().map(|(_, end)| *end).peekable();
    let mut piled_up = None;
    for ((slip, &handed), arrival) in slips.iter_mut().zip(&observed.handed_ns).zip(&*observed.arrivals) {
        while ends.next_if(|end| *end <= handed).is_some() {
            piled_up = Some(0);
        }
        let late_ns = i64::try_from(arrival.due_ns).map_or(0, |due| handed - due);
        piled_up = piled_up.filter(|_| late_ns > ON_TIME_NS).map(|events| events + 1);
        *slip = (*slip - piled_up.unwrap_or(0) * CATCH_UP_NS).max(0);
    }
    slips
}

#[cfg(test)]
mod tests {
    use streamgauge_model::Arrival;

    use super::*;

    fn observed(due_and_handed: &[(u64, i64)], full_spans: &[(i64, i64)]) -> Observed {
        let arrival = |(due_ns, _): &(u64, i64)| Arrival {
            due_ns: *due_ns,
            ..Arrival::default()
        };
        Observed {
            arrivals: due_and_handed.iter().map(arrival).collect(),
            handed_ns: due_and_handed.iter().map(|(_, handed)| *handed).collect(),
            full_spans: full_spans.to_vec(),
            ..Observed::default()
        }
    }

    #[test]
    fn catching_up_after_a_full_queue_is_no_slip_until_the_source_is_on_time_again() {
        let ms = 1_000_000;
        // Room at 5 ms; two events follow at the pace of catching up, the third dawdles.
        let caught_up = [
            (0, 5 * ms),
            (1, 5 * ms + 200),
            (2, 5 * ms + 400),
            (3, 5 * ms + 900_000),
        ];
        assert_eq!(
            own_slips(&observed(&caught_up, &[(0, 5 * ms)])),
            [0, 0, 0, 899_200]
        );
        // On time at 6 ms; what comes later is judged without mercy.
        let on_time = [(0, 5 * ms), (6_000_000, 6 * ms), (7_000_000, 7 * ms + 500_000)];
        assert_eq!(own_slips(&observed(&on_time, &[(0, 5 * ms)])), [0, 0, 500_000]);
    }

    #[test]
    fn without_a_full_queue_every_delay_is_slip() {
        assert_eq!(own_slips(&observed(&[(0, 7), (10, 300_010)], &[])), [7, 300_000]);
    }
}

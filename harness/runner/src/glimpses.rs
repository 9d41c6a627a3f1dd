//! Looks at a live run while it goes.

use std::sync::Arc;

use streamgauge_model::{Arrival, EventTime, Phi, TimeDomain, Watermark};
use streamgauge_record::Glimpse;

use crate::Setup;
use crate::gauges::{GaugeCell, Gauges};
use crate::simulation::SAMPLE_EVERY_NS;

/// Who is shown glimpses of a run, on the thread that looks after it.
pub type Onlooker<'a> = &'a dyn Fn(&Glimpse);

/// How often there is a glimpse, nanoseconds.
const GLIMPSE_EVERY_NS: i64 = 250_000_000;
/// A task whose sample is younger than this is at work, and the sample is all that is known of it.
const FRESH_NS: i64 = 2 * SAMPLE_EVERY_NS;

/// Makes glimpses of one run: at most four a second, and one of its end.
pub(crate) struct Glimpses<'a> {
    schedule: Schedule,
    onlooker: Onlooker<'a>,
    next_ns: i64,
    /// Instant and events taken of the last glimpse.
    last: (u64, u64),
}

/// When events are due.
#[derive(Clone, Debug)]
struct Schedule {
    arrivals: Arc<[Arrival]>,
    /// `None`: the watermark is of another time.
    phi: Option<Phi>,
}

impl<'a> Glimpses<'a> {
    /// Of a run of `setup`, whose event times `phi` ties to the wall, for `onlooker`.
    pub fn of(setup: &Setup, phi: Phi, onlooker: Onlooker<'a>) -> Self {
        let schedule = Schedule {
            arrivals: Arc::clone(&setup.arrivals),
            phi: (setup.query.time == TimeDomain::Event).then_some(phi),
        };
        Self::on(schedule, onlooker)
    }

    fn on(schedule: Schedule, onlooker: Onlooker<'a>) -> Self {
        Self {
            schedule,
            onlooker,
            next_ns: GLIMPSE_EVERY_NS,
            last: (0, 0),
        }
    }

    /// Shows a glimpse, if it is time for one.
    pub fn look(&mut self, now_ns: i64, cells: &[GaugeCell]) {
        if now_ns >= self.next_ns {
            self.next_ns = now_ns.saturating_add(GLIMPSE_EVERY_NS);
            self.show(now_ns, cells);
        }
    }

    /// Shows a glimpse.
    pub fn show(&mut self, now_ns: i64, cells: &[GaugeCell]) {
        let (at_ns, gauges) = combined(now_ns, cells);
        let mut glimpse = self.schedule.glimpse(at_ns, gauges);
        let (last_ns, last_taken) = self.last;
        glimpse.taken_per_s = rate(
            glimpse.taken.saturating_sub(last_taken),
            glimpse.at_ns.saturating_sub(last_ns),
        );
        self.last = (glimpse.at_ns, glimpse.taken);
        (self.onlooker)(&glimpse);
    }
}

impl Schedule {
    /// What `gauges` mean at `at_ns`.
    fn glimpse(&self, at_ns: i64, gauges: Gauges) -> Glimpse {
        let now = u64::try_from(at_ns).unwrap_or(0);
        let due = self.arrivals.partition_point(|arrival| arrival.due_ns <= now) as u64;
        let backlog = due.saturating_sub(gauges.records_in);
        let taken = usize::try_from(gauges.records_in).unwrap_or(usize::MAX);
        let oldest = self.arrivals.get(taken).filter(|_| backlog > 0);
        let watermark_ms = gauges.watermark.map(Watermark::millis);
        let lag =
            |(phi, millis): (Phi, i64)| at_ns.saturating_sub(phi.due_ns(EventTime::from_millis(millis)));
        Glimpse {
            at_ns: now,
            due,
            taken: gauges.records_in,
            backlog,
            oldest_ns: oldest.map(|arrival| now.saturating_sub(arrival.due_ns)),
            taken_per_s: None,
            rows: gauges.rows,
            refused: gauges.refused,
            watermark_ms,
            watermark_lag_ns: self.phi.zip(watermark_ms).map(lag),
        }
    }
}

/// What the tasks of an engine say together, and of which instant. The first takes from the source; the watermark is that of
/// the task furthest behind, of those behind the exchange if there is one. A task that was not sampled lately waits or is in a
/// long step: it has taken nothing since, and what is due meanwhile waits for it.
fn combined(now_ns: i64, cells: &[GaugeCell]) -> (i64, Gauges) {
    let Some((first, behind)) = cells.split_first() else {
        return (now_ns, Gauges::default());
    };
    let (sampled_ns, mut sum) = first.read();
    for (index, cell) in behind.iter().enumerate() {
        let (_, own) = cell.read();
        sum.rows = sum.rows.saturating_add(own.rows);
        sum.refused = sum.refused.saturating_add(own.refused);
        sum.watermark = match index {
            0 => own.watermark,
            // `None` is less than any watermark.
            _ => sum.watermark.min(own.watermark),
        };
    }
    let is_fresh = now_ns.saturating_sub(sampled_ns) <= FRESH_NS;
    (if is_fresh { sampled_ns } else { now_ns }, sum)
}

fn rate(events: u64, nanos: u64) -> Option<f64> {
    (nanos > 0).then(|| events as f64 * 1e9 / nanos as f64)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use streamgauge_model::Event;

    use super::*;

    const MS: i64 = 1_000_000;

    /// One event each millisecond from 0 on, ten seconds long; event time runs five times as fast.
    fn schedule() -> Schedule {
        let arrivals = (0..10_000_u64).map(|seq| Arrival {
            event: Event {
                seq,
                ..Event::default()
            },
            due_ns: seq * 1_000_000,
            is_late: false,
        });
        Schedule {
            arrivals: arrivals.collect(),
            phi: Some(Phi::new(EventTime::from_millis(1_000), 200_000)),
        }
    }

    fn taken(records_in: u64) -> Gauges {
        Gauges {
            records_in,
            ..Gauges::default()
        }
    }

    fn watermark(millis: i64) -> Option<Watermark> {
        Some(Watermark::at(EventTime::from_millis(millis)))
    }

    #[test]
    fn the_backlog_is_what_is_due_and_not_taken_and_its_age_that_of_the_first_of_it() {
        // At t ms, t + 1 events are due; the one with the number n was due at n ms.
        for (ms, taken_so_far, backlog, oldest_ms) in [
            (0, 0, 1, Some(0)),
            (0, 1, 0, None),
            (100, 0, 101, Some(100)),
            (100, 41, 60, Some(59)),
            (100, 101, 0, None),
            (20_000, 9_999, 1, Some(10_001)),
            (20_000, 10_000, 0, None),
        ] {
            let glimpse = schedule().glimpse(ms * MS, taken(taken_so_far));
            let oldest_ns = oldest_ms.map(|ms: u64| ms * 1_000_000);
            assert_eq!(
                (glimpse.backlog, glimpse.oldest_ns),
                (backlog, oldest_ns),
                "{ms} ms"
            );
            assert_eq!(glimpse.due, glimpse.taken + glimpse.backlog);
        }
    }

    #[test]
    fn the_watermark_lags_by_the_wall_time_since_its_instant() {
        let at = |watermark| {
            let gauges = Gauges {
                watermark,
                ..taken(0)
            };
            schedule().glimpse(300 * MS, gauges)
        };
        // 1 s of event time after the origin is due 200 ms after the start.
        assert_eq!(at(watermark(2_000)).watermark_lag_ns, Some(100 * MS));
        assert_eq!(at(watermark(2_000)).watermark_ms, Some(2_000));
        assert_eq!(at(None).watermark_lag_ns, None);
        let processing = Schedule {
            phi: None,
            ..schedule()
        };
        let gauges = Gauges {
            watermark: watermark(2_000),
            ..taken(0)
        };
        assert_eq!(processing.glimpse(0, gauges).watermark_lag_ns, None);
    }

    #[test]
    fn a_task_at_work_is_seen_as_of_its_sample_and_one_that_waits_as_of_now() {
        let cell = GaugeCell::default();
        cell.publish(300 * MS, taken(250));
        let cells = [cell];
        assert_eq!(combined(305 * MS, &cells), (300 * MS, taken(250)));
        assert_eq!(combined(900 * MS, &cells), (900 * MS, taken(250)));
        assert_eq!(combined(5, &[GaugeCell::default()]), (5, taken(0)));
    }

    #[test]
    fn tasks_behind_an_exchange_add_up_and_the_slowest_has_the_watermark() {
        let cells: [GaugeCell; 3] = Default::default();
        let publish = |index: usize, rows, refused, watermark| {
            let gauges = Gauges {
                records_in: 9,
                rows,
                refused,
                watermark,
            };
            cells[index].publish(7, gauges);
        };
        publish(0, 0, 0, watermark(9_000));
        publish(1, 2, 1, watermark(8_000));
        publish(2, 3, 4, watermark(7_000));
        let wanted = Gauges {
            records_in: 9,
            rows: 5,
            refused: 5,
            watermark: watermark(7_000),
        };
        assert_eq!(combined(7, &cells), (7, wanted));
        publish(2, 3, 4, None);
        assert_eq!(combined(7, &cells).1.watermark, None, "one task has none yet");
    }

    #[test]
    fn glimpses_come_four_times_a_second_and_tell_the_rate_since_the_one_before() {
        let seen = RefCell::new(Vec::new());
        let onlooker = |glimpse: &Glimpse| seen.borrow_mut().push((glimpse.at_ns, glimpse.taken_per_s));
        let mut glimpses = Glimpses::on(schedule(), &onlooker);
        let cells = [GaugeCell::default()];
        for ms in (0..=1_000).step_by(20) {
            cells[0].publish(ms * MS, taken(u64::try_from(ms).unwrap() * 2));
            glimpses.look(ms * MS, &cells);
        }
        glimpses.show(1_000 * MS, &cells);
        glimpses.show(1_000 * MS, &cells);
        let rate = Some(2_000.0);
        let ms = |ms: u64, rate| (ms * 1_000_000, rate);
        assert_eq!(
            *seen.borrow(),
            [
                ms(260, rate),
                ms(520, rate),
                ms(780, rate),
                ms(1_000, rate),
                ms(1_000, None)
            ]
        );
    }

    #[test]
    fn extremes_do_not_panic() {
        for at_ns in [i64::MIN, -1, i64::MAX] {
            for millis in [i64::MIN, i64::MAX] {
                let gauges = Gauges {
                    records_in: u64::MAX,
                    watermark: watermark(millis),
                    ..Gauges::default()
                };
                let glimpse = schedule().glimpse(at_ns, gauges);
                assert_eq!((glimpse.backlog, glimpse.oldest_ns), (0, None));
            }
        }
    }
}

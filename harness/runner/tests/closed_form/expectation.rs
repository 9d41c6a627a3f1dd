//! How many events come too late, without an engine.

use std::collections::HashMap;

use streamgauge_record::{Confusion, Run};

use crate::lag::Lag;
use crate::trial::{Trial, Windows};
use crate::watermark::Behind;

/// By which watermark a model judges an event that arrives at `t`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Judge {
    /// Event-at-a-time with a watermark after every event: by all arrivals before it.
    Event,
    /// Micro-batch with a trigger every so many milliseconds of event time: an event of batch `n`, which ends at the
    /// trigger `n`, is judged by what the batch before it evicted with, which is what had arrived by trigger `n - 2`.
    Batch(i64),
}

/// Sums over all events of a run.
pub(crate) struct Expected {
    events: Sum,
    assignments: Sum,
    /// Windows of an event.
    windows: f64,
}

/// Expected count and variance of independent draws.
#[derive(Clone, Copy, Default)]
struct Sum {
    draws: f64,
    mean: f64,
    variance: f64,
}

impl Sum {
    fn add(&mut self, p: f64) {
        self.draws += 1.0;
        self.mean += p;
        self.variance += p * (1.0 - p);
    }
}

impl Expected {
    /// With windows: an event of time `tau` is too late for its `j`-th window, of which `W` is the watermark, if
    ///
    /// ```text
    /// floor(tau / slide) * slide + (j + 1) * slide <= W     or     tau < (floor(W / slide) - j) * slide
    /// ```
    ///
    /// With `W = m - behind - delay` and `tau = t - lag`, whose two draws are independent:
    ///
    /// ```text
    /// p = sum over q of P(floor(W / slide) = q) * P(lag > t - (q - j) * slide)
    /// ```
    ///
    /// The event is dropped if it is too late for the last of its windows.
    pub(crate) fn of(trial: &Trial, judge: Judge, delay_ms: i64, windows: Windows) -> Self {
        let lag = Lag::new(trial.late_fraction);
        let count = windows.size_ms / windows.slide_ms;
        let mut expected = Self::none(count as f64);
        each_event(trial, judge, |t, m, behind| {
            for j in 0..count {
                let p = behind.map_or(0.0, |behind| {
                    let passed = |q: i64| behind.within(m - delay_ms - q * windows.slide_ms);
                    let last = (m - delay_ms).div_euclid(windows.slide_ms);
                    let first = (m - delay_ms - behind.most_ms()).div_euclid(windows.slide_ms);
                    let too_late = |q: i64| lag.beyond(t - (q - j) * windows.slide_ms);
                    (first..=last)
                        .map(|q| (passed(q) - passed(q + 1)) * too_late(q))
                        .sum()
                });
                expected.assignments.add(p);
                if j + 1 == count {
                    expected.events.add(p);
                }
            }
        });
        expected
    }

    /// With sessions of the micro-batch model, judged before merging: an event's own session, which ends `gap_ms` after
    /// it, is over at the watermark.
    pub(crate) fn of_sessions(trial: &Trial, delay_ms: i64, gap_ms: i64) -> Self {
        let lag = Lag::new(trial.late_fraction);
        let mut expected = Self::none(1.0);
        let mut seen: HashMap<(i64, i64), f64> = HashMap::new();
        each_event(trial, Judge::Batch(trial.trigger_event_ms()), |t, m, behind| {
            let p = behind.map_or(0.0, |behind| {
                // What is known at m differs only in the beginning.
                let key = (t - m, behind.most_ms());
                *seen.entry(key).or_insert_with(|| {
                    let each = behind.each();
                    each.map(|(x, p)| p * lag.beyond(t - m + gap_ms + delay_ms + x - 1))
                        .sum()
                })
            });
            expected.events.add(p);
            expected.assignments.add(p);
        });
        expected
    }

    fn none(windows: f64) -> Self {
        Self {
            events: Sum::default(),
            assignments: Sum::default(),
            windows,
        }
    }

    /// The expected share of events that are dropped.
    pub(crate) fn share(&self) -> f64 {
        self.events.mean / self.events.draws
    }

    /// What the run dropped is what was to be expected.
    pub(crate) fn check(&self, run: &Run, name: &str) {
        assert!(run.status.valid, "{name}: {:?}", run.status.reasons);
        let dropped = run.ledger.dropped;
        assert_eq!(dropped, refused(&run.lateness.events), "{name}");
        near(dropped, self.events, 1.0, &format!("{name}: events"));
        // The windows of one event are not refused independently: their variance is at most that many times as large.
        let assignments = refused(&run.lateness.assignments);
        near(
            assignments,
            self.assignments,
            self.windows,
            &format!("{name}: assignments"),
        );
    }
}

/// Calls `with` for each event: its arrival, the instant whose watermark judges it, and how far the newest event time is
/// behind then (`None`: there is no watermark yet). All in milliseconds of event time after the origin.
fn each_event(trial: &Trial, judge: Judge, mut with: impl FnMut(i64, i64, Option<&Behind>)) {
    let (lag, gap) = (Lag::new(trial.late_fraction), trial.gap_ms());
    let steady = Behind::before_an_arrival(lag, gap, i64::MAX);
    let mut of_batch: Option<(i64, Option<Behind>)> = None;
    for index in 0..trial.events() {
        let t = index * gap;
        match judge {
            Judge::Event if index == 0 => with(t, t, None),
            Judge::Event if index * gap > steady.most_ms() => with(t, t, Some(&steady)),
            Judge::Event => with(t, t, Some(&Behind::before_an_arrival(lag, gap, index))),
            Judge::Batch(every) => {
                let m = (t.div_euclid(every) + i64::from(t % every > 0) - 2) * every;
                if of_batch.as_ref().is_none_or(|(at, _)| *at != m) {
                    let known = (m >= 0).then(|| Behind::of(lag, m % gap, gap, m / gap + 1));
                    of_batch = Some((m, known));
                }
                let known = of_batch.as_ref().and_then(|(_, known)| known.as_ref());
                with(t, m, known);
            }
        }
    }
}

/// The mean of `clamp((lag - delay - behind) / size, 0, 1)`: the share that is dropped where events are spread evenly over
/// their windows, and each is judged by what arrived before it.
pub(crate) fn mean_share(lag: Lag, behind: &Behind, delay_ms: i64, size_ms: i64) -> f64 {
    let part = |x: i64| lag.mean_part((delay_ms + x) as f64, size_ms as f64);
    behind.each().map(|(x, p)| p * part(x)).sum()
}

const fn refused(found: &Confusion) -> u64 {
    found.true_drop + found.wrong_drop
}

fn near(found: u64, expected: Sum, inflation: f64, name: &str) {
    let error = (expected.variance * inflation).sqrt();
    let off = found as f64 - expected.mean;
    assert!(
        expected.draws >= 200_000.0,
        "{name}: {} draws are too few",
        expected.draws
    );
    assert!(
        off.abs() <= 4.0 * error,
        "{name}: {found} dropped, {:.1} expected: {:.2} standard errors ({error:.1}) off",
        expected.mean,
        off / error
    );
}

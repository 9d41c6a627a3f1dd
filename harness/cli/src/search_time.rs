//! How long the trials of a search take.

use streamgauge_record::TrialPhase;
use streamgauge_search::{CURVE_PERCENTS, Lengths};

/// What a trial takes beside its schedule whatever its rate, nanoseconds; like what follows, a guess that only estimates
/// use.
const BESIDE_NS: f64 = 1e9;
/// What generating, judging and attributing take by event before a trial has shown it, nanoseconds.
const BY_EVENT_NS: f64 = 750.0;
/// How many times the first rate the trials have on average.
const USUAL_TIMES: f64 = 1.5;
/// Trials that a search usually takes, its curve aside.
const USUAL_TRIALS: u32 = 18;
/// How many times longer than others the trial from above is: an overload as long as a trial, and five quarters of that.
const FROM_ABOVE_TIMES: f64 = 2.25;

/// The time that trials take: their schedule, something beside it, and something for each event, as far as trials have
/// shown it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SearchTime {
    schedule_ns: f64,
    has_curve: bool,
    by_event_ns: f64,
    /// The rate that most trials still to come are near, events per second.
    rate_per_s: f64,
}

impl SearchTime {
    /// Before the first trial of a search that begins at a rate.
    pub(crate) fn new(lengths: &Lengths, from_per_s: u64, has_curve: bool) -> Self {
        Self {
            schedule_ns: lengths.warm_up_ns.saturating_add(lengths.measured_ns) as f64,
            has_curve,
            by_event_ns: BY_EVENT_NS,
            rate_per_s: from_per_s as f64 * USUAL_TIMES,
        }
    }

    /// The whole search, wall nanoseconds: from how long to how long, because before the first trials neither their rates
    /// nor how many there will be is known.
    pub(crate) fn whole_ns(&self) -> (u64, u64) {
        let curve = if self.has_curve { curve_trials() } else { 0 };
        let usual = self.left_ns(USUAL_TRIALS + curve);
        (usual / 4 * 3, usual.saturating_add(usual / 4))
    }

    /// A trial that was as long as planned, as those that pass are, took so long, nanoseconds. Those of the curve are made
    /// when all of this is known.
    pub(crate) fn learn(&mut self, phase: TrialPhase, rate_per_s: u64, took_ns: u64) {
        let rate = rate_per_s as f64;
        self.rate_per_s = match phase {
            TrialPhase::Doubling | TrialPhase::Bisection => self.rate_per_s.max(rate),
            TrialPhase::Confirmation => rate,
            TrialPhase::Curve | TrialPhase::Recovery => return,
        };
        let events = (self.schedule_ns / 1e9 * rate).max(1.0);
        self.by_event_ns = (took_ns as f64 - self.schedule_ns - BESIDE_NS).max(0.0) / events;
    }

    /// What so many further trials take, those of the curve, if there is one, last; wall nanoseconds.
    pub(crate) fn left_ns(&self, trials: u32) -> u64 {
        let curve = if self.has_curve {
            curve_trials().min(trials)
        } else {
            0
        };
        let others = f64::from(trials - curve) * self.trial_ns(100);
        let from_above = std::iter::once(FROM_ABOVE_TIMES * self.trial_ns(100));
        let points = CURVE_PERCENTS
            .into_iter()
            .rev()
            .map(|percent| self.trial_ns(percent));
        let last_first = from_above.chain(points);
        (others + last_first.take(curve as usize).sum::<f64>()) as u64
    }

    fn trial_ns(&self, percent: u64) -> f64 {
        let events = self.schedule_ns / 1e9 * self.rate_per_s * percent as f64 / 100.0;
        self.schedule_ns + BESIDE_NS + events * self.by_event_ns
    }
}

/// Trials of the curve, and the one from above.
const fn curve_trials() -> u32 {
    CURVE_PERCENTS.len() as u32 + 1
}

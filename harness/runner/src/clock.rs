//! The one clock of a run.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use streamgauge_model::ProcessingTime;

use crate::tick_counter::{ClockDrift, TickCounter};

/// A thread's handle on the one clock of a run; clone it for every thread.
///
/// What it tells never goes back: should the source do so, the handle stands still and counts it
/// ([`RunClock::back_steps`], shared by all handles of the run).
#[derive(Clone, Debug)]
pub struct RunClock {
    source: Source,
    last: Cell<i64>,
    back_steps: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
enum Source {
    /// The tick counter of the processor, moved to the Unix epoch.
    Counter { counter: TickCounter, base_ns: i64 },
    /// The monotonic clock of the system, moved to the Unix epoch.
    Monotonic { base: Instant, base_ns: i64 },
    /// Whatever the simulator says.
    Virtual(Arc<AtomicI64>),
}

impl RunClock {
    /// The processor's tick counter where the kernel keeps time with it, else the monotonic clock of the system, which
    /// takes more than twice as long to read. The system clock is read once, here, to place it in the calendar;
    /// adjustments of the system clock during the run leave no trace.
    #[must_use]
    pub fn live() -> Self {
        match TickCounter::new() {
            Some(counter) => Self::new(Source::Counter {
                counter,
                base_ns: since_epoch_ns(),
            }),
            None => Self::monotonic(),
        }
    }

    fn monotonic() -> Self {
        Self::new(Source::Monotonic {
            base: Instant::now(),
            base_ns: since_epoch_ns(),
        })
    }

    fn new(source: Source) -> Self {
        Self {
            source,
            last: Cell::new(i64::MIN),
            back_steps: Arc::default(),
        }
    }

    /// What time it is.
    #[inline]
    #[must_use]
    pub fn now(&self) -> ProcessingTime {
        let nanos = match &self.source {
            Source::Counter { counter, base_ns } => base_ns.saturating_add(counter.elapsed_ns()),
            #[expect(clippy::cast_possible_truncation, reason = "292 years of run")]
            Source::Monotonic { base, base_ns } => base_ns.saturating_add(base.elapsed().as_nanos() as i64),
            Source::Virtual(nanos) => nanos.load(Ordering::Relaxed),
        };
        if nanos < self.last.get() {
            self.back_steps.fetch_add(1, Ordering::Relaxed);
        } else {
            self.last.set(nanos);
        }
        ProcessingTime::from_nanos(self.last.get())
    }

    /// What the clock is read from: `tick counter`, `monotonic clock` or `virtual clock`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match &self.source {
            Source::Counter { .. } => "tick counter",
            Source::Monotonic { .. } => "monotonic clock",
            Source::Virtual(_) => "virtual clock",
        }
    }

    /// How far the clock has run apart from the monotonic clock of the system; `None` if it is that, or virtual.
    #[must_use]
    pub fn drift(&self) -> Option<ClockDrift> {
        match &self.source {
            Source::Counter { counter, .. } => Some(counter.drift()),
            Source::Monotonic { .. } | Source::Virtual(_) => None,
        }
    }

    /// How often any handle of this run saw its source go back.
    #[must_use]
    pub fn back_steps(&self) -> u64 {
        self.back_steps.load(Ordering::Relaxed)
    }
}

fn since_epoch_ns() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_nanos()).unwrap_or(i64::MAX)
}

/// The clock of a simulation: it stands still until it is set.
#[derive(Clone, Debug)]
pub struct VirtualClock(Arc<AtomicI64>);

impl VirtualClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn new(now: ProcessingTime) -> Self {
        Self(Arc::new(AtomicI64::new(now.nanos())))
    }

    /// Sets the clock.
    pub fn set(&self, now: ProcessingTime) {
        self.0.store(now.nanos(), Ordering::Relaxed);
    }

    /// The clock as the run reads it.
    #[must_use]
    pub fn reader(&self) -> RunClock {
        RunClock::new(Source::Virtual(Arc::clone(&self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_goes_back_is_held_and_counted_across_handles() {
        let at = ProcessingTime::from_nanos;
        let virtual_clock = VirtualClock::new(at(100));
        let clock = virtual_clock.reader();
        let other = clock.clone();
        assert_eq!(clock.now(), at(100));
        virtual_clock.set(at(90));
        assert_eq!(clock.now(), at(100));
        assert_eq!(other.now(), at(90), "a handle knows only what it has seen itself");
        virtual_clock.set(at(101));
        assert_eq!(clock.now(), at(101));
        assert_eq!((clock.back_steps(), other.back_steps()), (1, 1));
    }

    #[test]
    fn live_clocks_stand_in_this_century_and_do_not_go_back() {
        for clock in [RunClock::live(), RunClock::monotonic()] {
            let first = clock.now();
            assert!(first.nanos() > 1_700_000_000_000_000_000, "{}", clock.name());
            assert!((0..10_000).map(|_| clock.now()).is_sorted());
            assert_eq!(clock.back_steps(), 0);
        }
    }
}

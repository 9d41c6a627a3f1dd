//! How a thread waits without burning a core and without oversleeping.

use std::num::NonZeroU64;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::thread::{self, Thread};
use std::time::Duration;

use streamgauge_model::ProcessingTime;

use crate::RunClock;

/// No sleep is longer than this, in nanoseconds, so that the end of a run is noticed.
const LONGEST_SLEEP_NS: i64 = 10_000_000;

/// How long to spin for input before going to sleep, in nanoseconds, where every thread has a CPU: to wake from sleep takes tens
/// of microseconds on a virtual machine, so that at 4,000 events per second and more it is the engine that is measured and not
/// the machine's way of waking threads.
const SPIN_NS: i64 = 250_000;

/// How a thread divides its waiting between spinning and sleeping.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// How long to spin for input before going to sleep, in nanoseconds.
    pub spin_ns: i64,
    /// How long before a fixed instant to stop sleeping and spin, in nanoseconds.
    pub tail_ns: i64,
    /// There are more threads than cores: a spinning thread lets the others pass.
    pub is_crowded: bool,
}

impl Patience {
    /// The patience of one of `threads` threads that all want to run.
    pub fn among(threads: usize, tail_ns: i64) -> Self {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let is_crowded = threads > cores;
        Self {
            spin_ns: if is_crowded { 0 } else { SPIN_NS },
            tail_ns,
            is_crowded,
        }
    }

    /// One turn of a spinning loop.
    #[inline]
    pub fn spin(self) {
        if self.is_crowded {
            thread::yield_now();
        } else {
            std::hint::spin_loop();
        }
    }
}

/// Lets one thread sleep until it is rung for. Ringing costs a few nanoseconds when nobody sleeps.
#[derive(Debug, Default)]
pub(crate) struct Doorbell {
    sleeps: AtomicBool,
    sleeper: OnceLock<Thread>,
}

impl Doorbell {
    /// The calling thread is the one that sleeps here. Its timers are made as exact as the system allows.
    pub fn move_in(&self) {
        exact_timers();
        let _ = self.sleeper.set(thread::current());
    }

    /// Wakes the sleeper, if it sleeps. What was done before is visible to it.
    #[inline]
    pub fn ring(&self) {
        // Pairs with the fence in `sleep`: either we see that it sleeps, or it sees what we did.
        fence(Ordering::SeqCst);
        if self.sleeps.load(Ordering::Relaxed)
            && self.sleeps.swap(false, Ordering::AcqRel)
            && let Some(sleeper) = self.sleeper.get()
        {
            sleeper.unpark();
        }
    }

    /// Waits until `ready`, at the latest until `until`; returns for how many nanoseconds it was spinning. Unless it
    /// `listens`, ringing does not wake it, and it neither spins nor looks often whether it is `ready`.
    pub fn wait(
        &self,
        clock: &RunClock,
        until: ProcessingTime,
        patience: Patience,
        listens: bool,
        ready: impl Fn() -> bool,
    ) -> i64 {
        let begin = clock.now();
        let mut now = begin;
        let mut slept_ns = 0;
        let spin_ns = if listens { patience.spin_ns } else { 0 };
        while now < until && !ready() {
            let left_ns = until.nanos_since(now);
            if now.nanos_since(begin) - slept_ns < spin_ns || left_ns <= patience.tail_ns {
                patience.spin();
                now = clock.now();
            } else {
                let nanos = (left_ns - patience.tail_ns).min(LONGEST_SLEEP_NS);
                self.sleep(Duration::from_nanos(nanos.unsigned_abs()), listens, &ready);
                let woken = clock.now();
                slept_ns += woken.nanos_since(now);
                now = woken;
            }
        }
        now.nanos_since(begin) - slept_ns
    }

    /// Sleeps for at most `time`, unless rung for.
    pub fn nap(&self, time: Duration) {
        self.sleep(time, true, &|| false);
    }

    fn sleep(&self, time: Duration, listens: bool, ready: &impl Fn() -> bool) {
        self.sleeps.store(listens, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if !ready() {
            thread::park_timeout(time);
        }
        self.sleeps.store(false, Ordering::Relaxed);
    }
}

/// Asks the kernel not to merge this thread's timers with others (it may delay them by 50 µs otherwise).
fn exact_timers() {
    // A refusal costs accuracy only, and the slip of every event is measured anyway.
    let _ = rustix::thread::set_current_timer_slack(NonZeroU64::new(1));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    const PATIENCE: Patience = Patience {
        spin_ns: 0,
        tail_ns: 0,
        is_crowded: true,
    };

    #[test]
    fn a_sleeper_without_an_end_wakes_when_rung_for() {
        let bell = Arc::new(Doorbell::default());
        let flag = Arc::new(AtomicBool::new(false));
        let sleeper = thread::spawn({
            let (bell, flag) = (Arc::clone(&bell), Arc::clone(&flag));
            move || {
                bell.move_in();
                let clock = RunClock::live();
                bell.wait(&clock, ProcessingTime::MAX, PATIENCE, true, || {
                    flag.load(Ordering::Relaxed)
                });
            }
        });
        flag.store(true, Ordering::Relaxed);
        bell.ring();
        sleeper.join().expect("wakes");
    }

    #[test]
    fn an_instant_is_waited_for_and_never_missed_early() {
        let bell = Doorbell::default();
        bell.move_in();
        let clock = RunClock::live();
        let until = clock.now().saturating_add_nanos(200_000);
        bell.wait(&clock, until, PATIENCE, false, || false);
        assert!(clock.now() >= until);
    }
}

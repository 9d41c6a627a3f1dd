//! The processor's tick counter: the fastest clock there is, where it can be trusted.

use std::sync::OnceLock;
use std::sync::atomic::{Ordering, fence};
use std::time::{Duration, Instant};

use quanta::Clock;

/// What the kernel reads when it is asked for the time.
const CLOCK_SOURCE: &str = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
/// Counters that stand behind [`quanta::Clock::raw`]: of x86 and of ARM.
const COUNTERS: [&str; 2] = ["tsc", "arch_sys_counter"];
/// The counter's rate is taken over at least so long.
const SHORTEST_CALIBRATION: Duration = Duration::from_millis(20);
/// Readings of both clocks of which the closest pair is kept.
const PAIRS: usize = 32;
/// Bits behind the point of [`TickCounter::ns_per_tick`].
const FRACTION_BITS: u32 = 40;

/// A clock that counts ticks since it was made and turns them into nanoseconds.
///
/// It is used only where the kernel itself keeps time with the same counter: the kernel has then found that it runs at one
/// rate and alike on all cores, and takes another source as soon as that is no longer so.
#[derive(Clone, Debug)]
pub(crate) struct TickCounter {
    clock: Clock,
    began: Pair,
    /// Nanoseconds that a tick takes, with [`FRACTION_BITS`] behind the point.
    ns_per_tick: u64,
}

/// The same instant on two clocks.
#[derive(Clone, Copy, Debug)]
struct Pair {
    monotonic: Instant,
    ticks: u64,
    /// The reading of the counter lies within so much of the other's, either way.
    doubt: Duration,
}

/// How far a clock ran apart from the system's monotonic clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockDrift {
    /// How long both were watched, nanoseconds.
    pub watched_ns: i64,
    /// How far the clock was ahead at the end, nanoseconds; negative: behind.
    pub ahead_ns: i64,
    /// The greatest error of `ahead_ns`, nanoseconds: two clocks cannot be read in one instant.
    pub doubt_ns: i64,
}

impl TickCounter {
    /// The counter, if the kernel keeps time with it, with its rate over the life of this process so far. The first call
    /// takes [`SHORTEST_CALIBRATION`].
    pub(crate) fn new() -> Option<Self> {
        static FIRST: OnceLock<Option<(Clock, Pair)>> = OnceLock::new();
        let first = FIRST.get_or_init(|| {
            is_kernels_clock().then(|| {
                let clock = Clock::new();
                let pair = Pair::read(&clock);
                (clock, pair)
            })
        });
        let (clock, first) = first.as_ref()?;
        std::thread::sleep(SHORTEST_CALIBRATION.saturating_sub(first.monotonic.elapsed()));
        let began = Pair::read(clock);
        let nanos = began.monotonic.duration_since(first.monotonic).as_nanos();
        let ticks = began.ticks.checked_sub(first.ticks).filter(|ticks| *ticks > 0)?;
        let ns_per_tick = u64::try_from((nanos << FRACTION_BITS) / u128::from(ticks)).ok()?;
        Some(Self {
            clock: clock.clone(),
            began,
            ns_per_tick,
        })
    }

    /// Nanoseconds since this counter was made; wraps around to great values if the counter went back.
    ///
    /// The fence keeps the reading behind all that the thread has read before: without it, an event could be stamped before
    /// the queue was looked at.
    #[inline]
    pub(crate) fn elapsed_ns(&self) -> i64 {
        fence(Ordering::SeqCst);
        self.nanos_of(self.clock.raw())
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "292 years of run")]
    fn nanos_of(&self, ticks: u64) -> i64 {
        // Signed, so that a counter that went back is seen to have gone back.
        let ticks = ticks.wrapping_sub(self.began.ticks).cast_signed();
        ((i128::from(ticks) * i128::from(self.ns_per_tick)) >> FRACTION_BITS) as i64
    }

    /// How far this counter has run apart from the monotonic clock since it was made.
    pub(crate) fn drift(&self) -> ClockDrift {
        let now = Pair::read(&self.clock);
        let watched_ns = nanos(now.monotonic.duration_since(self.began.monotonic));
        ClockDrift {
            watched_ns,
            ahead_ns: self.nanos_of(now.ticks) - watched_ns,
            doubt_ns: nanos(now.doubt + self.began.doubt),
        }
    }
}

impl Pair {
    /// Reads the counter between two readings of the monotonic clock; of many such, the closest.
    fn read(clock: &Clock) -> Self {
        let pair = || {
            let before = Instant::now();
            fence(Ordering::SeqCst);
            let ticks = clock.raw();
            let doubt = before.elapsed() / 2;
            Self {
                monotonic: before + doubt,
                ticks,
                doubt,
            }
        };
        let first = pair();
        (1..PAIRS).map(|_| pair()).fold(
            first,
            |best, next| if next.doubt < best.doubt { next } else { best },
        )
    }
}

fn is_kernels_clock() -> bool {
    let source = std::fs::read_to_string(CLOCK_SOURCE).unwrap_or_default();
    COUNTERS.contains(&source.trim())
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_keeps_pace_with_the_monotonic_clock() {
        let Some(counter) = TickCounter::new() else { return };
        std::thread::sleep(Duration::from_millis(200));
        let drift = counter.drift();
        assert!(drift.watched_ns >= 200_000_000);
        // NTP may slew the clock of the system by 500 parts per million.
        let limit = drift.watched_ns / 2_000 + drift.doubt_ns;
        assert!(drift.ahead_ns.abs() <= limit, "{drift:?}");
    }

    #[test]
    fn counters_of_all_threads_agree() {
        let Some(counter) = TickCounter::new() else { return };
        let mut last = 0;
        for _ in 0..100 {
            let other = counter.clone();
            let there = std::thread::spawn(move || other.elapsed_ns())
                .join()
                .expect("no panic");
            assert!(
                there >= last,
                "a thread that came later reads {there} after {last}"
            );
            last = counter.elapsed_ns();
            assert!(last >= there);
        }
    }

    #[test]
    fn a_counter_that_went_back_reads_less_than_nothing() {
        let Some(counter) = TickCounter::new() else { return };
        assert!(counter.nanos_of(counter.began.ticks.wrapping_sub(1_000_000)) < 0);
    }
}

//! What is to be done for which key and window when time has come.

use streamgauge_model::{EventTime, Key, TimeDomain, Watermark, Window};

use crate::TimerQueue;

/// A note to look at a window when a clock has come to an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer {
    /// The instant, in milliseconds of its clock.
    pub at: EventTime,
    /// Whose window.
    pub key: Key,
    /// Which window.
    pub window: Window,
}

/// The timers of an operator, for the watermark and for the clock: at most one of a kind for a key, a window and an
/// instant (Flink's `InternalTimerService`). They fire in order of time; where times are equal, in order of keys and
/// windows.
#[derive(Clone, Debug, Default)]
pub struct Timers {
    event: TimerQueue<(Key, Window)>,
    processing: TimerQueue<(Key, Window)>,
    /// How many were set although the watermark had come to their instant: since the watermark moved last.
    pub(crate) overdue: u64,
}

impl Timers {
    /// Sets a timer. One that is set already stays one.
    pub fn set(&mut self, time: TimeDomain, timer: Timer) {
        self.of_mut(time).register(timer.at, (timer.key, timer.window));
    }

    /// Takes a timer back, if it is set.
    pub fn delete(&mut self, time: TimeDomain, timer: &Timer) {
        self.of_mut(time).delete(timer.at, (timer.key, timer.window));
    }

    /// Takes the earliest timer, if its instant is not after `now`. One that is set meanwhile and is due comes, too.
    pub fn pop_due(&mut self, time: TimeDomain, now: EventTime) -> Option<Timer> {
        let (at, (key, window)) = self.of_mut(time).pop_due(Watermark::at(now))?;
        Some(Timer { at, key, window })
    }

    /// Bytes of their entries.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.event.bytes() + self.processing.bytes()
    }

    /// The instant of the earliest timer in milliseconds; `i64::MAX` if there is none.
    #[must_use]
    pub fn next(&self, time: TimeDomain) -> i64 {
        let timers = match time {
            TimeDomain::Event => &self.event,
            TimeDomain::Processing => &self.processing,
        };
        timers.next().map_or(i64::MAX, EventTime::millis)
    }

    const fn of_mut(&mut self, time: TimeDomain) -> &mut TimerQueue<(Key, Window)> {
        match time {
            TimeDomain::Event => &mut self.event,
            TimeDomain::Processing => &mut self.processing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timer(at: i64, key: u32) -> Timer {
        Timer {
            at: EventTime::from_millis(at),
            key: Key(key),
            window: Window::new(0, 10),
        }
    }

    #[test]
    fn timers_fire_once_in_order_of_time_and_only_on_their_clock() {
        let mut timers = Timers::default();
        for (at, key) in [(9, 1), (5, 2), (9, 1), (5, 1)] {
            timers.set(TimeDomain::Event, timer(at, key));
        }
        timers.set(TimeDomain::Processing, timer(1, 7));
        timers.delete(TimeDomain::Event, &timer(5, 2));
        let now = EventTime::from_millis(9);
        let fired: Vec<_> = std::iter::from_fn(|| timers.pop_due(TimeDomain::Event, now)).collect();
        assert_eq!(fired, [timer(5, 1), timer(9, 1)]);
        assert_eq!(timers.next(TimeDomain::Event), i64::MAX);
        assert_eq!(timers.next(TimeDomain::Processing), 1);
        assert_eq!(
            timers.pop_due(TimeDomain::Processing, EventTime::from_millis(0)),
            None
        );
    }
}

//! When a window hands out what it holds.

use streamgauge_model::{EventTime, Key, TimeDomain, Watermark, Window};

use crate::{Timer, Timers};

/// Decides when a window fires (Flink's `Trigger`). It is asked at every event of the window and at every timer that
/// it has set.
pub trait Trigger: Clone + Send + Sync + 'static {
    /// What it remembers per key and window.
    type State: Clone + Default + Send + Sync + 'static;

    /// An event of time `at` has entered the window.
    fn on_event(
        &self,
        state: &mut Self::State,
        at: EventTime,
        context: &mut TriggerContext<'_>,
    ) -> TriggerResult;

    /// A timer for `at` is due; the window may have set it itself or not.
    fn on_timer(
        &self,
        state: &mut Self::State,
        time: TimeDomain,
        at: EventTime,
        context: &mut TriggerContext<'_>,
    ) -> TriggerResult;

    /// The window has grown out of others that remembered `merged`.
    fn on_merge(&self, merged: &[Self::State], context: &mut TriggerContext<'_>) -> Self::State;

    /// The window goes: its timers are taken back.
    fn clear(&self, state: &Self::State, context: &mut TriggerContext<'_>);

    /// Whether it looks at the clock.
    fn reads_clock(&self) -> bool {
        false
    }
}

/// What becomes of a window when its trigger was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TriggerResult {
    /// It hands out what it holds, if it holds anything.
    pub fires: bool,
    /// It is emptied. Its trigger, its timers and its place among sessions stay.
    pub purges: bool,
}

impl TriggerResult {
    /// Nothing happens.
    pub const CONTINUE: Self = Self::fire_if(false);
    /// The window fires and keeps what it holds.
    pub const FIRE: Self = Self::fire_if(true);

    /// The window fires if `fires`, and keeps what it holds.
    #[must_use]
    pub const fn fire_if(fires: bool) -> Self {
        Self { fires, purges: false }
    }

    /// Every firing also empties the window (Flink's `PurgingTrigger`).
    #[must_use]
    pub const fn purging(self) -> Self {
        Self {
            fires: self.fires,
            purges: self.fires || self.purges,
        }
    }
}

/// What a trigger sees of its window and of time.
#[derive(Debug)]
pub struct TriggerContext<'a> {
    /// Whose window.
    pub key: Key,
    /// The window.
    pub window: Window,
    /// The last instant inside the window; [`EventTime::MAX`] for one without an end.
    pub last_instant: EventTime,
    /// How far event time has come.
    pub watermark: Watermark,
    /// How far the clock has come, in milliseconds.
    pub clock: EventTime,
    pub(crate) timers: &'a mut Timers,
}

impl TriggerContext<'_> {
    /// Asks to be called when a clock has come to `at`.
    pub fn set_timer(&mut self, time: TimeDomain, at: EventTime) {
        let timer = self.timer(at);
        let is_overdue = time == TimeDomain::Event && at.millis() <= self.watermark.millis();
        self.timers.overdue += u64::from(is_overdue);
        self.timers.set(time, timer);
    }

    /// Takes a timer back.
    pub fn delete_timer(&mut self, time: TimeDomain, at: EventTime) {
        let timer = self.timer(at);
        self.timers.delete(time, &timer);
    }

    /// Whether the watermark has come to the last instant of the window.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.last_instant.millis() <= self.watermark.millis()
    }

    const fn timer(&self, at: EventTime) -> Timer {
        Timer {
            at,
            key: self.key,
            window: self.window,
        }
    }
}

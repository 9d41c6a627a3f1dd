//! What is fixed about windows with a trigger: when they end, when they are late, when they go.

use streamgauge_model::{EventTime, Key, TimeDomain, Watermark, Window};

use crate::{Aggregator, Contents, Lateness, Timer, Timers, Trigger, TriggerContext, WindowKind, Windowing};

/// What never changes.
#[derive(Clone, Debug)]
pub struct Rules<W, A, T> {
    pub windowing: W,
    pub kind: WindowKind,
    /// The time that windows are made of, and in which they are cleaned up.
    pub time: TimeDomain,
    pub contents: Contents<A>,
    pub trigger: T,
    pub allowed_ms: i64,
}

impl<W: Windowing, A: Aggregator, T: Trigger> Rules<W, A, T> {
    /// Whether the watermark judges windows and events: neither in processing time nor where windows have no end.
    pub const fn is_event_time(&self) -> bool {
        matches!(self.time, TimeDomain::Event) && !matches!(self.kind, WindowKind::Endless)
    }

    pub const fn lateness(&self, watermark: Watermark) -> Lateness {
        if self.is_event_time() {
            Lateness::new(watermark, self.allowed_ms)
        } else {
            Lateness::NEVER
        }
    }

    /// Which clock's timers clean up.
    pub const fn cleanup_time_domain(&self) -> TimeDomain {
        if self.is_event_time() {
            TimeDomain::Event
        } else {
            TimeDomain::Processing
        }
    }

    pub const fn last_instant(&self, window: Window) -> EventTime {
        match self.kind {
            WindowKind::Endless => EventTime::MAX,
            WindowKind::Apart | WindowKind::Merging => window.last_instant(),
        }
    }

    /// When all state of a window goes. Processing time knows no lateness.
    pub const fn cleanup_time(&self, window: Window) -> EventTime {
        let last = self.last_instant(window);
        if self.is_event_time() {
            last.saturating_add(self.allowed_ms)
        } else {
            last
        }
    }

    /// What the trigger of a window sees.
    pub const fn context<'a>(
        &self,
        key: Key,
        window: Window,
        now: Now,
        timers: &'a mut Timers,
    ) -> TriggerContext<'a> {
        TriggerContext {
            key,
            window,
            last_instant: self.last_instant(window),
            watermark: now.watermark,
            clock: now.clock,
            timers,
        }
    }

    /// The timer that cleans a window up.
    pub const fn cleanup_timer(&self, key: Key, window: Window) -> Timer {
        Timer {
            at: self.cleanup_time(window),
            key,
            window,
        }
    }
}

/// What time it is: the watermark, and the clock as the operator was told last.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    pub watermark: Watermark,
    pub clock: EventTime,
}

//! When a window hands out its contents, and what it keeps (event-at-a-time only, but for [`Firing::AT_END`]).

/// The trigger of a window, whether it empties the window, and which events are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Firing {
    /// When the window fires.
    pub trigger: WindowTrigger,
    /// Every firing also empties the window (Flink's `PurgingTrigger`).
    pub purges: bool,
    /// Which events leave the window when it fires; `None`: none.
    pub evictor: Option<Evictor>,
}

impl Firing {
    /// Windows fire at their end, in the time that they are made of, and keep what they hold.
    pub const AT_END: Self = Self::on(WindowTrigger::AtEnd);

    /// Windows fire as `trigger` says and keep what they hold.
    #[must_use]
    pub const fn on(trigger: WindowTrigger) -> Self {
        Self {
            trigger,
            purges: false,
            evictor: None,
        }
    }
}

/// When a window fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WindowTrigger {
    /// At its end, in the time that it is made of: the default. A global window has no end and never fires.
    AtEnd,
    /// When the watermark passes its end (Flink's `EventTimeTrigger`).
    EventTime,
    /// When the clock passes its end (Flink's `ProcessingTimeTrigger`).
    ProcessingTime,
    /// After every `count` events (Flink's `CountTrigger`).
    Count {
        /// The number of events, positive.
        count: u64,
    },
    /// At its end, and whenever the watermark passes a multiple of the interval (Flink's
    /// `ContinuousEventTimeTrigger`).
    ContinuousEventTime {
        /// The interval in milliseconds, positive.
        interval_ms: i64,
    },
    /// When the input ends (Flink's `GlobalWindows.createWithEndOfStreamTrigger`).
    EndOfStream,
}

/// Which events leave a window, before its function runs (Flink's evictors).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evictor {
    /// All but the last `count`, in order of arrival (`CountEvictor`).
    Count {
        /// How many stay.
        count: u64,
    },
    /// Those that are `window_ms` or more older than the newest in the window (`TimeEvictor`).
    Time {
        /// How much older, in milliseconds.
        window_ms: i64,
    },
    /// Those whose value the last one's exceeds by `threshold` or more (`DeltaEvictor`).
    Delta {
        /// The difference.
        threshold: i64,
    },
}

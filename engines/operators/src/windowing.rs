//! Which windows an event belongs to, and what kind of windows they are.

use streamgauge_model::{Event, EventTime, Query, Window, WindowSpec};

use crate::{Assigner, Sliding, Tumbling};

/// What kind of windows there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowKind {
    /// Each stands for itself.
    Apart,
    /// Windows of one key that touch become one.
    Merging,
    /// One without an end: time does not close it, and nothing is late for it.
    Endless,
}

/// Assigns an event to windows (Flink's `WindowAssigner`).
pub trait Windowing: Clone + Send + Sync + 'static {
    /// The kind of all of its windows.
    fn kind(&self) -> WindowKind;

    /// Calls `visit` for every window of an event whose time is `at`, newest first.
    fn each_window(&self, event: &Event, at: EventTime, visit: impl FnMut(Window));
}

impl<S: Assigner> Windowing for S {
    fn kind(&self) -> WindowKind {
        WindowKind::Apart
    }

    fn each_window(&self, _event: &Event, at: EventTime, visit: impl FnMut(Window)) {
        Assigner::each_window(self, at, visit);
    }
}

/// How long the silence behind an event lasts that ends its session.
pub trait SessionGap: Clone + Send + Sync + 'static {
    /// The gap behind `event` in milliseconds.
    fn gap_ms(&self, event: &Event) -> i64;
}

/// The same gap behind every event, in milliseconds.
impl SessionGap for i64 {
    fn gap_ms(&self, _event: &Event) -> i64 {
        *self
    }
}

/// A gap of its own behind every event (Flink's `SessionWindowTimeGapExtractor`).
impl<F: Fn(&Event) -> i64 + Clone + Send + Sync + 'static> SessionGap for F {
    fn gap_ms(&self, event: &Event) -> i64 {
        self(event)
    }
}

/// Sessions: an event opens the window `[t, t + gap)`, which merges with those that it touches. A gap of 0 opens a
/// window without length, which merges as well.
#[derive(Clone, Copy, Debug)]
pub struct Sessions<G>(pub G);

impl<G: SessionGap> Windowing for Sessions<G> {
    fn kind(&self) -> WindowKind {
        WindowKind::Merging
    }

    fn each_window(&self, event: &Event, at: EventTime, mut visit: impl FnMut(Window)) {
        let end = at.saturating_add(self.0.gap_ms(event).max(0));
        visit(Window { start: at, end });
    }
}

/// One window for all of time (Flink's `GlobalWindows`).
#[derive(Clone, Copy, Debug)]
pub struct Global;

impl Windowing for Global {
    fn kind(&self) -> WindowKind {
        WindowKind::Endless
    }

    fn each_window(&self, _event: &Event, _at: EventTime, mut visit: impl FnMut(Window)) {
        visit(Window::ALL);
    }
}

/// The windows that a query can name, chosen at run time.
#[derive(Clone, Copy, Debug)]
pub enum QueryWindows {
    /// Tumbling windows.
    Tumbling(Tumbling),
    /// Sliding windows.
    Sliding(Sliding),
    /// Sessions of one gap.
    Sessions(Sessions<i64>),
    /// One endless window, also where the query has none.
    Global(Global),
}

impl QueryWindows {
    /// The windows that `query` asks for.
    #[must_use]
    pub const fn new(query: &Query) -> Self {
        match query.window {
            WindowSpec::Tumbling {
                size_ms: size,
                offset_ms: offset,
            } => Self::Tumbling(Tumbling { size, offset }),
            WindowSpec::Sliding {
                size_ms: size,
                slide_ms: slide,
                offset_ms: offset,
            } => Self::Sliding(Sliding { size, slide, offset }),
            WindowSpec::Session { gap_ms } => Self::Sessions(Sessions(gap_ms)),
            WindowSpec::Global | WindowSpec::Running => Self::Global(Global),
        }
    }
}

impl Windowing for QueryWindows {
    fn kind(&self) -> WindowKind {
        match self {
            Self::Tumbling(windows) => windows.kind(),
            Self::Sliding(windows) => windows.kind(),
            Self::Sessions(windows) => windows.kind(),
            Self::Global(windows) => windows.kind(),
        }
    }

    fn each_window(&self, event: &Event, at: EventTime, visit: impl FnMut(Window)) {
        match self {
            Self::Tumbling(windows) => Windowing::each_window(windows, event, at, visit),
            Self::Sliding(windows) => Windowing::each_window(windows, event, at, visit),
            Self::Sessions(windows) => windows.each_window(event, at, visit),
            Self::Global(windows) => windows.each_window(event, at, visit),
        }
    }
}

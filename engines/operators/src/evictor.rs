//! Which events leave a window when it fires.

use streamgauge_model::{Event, EventTime, Evictor};

/// An evictor, and whether it runs before or after the window's function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eviction {
    /// Which events leave.
    pub evictor: Evictor,
    /// The function still sees those that leave.
    pub after: bool,
}

impl Eviction {
    /// The evictor runs before the function, Flink's default.
    #[must_use]
    pub const fn before(evictor: Evictor) -> Self {
        Self {
            evictor,
            after: false,
        }
    }

    /// The evictor runs after the function.
    #[must_use]
    pub const fn after(evictor: Evictor) -> Self {
        Self { evictor, after: true }
    }

    /// Removes the events that leave from `events`, which stand in order of arrival.
    pub fn evict(&self, events: &mut Vec<Event>) {
        match self.evictor {
            Evictor::Count { count } => {
                let stay = usize::try_from(count).unwrap_or(usize::MAX);
                events.drain(..events.len().saturating_sub(stay));
            }
            Evictor::Time { window_ms } => evict_old(events, window_ms),
            Evictor::Delta { threshold } => {
                let Some(last) = events.last().map(|event| i128::from(event.value)) else {
                    return;
                };
                events.retain(|event| last - i128::from(event.value) < i128::from(threshold));
            }
        }
    }
}

/// Nothing leaves if the first event has no time.
fn evict_old(events: &mut Vec<Event>, window_ms: i64) {
    let newest = events.iter().map(|event| event.time).max();
    let (Some(newest), Some(first)) = (newest, events.first()) else {
        return;
    };
    if first.time != EventTime::MIN {
        let oldest = newest.millis().saturating_sub(window_ms);
        events.retain(|event| event.time.millis() > oldest);
    }
}

//! When windows answer, event by event, in words.

use streamgauge_replay::{CaseQuery, TimeOf, WindowShape, WindowTrigger};

use crate::words::{plural, span};

/// What makes the windows of a query answer, whether or not its answers leave them empty.
pub fn trigger_of(query: &CaseQuery) -> WindowTrigger {
    let mut trigger = query.window_trigger.as_ref();
    while let Some(WindowTrigger::Purging { inner }) = trigger {
        trigger = Some(inner);
    }
    trigger.cloned().unwrap_or(match query.time {
        TimeOf::Event => WindowTrigger::EventTime {},
        TimeOf::Processing => WindowTrigger::ProcessingTime {},
    })
}

/// The rule of a trigger other than the one that waits for the watermark.
pub fn rule(trigger: &WindowTrigger) -> Option<String> {
    Some(match trigger {
        WindowTrigger::EventTime {} | WindowTrigger::Purging { .. } => return None,
        WindowTrigger::ProcessingTime {} => "when the clock reaches the last instant of a window".to_owned(),
        WindowTrigger::PerEvent {} => "at every event".to_owned(),
        WindowTrigger::Count { count } => {
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            format!("after every {} of a window", plural(count, "event"))
        }
        WindowTrigger::ContinuousEventTime { interval_ms } => format!(
            "at every {} of event time that the watermark passes, and at the end of a window",
            span(*interval_ms)
        ),
        WindowTrigger::EndOfStream {} => "at the end of the input".to_owned(),
    })
}

/// The trigger for the heading; `None` for the one that nobody has to name.
pub fn heading(query: &CaseQuery) -> Option<String> {
    if query.window == (WindowShape::None {}) || query.aggregates.is_empty() {
        return None;
    }
    let trigger = trigger_of(query);
    let purges = matches!(query.window_trigger, Some(WindowTrigger::Purging { .. }));
    let rule = match rule(&trigger) {
        Some(rule) => rule,
        None if purges => "when the watermark reaches the last instant of a window".to_owned(),
        None => return None,
    };
    let purging = if purges {
        "; every answer empties the window"
    } else {
        ""
    };
    Some(format!("{rule}{purging}"))
}

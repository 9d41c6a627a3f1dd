//! The triggers that a query can name.

use streamgauge_model::{EventTime, Query, TimeDomain, WindowSpec, WindowTrigger};

use crate::{Trigger, TriggerContext, TriggerResult};

/// The trigger of a query.
#[derive(Clone, Copy, Debug)]
pub struct QueryTrigger {
    when: When,
    purges: bool,
}

/// When the trigger fires.
#[derive(Clone, Copy, Debug)]
enum When {
    /// Flink's `GlobalWindows.NeverTrigger`.
    Never,
    /// Flink's `EventTimeTrigger`.
    EventTime,
    /// Flink's `ProcessingTimeTrigger`.
    ProcessingTime,
    /// Flink's `CountTrigger`.
    Count(u64),
    /// Flink's `ContinuousEventTimeTrigger`.
    ContinuousEventTime(i64),
    /// Flink's `GlobalWindows.EndOfStreamTrigger`.
    EndOfStream,
}

/// What a [`QueryTrigger`] remembers per key and window.
#[derive(Clone, Copy, Debug, Default)]
pub struct TriggerState {
    counted: u64,
    next_fire: Option<EventTime>,
}

impl QueryTrigger {
    /// The trigger that `query` asks for.
    #[must_use]
    pub const fn new(query: &Query) -> Self {
        let when = match query.firing.trigger {
            WindowTrigger::AtEnd => match (query.window, query.time) {
                (WindowSpec::Global, _) => When::Never,
                (_, TimeDomain::Event) => When::EventTime,
                (_, TimeDomain::Processing) => When::ProcessingTime,
            },
            WindowTrigger::EventTime => When::EventTime,
            WindowTrigger::ProcessingTime => When::ProcessingTime,
            WindowTrigger::Count { count } => When::Count(count),
            WindowTrigger::ContinuousEventTime { interval_ms } => When::ContinuousEventTime(interval_ms),
            WindowTrigger::EndOfStream => When::EndOfStream,
        };
        Self {
            when,
            purges: query.firing.purges,
        }
    }

    const fn result(self, fires: bool) -> TriggerResult {
        let result = TriggerResult::fire_if(fires);
        if self.purges { result.purging() } else { result }
    }
}

impl Trigger for QueryTrigger {
    type State = TriggerState;

    fn on_event(
        &self,
        state: &mut TriggerState,
        at: EventTime,
        context: &mut TriggerContext<'_>,
    ) -> TriggerResult {
        let last = context.last_instant;
        let fires = match self.when {
            When::Never => false,
            When::EventTime => {
                if !context.is_complete() {
                    context.set_timer(TimeDomain::Event, last);
                }
                context.is_complete()
            }
            When::ProcessingTime => {
                context.set_timer(TimeDomain::Processing, last);
                false
            }
            When::Count(count) => {
                state.counted += 1;
                let full = state.counted >= count;
                if full {
                    state.counted = 0;
                }
                full
            }
            When::ContinuousEventTime(interval_ms) => {
                if !context.is_complete() {
                    context.set_timer(TimeDomain::Event, last);
                    if state.next_fire.is_none() {
                        // The remainder truncates: a time before the epoch has its first firing after the epoch.
                        let multiple = at.saturating_add(-(at.millis() % interval_ms));
                        fire_at(multiple.saturating_add(interval_ms), state, context);
                    }
                }
                context.is_complete()
            }
            When::EndOfStream => {
                context.set_timer(TimeDomain::Event, last);
                false
            }
        };
        self.result(fires)
    }

    fn on_timer(
        &self,
        state: &mut TriggerState,
        time: TimeDomain,
        at: EventTime,
        context: &mut TriggerContext<'_>,
    ) -> TriggerResult {
        let at_end = at == context.last_instant;
        let fires = match (self.when, time) {
            (When::EventTime | When::EndOfStream, TimeDomain::Event) => at_end,
            // Flink's trigger fires at any timer of the clock, and only those at the end are set.
            (When::ProcessingTime, TimeDomain::Processing) => at_end,
            (When::ContinuousEventTime(interval_ms), TimeDomain::Event) => {
                let is_next = state.next_fire == Some(at);
                if is_next && !at_end {
                    fire_at(at.saturating_add(interval_ms), state, context);
                }
                at_end || is_next
            }
            _ => false,
        };
        self.result(fires)
    }

    fn on_merge(&self, merged: &[TriggerState], context: &mut TriggerContext<'_>) -> TriggerState {
        let state = TriggerState {
            counted: merged.iter().map(|state| state.counted).sum(),
            next_fire: merged.iter().filter_map(|state| state.next_fire).min(),
        };
        if let Some(next) = state.next_fire {
            context.set_timer(TimeDomain::Event, next);
        }
        let last = context.last_instant;
        match self.when {
            When::EventTime if !context.is_complete() => context.set_timer(TimeDomain::Event, last),
            When::ProcessingTime if last > context.clock => context.set_timer(TimeDomain::Processing, last),
            _ => {}
        }
        state
    }

    fn clear(&self, state: &TriggerState, context: &mut TriggerContext<'_>) {
        let last = context.last_instant;
        match self.when {
            When::EventTime => context.delete_timer(TimeDomain::Event, last),
            When::ProcessingTime => context.delete_timer(TimeDomain::Processing, last),
            When::ContinuousEventTime(_) => {
                if let Some(next) = state.next_fire {
                    context.delete_timer(TimeDomain::Event, next);
                }
            }
            When::Never | When::Count(_) | When::EndOfStream => {}
        }
    }

    fn reads_clock(&self) -> bool {
        matches!(self.when, When::ProcessingTime)
    }
}

/// The next firing of a continuous trigger, at its end at the latest.
fn fire_at(next: EventTime, state: &mut TriggerState, context: &mut TriggerContext<'_>) {
    let next = next.min(context.last_instant);
    state.next_fire = Some(next);
    context.set_timer(TimeDomain::Event, next);
}

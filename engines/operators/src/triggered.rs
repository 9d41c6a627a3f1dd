//! Windows that fire when a trigger says so.

use std::marker::PhantomData;

use streamgauge_model::{Event, EventTime, Key, Output, ResultRow, TimeDomain, Watermark, Window};

use crate::key_windows::{KeyWindows, Place};
use crate::window_rules::{Now, Rules};
use crate::{
    Aggregator, Contents, EventOperator, Fate, Gate, GroupView, KeyOf, KeyTable, Operator, Timer, Timers,
    Trigger, TriggerResult, WindowKind, Windowing,
};

/// Timers that one watermark fires at most beyond those that were set when it came. A trigger that sets one at every
/// multiple of an interval has 10^15 and more of them in an endless window, when the input ends.
pub const MAX_TIMERS_SET_MEANWHILE: u64 = 1_000_000;

/// Keyed aggregation over any windows, any trigger and any evictor: Flink's `WindowOperator` and
/// `EvictingWindowOperator`, step by step.
///
/// [`AlignedWindows`](crate::AlignedWindows) and [`SessionWindows`](crate::SessionWindows) give the same answers
/// faster where windows fire at their end and keep what they hold.
#[derive(Clone, Debug)]
pub struct TriggeredWindows<K, W, A: Aggregator, T: Trigger> {
    rules: Rules<W, A, T>,
    gate: Gate,
    keys: KeyTable<KeyWindows<A::Acc, T::State>>,
    timers: Timers,
    /// The clock as it was told last, in milliseconds.
    clock: EventTime,
    entries: u64,
    /// Whether a watermark has left timers that are due.
    withholds: bool,
    key: PhantomData<K>,
}

impl<K: KeyOf, W: Windowing, A: Aggregator, T: Trigger> TriggeredWindows<K, W, A, T> {
    /// An operator without state. Windows of event time live `allowed_ms` milliseconds beyond their end.
    #[must_use]
    pub fn new(
        windowing: W,
        time: TimeDomain,
        contents: Contents<A>,
        trigger: T,
        gate: Gate,
        allowed_ms: i64,
    ) -> Self {
        let kind = windowing.kind();
        Self {
            rules: Rules {
                windowing,
                kind,
                time,
                contents,
                trigger,
                allowed_ms,
            },
            gate,
            keys: KeyTable::default(),
            timers: Timers::default(),
            clock: EventTime::MIN,
            entries: 0,
            withholds: false,
            key: PhantomData,
        }
    }

    /// Adds an event to one window, unless the window refuses it. Sessions merge *before* they are judged.
    fn add_to<O: Output>(&mut self, window: Window, event: &Event, now: Now, out: &mut O) -> bool {
        let key = K::key(event);
        let window = match self.rules.kind {
            WindowKind::Merging => self.merge(key, window, now),
            WindowKind::Apart | WindowKind::Endless => {
                let refused = self.rules.lateness(now.watermark).refuses(window);
                (!refused).then_some(window)
            }
        };
        let Some(window) = window else { return false };
        let Self {
            rules,
            keys,
            timers,
            entries,
            ..
        } = self;
        let of_key = keys.get_or_insert_with(key, KeyWindows::default);
        let place = of_key.place(rules.kind, window);
        *entries += u64::from(of_key.add(&rules.contents, place, event));
        let mut context = rules.context(key, window, now, timers);
        let result = rules
            .trigger
            .on_event(of_key.trigger(place), event.time, &mut context);
        let cleanup = rules.cleanup_timer(key, window);
        if cleanup.at != EventTime::MAX {
            timers.set(rules.cleanup_time_domain(), cleanup);
        }
        self.act(result, key, place, now, out);
        true
    }

    /// Makes a session of `candidate` and those that it touches. `None` if the session is beyond its cleanup: then
    /// nothing has happened. (Where that befalls a session that has merged, Flink's job fails.)
    fn merge(&mut self, key: Key, candidate: Window, now: Now) -> Option<Window> {
        let Self {
            rules,
            keys,
            timers,
            entries,
            ..
        } = self;
        let late = rules.lateness(now.watermark);
        let covering = keys
            .get_mut(key)
            .map_or(candidate, |of_key| of_key.sessions.covering(candidate));
        if late.refuses(covering) {
            return None;
        }
        let of_key = keys.get_or_insert_with(key, KeyWindows::default);
        let (session, merge) = of_key.sessions.add(candidate);
        let Some(merge) = merge else {
            return Some(session);
        };
        let gone = of_key.take_live(&merge.merged);
        let states: Vec<_> = gone.iter().map(|live| live.trigger.clone()).collect();
        let merged_state = rules
            .trigger
            .on_merge(&states, &mut rules.context(key, session, now, timers));
        for (window, state) in merge.merged.iter().zip(&states) {
            rules
                .trigger
                .clear(state, &mut rules.context(key, *window, now, timers));
            timers.delete(rules.cleanup_time_domain(), &rules.cleanup_timer(key, *window));
        }
        *entries -= of_key.merge(&rules.contents, session, &merge, merged_state, &gone);
        Some(session)
    }

    /// Does what the trigger of a window says.
    fn act<O: Output>(&mut self, result: TriggerResult, key: Key, place: Place, now: Now, out: &mut O) {
        let Self {
            rules,
            gate,
            keys,
            entries,
            ..
        } = self;
        let Some(of_key) = keys.get_mut(key) else { return };
        if result.fires
            && let Some((values, pane)) = of_key.fire(&rules.contents, place)
        {
            let row = ResultRow {
                key,
                window: place.window,
                pane,
                rank: 0,
                watermark: now.watermark,
                values,
            };
            gate.pass(row, out);
        }
        *entries -= u64::from(of_key.drop_if(&rules.contents, place, result.purges));
    }

    /// A timer is due: the trigger is asked; and if it is the window's last instant, the window goes.
    fn on_timer<O: Output>(&mut self, time: TimeDomain, timer: Timer, now: Now, out: &mut O) {
        let Timer { at, key, window } = timer;
        let Self {
            rules, keys, timers, ..
        } = self;
        let Some(of_key) = keys.get_mut(key) else { return };
        let Some(place) = of_key.find(rules.kind, window) else {
            return;
        };
        let mut context = rules.context(key, window, now, timers);
        let result = rules
            .trigger
            .on_timer(of_key.trigger(place), time, at, &mut context);
        let over = time == rules.cleanup_time_domain() && at == rules.cleanup_time(window);
        self.act(result, key, place, now, out);
        if over {
            self.forget(key, place, now);
        }
    }

    /// All state of a window goes.
    fn forget(&mut self, key: Key, place: Place, now: Now) {
        let Self {
            rules,
            keys,
            timers,
            entries,
            ..
        } = self;
        let Some(of_key) = keys.get_mut(key) else { return };
        *entries -= u64::from(of_key.drop_if(&rules.contents, place, true));
        let mut context = rules.context(key, place.window, now, timers);
        rules.trigger.clear(of_key.trigger(place), &mut context);
        of_key.retire(place);
        if of_key.is_empty() {
            drop(keys.remove(key));
        }
    }
}

impl<K: KeyOf, W: Windowing, A: Aggregator, T: Trigger> Operator for TriggeredWindows<K, W, A, T> {
    fn key(event: &Event) -> Key {
        K::key(event)
    }

    fn entries(&self) -> u64 {
        self.entries
    }

    fn bytes(&self) -> u64 {
        let of_keys = self
            .keys
            .iter()
            .map(|(_, of_key)| of_key.bytes(&self.rules.contents));
        self.keys.bytes() + self.timers.bytes() + of_keys.sum::<u64>()
    }

    fn groups(&self, see: &mut dyn FnMut(GroupView)) {
        for (key, of_key) in self.keys.iter() {
            of_key.each_group(|window, kept, fired| {
                see(GroupView {
                    key,
                    window,
                    values: self.rules.contents.values(kept),
                    fired,
                });
            });
        }
    }
}

impl<K: KeyOf, W: Windowing, A: Aggregator, T: Trigger> EventOperator for TriggeredWindows<K, W, A, T> {
    const TELLS_CLOCKS_APART: bool = true;

    fn on_event<O: Output>(
        &mut self,
        event: &Event,
        at: EventTime,
        watermark: Watermark,
        out: &mut O,
    ) -> Fate {
        let now = Now {
            watermark,
            clock: self.clock,
        };
        let at = match self.rules.time {
            TimeDomain::Event => at,
            TimeDomain::Processing => self.clock,
        };
        let mut fate = if self.rules.lateness(watermark).is_event_late(at) {
            Fate::Late
        } else {
            Fate::Nowhere
        };
        self.rules.windowing.clone().each_window(event, at, |window| {
            if self.add_to(window, event, now, out) {
                fate = Fate::Included;
            }
        });
        fate
    }

    fn advance<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        let now = Now {
            watermark,
            clock: self.clock,
        };
        let through = EventTime::from_millis(watermark.millis());
        self.timers.overdue = 0;
        while let Some(timer) = self.timers.pop_due(TimeDomain::Event, through) {
            self.on_timer(TimeDomain::Event, timer, now, out);
            if self.timers.overdue > MAX_TIMERS_SET_MEANWHILE && self.next_timer() <= watermark.millis() {
                self.withholds = true;
                return;
            }
        }
    }

    fn next_timer(&self) -> i64 {
        self.timers.next(TimeDomain::Event)
    }

    fn reads_clock(&self) -> bool {
        let made_of_it = self.rules.time == TimeDomain::Processing && self.rules.kind != WindowKind::Endless;
        made_of_it || self.rules.trigger.reads_clock()
    }

    fn on_clock<O: Output>(
        &mut self,
        clock: EventTime,
        due: Option<EventTime>,
        watermark: Watermark,
        out: &mut O,
    ) {
        self.clock = clock;
        let Some(due) = due else { return };
        let now = Now { watermark, clock };
        while let Some(timer) = self.timers.pop_due(TimeDomain::Processing, due) {
            self.on_timer(TimeDomain::Processing, timer, now, out);
        }
    }

    fn next_clock_timer(&self) -> i64 {
        self.timers.next(TimeDomain::Processing)
    }

    fn withholds_firings(&self) -> bool {
        self.withholds
    }
}

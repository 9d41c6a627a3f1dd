//! The state of an event-at-a-time query and what events and watermarks do to it.

use std::collections::BTreeMap;

use streamgauge_model::{Event, EventTime, Key, Watermark, Window, WindowSpec};

use crate::account::Reception;
use crate::answer::Answer;
use crate::group::{Group, group_of};
use crate::session::{Sessions, candidate};
use crate::span::Span;

/// What the operator knows of time: the watermark, or its clock where windows are made of processing time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// Everything up to this instant has happened: the watermark, or the millisecond before the one that the clock
    /// shows. A timer of processing time goes off when its instant is over (Flink schedules it 1 ms later), so that
    /// events which are handled within the last millisecond of a window still belong to it.
    pub(crate) reached: i64,
    /// How long a complete window lives on; 0 in processing time.
    pub(crate) lateness: i64,
    /// Processing time: nothing is late.
    pub(crate) processing: bool,
}

impl Now {
    /// Flink's test of lateness: a window refuses events from the moment its state goes.
    pub(crate) const fn refuses(self, window: Window) -> bool {
        !self.processing && self.forgets(window.end.millis())
    }

    /// Whether the state of a window that ends at `end` goes.
    const fn forgets(self, end: i64) -> bool {
        end.saturating_sub(1).saturating_add(self.lateness) <= self.reached
    }

    /// The smallest end of the windows that had not fired yet when time stood at `before`.
    const fn first_unfired(self, before: Self) -> i64 {
        if before.reached == i64::MIN {
            i64::MIN
        } else {
            before.reached.saturating_add(2)
        }
    }

    /// Whether a window has reached its last instant.
    const fn completes(self, end: i64) -> bool {
        end.saturating_sub(1) <= self.reached
    }

    /// Whether a window that has just taken an event fires at once, rather than when time moves on.
    const fn fires_at_once(self, window: Window) -> bool {
        self.completes(window.end.millis())
    }

    fn in_rows(self) -> Watermark {
        Watermark::at(EventTime::from_millis(self.reached))
    }
}

/// Where a group is held: end and start of its window, and its key.
type Place = (EventTime, EventTime, Key);

/// Windows that are known beforehand.
///
/// Events that the same windows will cover wait together until the first of these windows is complete: what a window
/// covers is decided when an event comes, and added up when the window fires.
#[derive(Debug, Default)]
pub(crate) struct EventWindows {
    /// Events by the windows that have taken them and are not complete yet, the earliest end first.
    waiting: BTreeMap<(EventTime, Span, Key), Group>,
    /// Complete windows that still live, the earliest end first, and those of running aggregates.
    held: BTreeMap<Place, Group>,
}

impl EventWindows {
    /// Time moves from `before` to `now`: windows whose last instant was reached fire once, those that have
    /// outlived the allowed lateness go.
    pub(crate) fn advance(&mut self, before: Now, now: Now, answer: &mut Answer<'_>) {
        if answer.query.window == WindowSpec::Running {
            return;
        }
        self.complete(now);
        let first = EventTime::from_millis(now.first_unfired(before));
        for ((end, start, _), group) in self.held.range_mut((first, EventTime::MIN, Key(0))..) {
            let (start, end) = (*start, *end);
            answer.fire(Window { start, end }, group, now.in_rows());
        }
        while let Some(oldest) = self.held.first_entry() {
            if !now.forgets(oldest.key().0.millis()) {
                break;
            }
            oldest.remove();
        }
    }

    /// Adds what waits up to the windows that are complete.
    fn complete(&mut self, now: Now) {
        while let Some(earliest) = self.waiting.first_entry() {
            if !now.completes(earliest.key().0.millis()) {
                break;
            }
            let ((_, span, key), events) = earliest.remove_entry();
            let complete = span.leading(|window| now.completes(window.end.millis()));
            for window in span
                .windows()
                .take_while(|window| now.completes(window.end.millis()))
            {
                let group = self.held.entry((window.end, window.start, key));
                let group = group.or_insert_with(|| Group::new(key));
                group.absorb(&events);
            }
            let span = span.without(complete);
            if let Some(next) = span.windows().next() {
                let waiting = self.waiting.entry((next.end, span, key));
                waiting.or_insert_with(|| Group::new(key)).absorb(&events);
            }
        }
    }

    /// Each window decides for itself. One that is complete but still lives fires again, whole, for every event.
    pub(crate) fn event(&mut self, event: &Event, t: i64, now: Now, answer: &mut Answer<'_>) -> Reception {
        let query = answer.query;
        let key = group_of(query, event);
        let all = Span::of(query.window, t);
        let running = query.window == WindowSpec::Running;
        let refused = all.leading(|window| !running && now.refuses(window));
        let complete = all.leading(|window| running || now.fires_at_once(window));
        let over = all.leading(|window| answer.horizon.is_over(event.seq, window.end.millis()));
        for at in (refused..complete).rev() {
            let window = all.window(at);
            let group = self.held.entry((window.end, window.start, key));
            let group = group.or_insert_with(|| Group::new(key));
            group.add(query, &answer.asked, event);
            answer.fire(window, group, now.in_rows());
        }
        let span = all.without(refused.max(complete));
        if let Some(next) = span.windows().next() {
            let waiting = self.waiting.entry((next.end, span, key));
            let waiting = waiting.or_insert_with(|| Group::new(key));
            waiting.add(query, &answer.asked, event);
        }
        Reception::note(&mut answer.account, all.count(), refused, over)
    }
}

/// Sessions.
#[derive(Debug, Default)]
pub(crate) struct EventSessions {
    held: Sessions,
}

impl EventSessions {
    /// As for other windows.
    pub(crate) fn advance(&mut self, before: Now, now: Now, answer: &mut Answer<'_>) {
        let first = now.first_unfired(before);
        for (key, window) in self.held.ended(first, |end| now.completes(end)) {
            if let Some(group) = self.held.group(key, window.start.millis()) {
                answer.fire(window, group, now.in_rows());
            }
        }
        for (key, window) in self.held.ended(i64::MIN, |end| now.forgets(end)) {
            self.held.remove(key, window.start.millis());
        }
    }

    /// Flink merges first and tests lateness afterwards, on the merged session: a late event that touches a session
    /// which still lives is saved by it; one that touches nothing alive is late.
    pub(crate) fn event(&mut self, event: &Event, t: i64, now: Now, answer: &mut Answer<'_>) -> Reception {
        let query = answer.query;
        let WindowSpec::Session { gap_ms } = query.window else {
            return Reception::default();
        };
        let key = group_of(query, event);
        let own = candidate(t, gap_ms);
        let refused = now.refuses(self.held.merged(key, own));
        let eligible = answer.horizon.is_over(event.seq, own.end.millis());
        let reception = Reception::note(&mut answer.account, 1, u64::from(refused), u64::from(eligible));
        if !refused {
            let (window, group) = self.held.open(key, own);
            group.add(query, &answer.asked, event);
            if now.fires_at_once(window) {
                answer.fire(window, group, now.in_rows());
            }
        }
        reception
    }
}

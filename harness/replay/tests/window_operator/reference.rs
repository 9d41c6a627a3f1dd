//! Flink's `WindowOperator` and its triggers, as they are written down: no state is shared between windows, and
//! timers are a plain list.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::held::Held;
use crate::random_case::{Act, RandomCase, Shape, Trigger};

/// `[start, end)`.
pub type Span = (i64, i64);

/// The span of a global window.
const GLOBAL: Span = (i64::MIN, i64::MAX);

/// A line of a case.
#[derive(Debug, Default)]
pub struct Line {
    step: usize,
    watermark: i64,
    late: Vec<i64>,
    dropped: i64,
    pub results: Vec<Value>,
}

impl Line {
    pub fn json(&self) -> Value {
        json!({"step": self.step, "watermark_ms": shown(self.watermark), "late": self.late,
            "dropped": self.dropped, "results": self.results})
    }
}

fn shown(watermark: i64) -> Option<i64> {
    (watermark != i64::MIN).then_some(watermark)
}

/// The operator.
pub struct Reference<'a> {
    case: &'a RandomCase,
    windows: BTreeMap<(i64, Span), Held>,
    event_timers: BTreeSet<(i64, i64, Span)>,
    clock_timers: BTreeSet<(i64, i64, Span)>,
    watermark: i64,
    newest: i64,
    clock: i64,
    line: Line,
}

impl<'a> Reference<'a> {
    pub fn run(case: &'a RandomCase) -> Vec<Line> {
        let mut operator = Self {
            case,
            windows: BTreeMap::new(),
            event_timers: BTreeSet::new(),
            clock_timers: BTreeSet::new(),
            watermark: i64::MIN,
            newest: i64::MIN,
            clock: 0,
            line: Line::default(),
        };
        let mut seq = 0..;
        let step = |(step, act): (usize, &Act)| {
            operator.line = Line {
                step,
                ..Line::default()
            };
            match *act {
                Act::Event { key, t, value } => operator.event(seq.next().unwrap_or(0), key, t, value),
                Act::Watermark(to) => operator.advance(to),
                Act::End => operator.advance(i64::MAX),
                Act::Clock(to) => operator.set_clock(to),
                Act::Restart => (operator.watermark, operator.newest) = (i64::MIN, i64::MIN),
            }
            operator.line.watermark = operator.watermark;
            std::mem::take(&mut operator.line)
        };
        case.acts.iter().enumerate().map(step).collect()
    }

    fn is_event_time(&self) -> bool {
        !self.case.on_clock && !matches!(self.case.window, Shape::Global)
    }

    fn is_session(&self) -> bool {
        matches!(self.case.window, Shape::Session { .. })
    }

    fn last(span: Span) -> i64 {
        if span == GLOBAL { i64::MAX } else { span.1 - 1 }
    }

    fn cleanup(&self, span: Span) -> i64 {
        if self.is_event_time() {
            Self::last(span).saturating_add(self.case.lateness)
        } else {
            Self::last(span)
        }
    }

    fn refuses(&self, span: Span) -> bool {
        self.is_event_time() && self.cleanup(span) <= self.watermark
    }

    fn own_timers(&mut self) -> &mut BTreeSet<(i64, i64, Span)> {
        if self.is_event_time() {
            &mut self.event_timers
        } else {
            &mut self.clock_timers
        }
    }

    fn assign(&self, t: i64) -> Vec<Span> {
        let (size, slide, offset) = match self.case.window {
            Shape::Global => return vec![GLOBAL],
            Shape::Session { gap } => return vec![(t, t + gap)],
            Shape::Tumbling { size, offset } => (size, size, offset),
            Shape::Sliding { size, slide, offset } => (size, slide, offset),
        };
        (t - size + 1..=t)
            .filter(|start| (start - offset).rem_euclid(slide) == 0)
            .map(|start| (start, start + size))
            .collect()
    }

    fn event(&mut self, seq: i64, key: i64, t: i64, value: i64) {
        let at = if self.case.on_clock { self.clock } else { t };
        let mut skipped = true;
        for span in self.assign(at) {
            let merged = if self.is_session() {
                self.merge(key, span)
            } else {
                span
            };
            if self.refuses(merged) {
                continue;
            }
            skipped = false;
            self.windows.entry((key, merged)).or_default().events.push(value);
            let fires = self.ask_at_event(key, merged, t);
            self.act(fires, key, merged);
            let cleanup = self.cleanup(merged);
            if cleanup != i64::MAX {
                self.own_timers().insert((cleanup, key, merged));
            }
        }
        if skipped && self.is_event_time() && t.saturating_add(self.case.lateness) <= self.watermark {
            if self.case.late_output {
                self.line.late.push(seq);
            } else {
                self.line.dropped += 1;
            }
        }
        if let Some(delay) = self.case.delay_ms {
            self.newest = self.newest.max(t - delay - 1);
            self.advance(self.newest);
        }
    }

    /// The session of a candidate. One that would be refused merges nothing.
    fn merge(&mut self, key: i64, candidate: Span) -> Span {
        let of_key = |(k, span): &(i64, Span)| (*k == key).then_some(*span);
        let (session, touching) = cover(candidate, self.windows.keys().filter_map(of_key));
        if self.refuses(session) || touching == [session] || touching.is_empty() {
            return session;
        }
        let mut all = Held::default();
        for span in touching {
            let held = self.windows.remove(&(key, span)).unwrap_or_default();
            all.events.extend(held.events);
            all.counted += held.counted;
            all.next_fire = all.next_fire.into_iter().chain(held.next_fire).min();
            self.event_timers
                .retain(|timer| (timer.1, timer.2) != (key, span));
            self.clock_timers
                .retain(|timer| (timer.1, timer.2) != (key, span));
        }
        if let Some(next) = all.next_fire {
            self.event_timers.insert((next, key, session));
        }
        self.windows.insert((key, session), all);
        session
    }

    fn ask_at_event(&mut self, key: i64, span: Span, t: i64) -> bool {
        let (last, complete) = (Self::last(span), Self::last(span) <= self.watermark);
        match self.case.trigger {
            Trigger::ProcessingTime => {
                self.clock_timers.insert((last, key, span));
                false
            }
            Trigger::EndOfStream => {
                self.event_timers.insert((last, key, span));
                false
            }
            Trigger::Count(count) => {
                let held = self.windows.entry((key, span)).or_default();
                held.counted += 1;
                let full = held.counted >= count;
                if full {
                    held.counted = 0;
                }
                full
            }
            Trigger::EventTime | Trigger::Continuous(_) if complete => true,
            Trigger::EventTime => {
                self.event_timers.insert((last, key, span));
                false
            }
            Trigger::Continuous(interval) => {
                self.event_timers.insert((last, key, span));
                let held = self.windows.entry((key, span)).or_default();
                let next = *held
                    .next_fire
                    .get_or_insert((t - t % interval + interval).min(last));
                self.event_timers.insert((next, key, span));
                false
            }
        }
    }

    fn ask_at_timer(&mut self, on_clock: bool, at: i64, key: i64, span: Span) -> bool {
        let last = Self::last(span);
        match (self.case.trigger, on_clock) {
            (Trigger::EventTime | Trigger::EndOfStream, false) => at == last,
            (Trigger::ProcessingTime, true) => true,
            (Trigger::Continuous(interval), false) if at != last => {
                let held = self.windows.entry((key, span)).or_default();
                if held.next_fire != Some(at) {
                    return false;
                }
                let next = (at + interval).min(last);
                held.next_fire = Some(next);
                self.event_timers.insert((next, key, span));
                true
            }
            (Trigger::Continuous(_), false) => true,
            _ => false,
        }
    }

    fn act(&mut self, fires: bool, key: i64, span: Span) {
        let Some(held) = self
            .windows
            .get_mut(&(key, span))
            .filter(|held| fires && !held.events.is_empty())
        else {
            return;
        };
        let mut row = json!({"key": key, "count": held.events.len(), "sum": held.events.iter().sum::<i64>(),
            "at_watermark_ms": shown(self.watermark)});
        if span != GLOBAL {
            row["window_start_ms"] = span.0.into();
            row["window_end_ms"] = span.1.into();
        }
        if self.case.purges {
            held.events.clear();
        }
        self.line.results.push(row);
    }

    fn advance(&mut self, to: i64) {
        if to <= self.watermark {
            return;
        }
        self.watermark = to;
        while let Some(timer) = self.event_timers.first().copied().filter(|timer| timer.0 <= to) {
            self.event_timers.remove(&timer);
            self.timer(false, timer);
        }
    }

    fn set_clock(&mut self, to: i64) {
        self.clock = to;
        while let Some(timer) = self.clock_timers.first().copied().filter(|timer| timer.0 <= to) {
            self.clock_timers.remove(&timer);
            self.timer(true, timer);
        }
    }

    fn timer(&mut self, on_clock: bool, (at, key, span): (i64, i64, Span)) {
        if !self.windows.contains_key(&(key, span)) {
            return;
        }
        let fires = self.ask_at_timer(on_clock, at, key, span);
        self.act(fires, key, span);
        if on_clock != self.is_event_time() && at == self.cleanup(span) {
            self.windows.remove(&(key, span));
            self.event_timers
                .retain(|timer| (timer.1, timer.2) != (key, span));
            self.clock_timers
                .retain(|timer| (timer.1, timer.2) != (key, span));
        }
    }
}

/// The span of `candidate` and all `spans` that it touches, and those.
fn cover(candidate: Span, spans: impl Iterator<Item = Span>) -> (Span, Vec<Span>) {
    let touching: Vec<Span> = spans
        .filter(|span| span.0 <= candidate.1 && span.1 >= candidate.0)
        .collect();
    let start = touching.iter().map(|span| span.0).chain([candidate.0]).min();
    let end = touching.iter().map(|span| span.1).chain([candidate.1]).max();
    (
        (start.unwrap_or(candidate.0), end.unwrap_or(candidate.1)),
        touching,
    )
}

//! Which result was the first to contain an event.

use std::collections::HashMap;

use streamgauge_model::{Event, Key, KeyBy, ResultRow, Rules, Step, TimeDomain, WindowSpec};
use streamgauge_oracle::Mark;

use crate::Subject;

/// For each event the first result that contains it, and for each result the oldest event in it.
///
/// A window refuses an event only after it has fired for the last time, so a result contains exactly the events of
/// its key and window up to the newest one that the oracle names. (Not so a session of the micro-batch engine, which
/// may grow over an event that was refused on its own; such events are left out by the watermark of their batch.) Where time has no part in the assignment (running
/// aggregates, windows of processing time), events of a key enter results in order of arrival, as many as the oracle
/// says the result is the first for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attribution {
    /// By event number: when the first result that contains it left; for queries without aggregates, when it passed.
    pub(crate) first_ns: Vec<Option<i64>>,
    /// By event number: when the first result left that contains a late event, of a window that it was late for: one
    /// that could be known to be complete before the event was due, or that had left before.
    pub(crate) late_first_ns: Vec<Option<i64>>,
    /// By task and result: the event of the result that arrived first; `None` where it cannot be told.
    pub(crate) oldest_seq: Vec<Vec<Option<usize>>>,
}

impl Attribution {
    /// Follows all results of a run, in the order in which they left.
    pub(crate) fn of(subject: &Subject<'_>) -> Self {
        let observed = subject.observed;
        let mut attribution = Self {
            first_ns: vec![None; observed.arrivals.len()],
            late_first_ns: vec![None; observed.arrivals.len()],
            oldest_seq: observed
                .tasks
                .iter()
                .map(|task| vec![None; task.trace.results.len()])
                .collect(),
        };
        attribution.follow_passes(subject);
        if !subject.verdict.judgement.contributions.is_empty() {
            attribution.follow_results(subject);
        }
        attribution
    }

    fn follow_passes(&mut self, subject: &Subject<'_>) {
        for task in &subject.observed.tasks {
            for (&seq, &x) in task.trace.passed.iter().zip(&task.passed_ns) {
                if let Some(first) = usize::try_from(seq)
                    .ok()
                    .and_then(|seq| self.first_ns.get_mut(seq))
                {
                    first.get_or_insert(x);
                }
            }
        }
    }

    fn follow_results(&mut self, subject: &Subject<'_>) {
        let by_time = subject.query.time == TimeDomain::Event && subject.query.window != WindowSpec::Running;
        let mut keys = Keys::of(subject, by_time);
        for (x, task, at) in in_order(subject) {
            let row = &subject.observed.tasks[task].trace.results[at];
            let Some(contribution) = subject
                .verdict
                .judgement
                .contributions
                .get(task)
                .and_then(|c| c.get(at))
            else {
                continue;
            };
            if by_time {
                let newest = contribution.newest_seq;
                if contribution.new_events > 0 {
                    self.oldest_seq[task][at] = self.cover_window(subject, &keys, row, newest, x);
                }
            } else {
                self.cover_next(&mut keys, row.key, contribution.first_for, x);
            }
        }
    }

    /// All events of the row's key and window that arrived up to `newest` are in the row.
    fn cover_window(
        &mut self,
        subject: &Subject<'_>,
        keys: &Keys,
        row: &ResultRow,
        newest: u64,
        x: i64,
    ) -> Option<usize> {
        let trigger = subject.trigger_ns(row.window).unwrap_or(i64::MAX);
        let events = keys.between(row.key, row.window.start.millis(), row.window.end.millis());
        let mut oldest = None;
        for &(_, seq) in events.iter().filter(|(_, seq)| *seq as u64 <= newest) {
            oldest = Some(oldest.map_or(seq, |oldest: usize| oldest.min(seq)));
            let is_new = self.first_ns[seq].is_none();
            let is_after = subject.due_ns(seq).is_some_and(|due| due > trigger);
            if is_after || (is_new && row.pane > 0) {
                self.late_first_ns[seq].get_or_insert(x);
            }
            self.first_ns[seq].get_or_insert(x);
        }
        oldest
    }

    /// The next `count` events of the key, in order of arrival, are in a row for the first time.
    fn cover_next(&mut self, keys: &mut Keys, key: Key, count: u64, x: i64) {
        for &(_, seq) in keys.next(key, count) {
            self.first_ns[seq].get_or_insert(x);
        }
    }
}

/// Every result as (instant, task, position), in the order in which they left.
pub(crate) fn in_order(subject: &Subject<'_>) -> Vec<(i64, usize, usize)> {
    let mut all: Vec<_> = subject
        .observed
        .tasks
        .iter()
        .enumerate()
        .flat_map(|(task, seen)| {
            let results = seen.result_ns.iter().take(seen.trace.results.len());
            results.enumerate().map(move |(at, x)| (*x, task, at))
        })
        .collect();
    all.sort_unstable();
    all
}

/// The events of each key that take part in the query.
struct Keys {
    events: HashMap<Key, Lane>,
}

/// The events of one key as (event time, number), and how many of them are used up.
#[derive(Default)]
struct Lane {
    events: Vec<(i64, usize)>,
    used: usize,
}

impl Keys {
    /// Events taken that satisfy the filter, sorted by time or in order of arrival.
    fn of(subject: &Subject<'_>, by_time: bool) -> Self {
        let observed = subject.observed;
        let mut refusals = SessionRefusals::of(subject);
        let mut events: HashMap<Key, Lane> = HashMap::new();
        for (seq, arrival) in observed.arrivals.iter().enumerate().take(observed.taken_ns.len()) {
            let event = &arrival.event;
            let is_refused = refusals
                .as_mut()
                .is_some_and(|refusals| refusals.refuse_next(event));
            if !is_refused && subject.query.filter.is_none_or(|filter| filter.keeps(event)) {
                let lane = events.entry(key_of(subject.query.key, event)).or_default();
                lane.events.push((event.time.millis(), seq));
            }
        }
        if by_time {
            events.values_mut().for_each(|lane| lane.events.sort_unstable());
        }
        Self { events }
    }

    fn between(&self, key: Key, start: i64, end: i64) -> &[(i64, usize)] {
        let Some(lane) = self.events.get(&key) else {
            return &[];
        };
        let from = lane.events.partition_point(|(time, _)| *time < start);
        let to = lane.events.partition_point(|(time, _)| *time < end);
        lane.events.get(from..to).unwrap_or_default()
    }

    fn next(&mut self, key: Key, count: u64) -> &[(i64, usize)] {
        let Some(lane) = self.events.get_mut(&key) else {
            return &[];
        };
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let from = lane.used;
        lane.used = from.saturating_add(count).min(lane.events.len());
        &lane.events[from..lane.used]
    }
}

const fn key_of(key: KeyBy, event: &Event) -> Key {
    match key {
        KeyBy::None => Key::NONE,
        KeyBy::Movie => Key(event.movie),
        KeyBy::User => Key(event.user),
    }
}

/// Which events the micro-batch engine refuses on their own, before they could join a session.
struct SessionRefusals {
    gap_ms: i64,
    /// Of each batch, in reverse: events, and the watermark that judges them.
    batches: Vec<(u64, i64)>,
}

impl SessionRefusals {
    /// `None` where windows refuse and not events: without sessions, and in the event-at-a-time engine.
    fn of(subject: &Subject<'_>) -> Option<Self> {
        let (WindowSpec::Session { gap_ms }, Some(Rules::MicroBatch(_))) =
            (subject.query.window, subject.rules)
        else {
            return None;
        };
        if subject.query.time == TimeDomain::Processing || subject.query.watermark.is_none() {
            return None;
        }
        let marks = subject.observed.tasks.iter().flat_map(|task| &task.trace.marks);
        let batches = marks.filter_map(|mark| match mark {
            Mark::Step(Step::BatchEnd(progress)) => Some((progress.input_rows, progress.late_watermark_ms)),
            _ => None,
        });
        let mut batches: Vec<_> = batches.collect();
        batches.reverse();
        Some(Self { gap_ms, batches })
    }

    /// Whether the next event in order of arrival is refused: its own session, from its time to the gap after it, is
    /// over.
    fn refuse_next(&mut self, event: &Event) -> bool {
        while self.batches.pop_if(|(events, _)| *events == 0).is_some() {}
        self.batches.last_mut().is_some_and(|(events, watermark)| {
            *events -= 1;
            event.time.millis().saturating_add(self.gap_ms) <= *watermark
        })
    }
}

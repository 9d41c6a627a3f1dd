//! Which result was the first to contain an event.

use std::collections::{HashMap, VecDeque};

use streamgauge_model::{Event, Key, KeyBy, ResultRow, Rules, Step, TimeDomain, WindowSpec};
use streamgauge_oracle::{Contribution, Mark};

use crate::Subject;
use crate::window_lanes::WindowLanes;

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
        if subject.query.time == TimeDomain::Event && subject.query.window != WindowSpec::Running {
            self.follow_windows(subject);
        } else {
            self.follow_arrivals(subject);
        }
    }

    /// All events of a row's key and window that arrived up to the newest are in the row.
    fn follow_windows(&mut self, subject: &Subject<'_>) {
        let rows = subject.observed.tasks.iter().flat_map(|task| &task.trace.results);
        let mut lanes = WindowLanes::of_rows(rows);
        each_event(subject, |key, event, seq| {
            lanes.add(key, event.time.millis(), seq);
        });
        for (x, task, at) in in_order(subject) {
            let contribution = contribution(subject, task, at);
            if let Some(newest) = contribution.filter(|found| found.new_events > 0) {
                let row = &subject.observed.tasks[task].trace.results[at];
                self.oldest_seq[task][at] = self.cover_window(subject, &mut lanes, row, newest.newest_seq, x);
            }
        }
    }

    fn cover_window(
        &mut self,
        subject: &Subject<'_>,
        lanes: &mut WindowLanes,
        row: &ResultRow,
        newest: u64,
        x: i64,
    ) -> Option<usize> {
        let trigger = subject.trigger_ns(row.window).unwrap_or(i64::MAX);
        let mut oldest = None;
        for stretch in lanes.of(row.key, row.window) {
            let held = stretch.leading(|seq| seq as u64 <= newest);
            let in_time = stretch.leading(|seq| subject.due_ns(seq).is_none_or(|due| due <= trigger));
            oldest = oldest
                .into_iter()
                .chain(stretch.events(0, held).first().copied())
                .min();
            for seq in stretch.events(in_time, held) {
                self.late_first_ns[*seq].get_or_insert(x);
            }
            for seq in stretch.cover(held) {
                self.first_ns[*seq] = Some(x);
                if row.pane > 0 {
                    self.late_first_ns[*seq].get_or_insert(x);
                }
            }
        }
        oldest
    }

    /// The next events of a row's key, in order of arrival, are in a row for the first time: as many as the oracle says.
    fn follow_arrivals(&mut self, subject: &Subject<'_>) {
        let mut keys: HashMap<Key, VecDeque<usize>> = HashMap::new();
        each_event(subject, |key, _, seq| keys.entry(key).or_default().push_back(seq));
        for (x, task, at) in in_order(subject) {
            let row = &subject.observed.tasks[task].trace.results[at];
            let (Some(contribution), Some(events)) =
                (contribution(subject, task, at), keys.get_mut(&row.key))
            else {
                continue;
            };
            let count = usize::try_from(contribution.first_for).unwrap_or(usize::MAX);
            for seq in events.drain(..count.min(events.len())) {
                self.first_ns[seq].get_or_insert(x);
            }
        }
    }
}

/// What the oracle found of a result.
fn contribution(subject: &Subject<'_>, task: usize, at: usize) -> Option<Contribution> {
    let of_task = subject.verdict.judgement.contributions.get(task)?;
    of_task.get(at).copied()
}

/// Visits the events taken that satisfy the filter and were not refused on their own, in order of arrival, each with
/// its key and number.
fn each_event(subject: &Subject<'_>, mut visit: impl FnMut(Key, &Event, usize)) {
    let observed = subject.observed;
    let mut refusals = SessionRefusals::of(subject);
    for (seq, arrival) in observed.arrivals.iter().enumerate().take(observed.taken_ns.len()) {
        let event = &arrival.event;
        let is_refused = refusals
            .as_mut()
            .is_some_and(|refusals| refusals.refuse_next(event));
        if !is_refused && subject.query.filter.is_none_or(|filter| filter.keeps(event)) {
            visit(key_of(subject.query.key, event), event, seq);
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

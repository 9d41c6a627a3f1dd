//! The state of a micro-batch query and what a batch does to it.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_model::{Event, EventTime, Key, OutputMode, Window, WindowSpec};

use crate::account::Reception;
use crate::answer::Answer;
use crate::batch::Batch;
use crate::batch_watermark::{BatchWatermark, time_in};
use crate::group::{Group, group_of, key_of};
use crate::session::{Sessions, candidate};
use crate::span::Span;

/// The figures of a batch that follow from the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) dropped_rows: u64,
    pub(crate) late_events: u64,
    pub(crate) state_rows: u64,
    pub(crate) updated_rows: u64,
    pub(crate) removed_rows: u64,
}

/// What a batch works with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn<'a> {
    pub(crate) batch: &'a Batch,
    pub(crate) events: &'a [Event],
    pub(crate) watermark: BatchWatermark,
    pub(crate) mode: OutputMode,
}

impl Turn<'_> {
    /// Books an event that the filter let through; one that all of its windows refused is dropped.
    fn settle(&self, answer: &mut Answer<'_>, event: &Event, reception: Reception) -> u64 {
        let refused = answer.account.settle(event, reception);
        answer.account.fates.dropped += u64::from(refused);
        let nowhere = reception.taken + reception.refused == 0;
        answer.account.fates.unassigned += u64::from(nowhere);
        u64::from(refused)
    }
}

/// Where a group is held: end and start of its window, and its key.
type Place = (EventTime, EventTime, Key);

const fn span((end, start, _): &Place) -> Window {
    Window {
        start: *start,
        end: *end,
    }
}

/// Groups of windows that are known beforehand, by (end, start, key): the oldest end comes first.
#[derive(Debug, Default)]
pub(crate) struct BatchWindows {
    held: BTreeMap<Place, Group>,
}

impl BatchWindows {
    /// Late is a property of a group: one whose window ended at or before the late watermark is dropped, in append
    /// and update mode; complete mode drops nothing.
    pub(crate) fn run(&mut self, turn: &Turn<'_>, answer: &mut Answer<'_>) -> Figures {
        let drops = turn.mode != OutputMode::Complete;
        let refused =
            |span: Span| span.leading(|window| drops && turn.watermark.refuses(window.end.millis()));
        let query = answer.query;
        let mut figures = Figures::default();
        let (mut touched, mut written, mut late) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        // What the batch holds for the same key and windows is added up before it is spread over them: within a batch
        // the watermark stands still, so that they decide alike.
        let mut together: BTreeMap<_, Group> = BTreeMap::new();
        for event in turn.events {
            let span = Span::of(query.window, time_in(query, turn.batch, event));
            let over = span.leading(|window| answer.horizon.is_over(event.seq, window.end.millis()));
            let reception = Reception::note(&mut answer.account, span.count(), refused(span), over);
            figures.late_events += turn.settle(answer, event, reception);
            let key = group_of(query, event);
            let same = together.entry((span, key, key_of(query, event)));
            let same = same.or_insert_with(|| Group::new(key));
            same.add(query, &answer.asked, event);
        }
        for ((span, key, own), events) in together {
            let refused = refused(span);
            late.extend((0..refused).map(|at| (span.window(at), own)));
            for window in (refused..span.count()).map(|at| span.window(at)) {
                let place = (window.end, window.start, key);
                touched.insert(place);
                written.insert((window, own));
                let group = self.held.entry(place).or_insert_with(|| Group::new(key));
                group.absorb(&events);
            }
        }
        figures.dropped_rows = late.len() as u64;
        figures.updated_rows = written.len() as u64;
        figures.removed_rows = self.emit(turn, &touched, answer);
        figures.state_rows = if query.top.is_some() {
            self.held.values().map(Group::rows).sum()
        } else {
            self.held.len() as u64
        };
        figures
    }

    /// Append: what the watermark closes. Update: what was touched, then what is closed goes silently. Complete:
    /// everything, and nothing ever goes. Returns how many groups went.
    fn emit(&mut self, turn: &Turn<'_>, touched: &BTreeSet<Place>, answer: &mut Answer<'_>) -> u64 {
        let watermark = turn.watermark.in_rows();
        if turn.mode == OutputMode::Update {
            for place in touched {
                if let Some(group) = self.held.get_mut(place) {
                    answer.fire(span(place), group, watermark);
                }
            }
        }
        if turn.mode == OutputMode::Complete {
            for (place, group) in &mut self.held {
                answer.fire(span(place), group, watermark);
            }
            return 0;
        }
        let mut removed = 0;
        while let Some(oldest) = self.held.first_entry() {
            let window = span(oldest.key());
            if !turn.watermark.closes(window.end.millis()) {
                break;
            }
            let mut group = oldest.remove();
            let rows = group.rows();
            if turn.mode == OutputMode::Append {
                answer.fire(window, &mut group, watermark);
            }
            removed += rows;
        }
        removed
    }
}

/// Sessions of a micro-batch query.
#[derive(Debug, Default)]
pub(crate) struct BatchSessions {
    held: Sessions,
}

impl BatchSessions {
    /// Late is a property of the event: its own `[t, t + gap)` ended at or before the late watermark, in every
    /// output mode. All sessions of a key that has input are written again, changed or not; those whose first
    /// instant vanished by merging are removed. In append mode merged sessions leave when they are over.
    pub(crate) fn run(&mut self, turn: &Turn<'_>, answer: &mut Answer<'_>) -> Figures {
        let query = answer.query;
        let WindowSpec::Session { gap_ms } = query.window else {
            return Figures::default();
        };
        let mut figures = Figures::default();
        let (mut before, mut late) = (BTreeMap::new(), BTreeSet::new());
        for event in turn.events {
            let key = group_of(query, event);
            let t = time_in(query, turn.batch, event);
            let own = candidate(t, gap_ms);
            let refused = turn.watermark.refuses(own.end.millis());
            let eligible = answer.horizon.is_over(event.seq, own.end.millis());
            let reception = Reception::note(&mut answer.account, 1, u64::from(refused), u64::from(eligible));
            figures.late_events += turn.settle(answer, event, reception);
            if refused {
                late.insert((key, t));
                continue;
            }
            before.entry(key).or_insert_with(|| self.held.starts_of(key));
            let (_, group) = self.held.open(key, own);
            group.add(query, &answer.asked, event);
        }
        for (key, stored) in &before {
            let after = self.held.starts_of(*key);
            figures.updated_rows += after.len() as u64;
            figures.removed_rows += stored.difference(&after).count() as u64;
        }
        figures.dropped_rows = late.len() as u64;
        figures.removed_rows += self.emit(turn, answer);
        figures.state_rows = self.held.len();
        figures
    }

    fn emit(&mut self, turn: &Turn<'_>, answer: &mut Answer<'_>) -> u64 {
        let append = turn.mode == OutputMode::Append;
        let leaving = self
            .held
            .ended(i64::MIN, |end| !append || turn.watermark.closes(end));
        let mut removed = 0;
        for (key, window) in leaving {
            let start = window.start.millis();
            if let Some(group) = self.held.group(key, start) {
                answer.fire(window, group, turn.watermark.in_rows());
            }
            if append {
                self.held.remove(key, start);
                removed += 1;
            }
        }
        removed
    }
}

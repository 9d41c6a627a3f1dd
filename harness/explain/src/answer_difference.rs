//! Why one engine gave an answer that the other did not give.

use std::collections::BTreeMap;

use streamgauge_model::Window;
use streamgauge_replay::{CaseEvent, OutputMode, Row, WindowShape, WindowTrigger};

use crate::content::key_of;
use crate::difference::Pair;
use crate::firing;
use crate::moment_cell::window_of;
use crate::timeline::{Cause, Content, Group, Moment, group_of};
use crate::words::{has_windows, list, named_window, plural};

/// Windows that a sentence names; the others are counted.
const NAMED: usize = 4;

/// What became of the groups of one engine.
struct Side<'a> {
    name: &'static str,
    /// The groups that have left, and where they did so last.
    left: BTreeMap<Group, String>,
    /// What is in state at the end.
    held: &'a [Content],
}

impl Side<'_> {
    fn holds(&self, group: &Group) -> bool {
        self.held
            .iter()
            .any(|content| group_of(&content.row) == Some(*group))
    }

    /// Another session of the same key that has instants in common with this one, and what became of it.
    fn other_session(&self, (window, key): &Group) -> Option<(Window, String)> {
        let meets = |group: &Group| {
            group.1 == *key && group.0 != *window && group.0.start < window.end && window.start < group.0.end
        };
        let held = self.held.iter().filter_map(|content| group_of(&content.row));
        let held = held.map(|group| (group, "is still in state".to_owned()));
        let left = self
            .left
            .iter()
            .map(|(group, place)| (*group, format!("has left {place}")));
        let (group, fate) = held.chain(left).find(|(group, _)| meets(group))?;
        Some((group.0, fate))
    }
}

impl Pair<'_> {
    /// One text for each reason.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        texts.extend(self.mode());
        texts.extend(self.corrections());
        texts.extend(self.end());
        let query = &self.explanation.batch_query;
        let once = matches!(query.output_mode, Some(OutputMode::Append) | None);
        if once && has_windows(query) {
            texts.extend(self.unanswered());
        }
        texts
    }

    /// An output mode that does not wait for the end of a window.
    fn mode(&self) -> Option<String> {
        let query = &self.explanation.batch_query;
        let rows = match query.output_mode {
            Some(OutputMode::Update) => {
                "In update mode, micro-batch gives a row per batch for every group that the batch has touched"
            }
            Some(OutputMode::Complete) => "In complete mode, micro-batch gives all groups in every batch",
            Some(OutputMode::Append) | None => return None,
        };
        if query.aggregates.is_empty() {
            return None;
        }
        let alone = if query.window == (WindowShape::None {}) {
            "event-at-a-time gives one for every event"
        } else if query.watermark.is_none() {
            "event-at-a-time gives one when a window is over, and without a watermark none ever is"
        } else {
            "event-at-a-time gives one when a window is over"
        };
        Some(format!("{rows}; {alone}."))
    }

    /// Answers of windows that were over, but within their lateness.
    fn corrections(&self) -> Option<String> {
        let query = &self.explanation.case.query;
        let again = |moment: &Moment| {
            let over = |row: &&Row| {
                row.at_watermark_ms == Some(moment.watermark_before)
                    && window_of(row).is_some_and(|window| moment.judge.is_some_and(|j| j.completes(window)))
            };
            moment
                .event()
                .map_or(0, |_| moment.rows.iter().filter(over).count())
        };
        let rows: usize = self.moments.iter().map(again).sum();
        let at_end = firing::trigger_of(query) == (WindowTrigger::EventTime {});
        (rows > 0 && at_end).then(|| {
            format!(
                "Event-at-a-time gave {} at once, of windows that were over but within their lateness; micro-batch has \
                 no lateness.",
                plural(rows, "answer")
            )
        })
    }

    /// Answers that left because the input has ended.
    fn end(&self) -> Option<String> {
        let at_end = self.moments.iter().filter(|moment| moment.cause == Cause::End);
        let rows: usize = at_end.map(|moment| moment.rows.len()).sum();
        (rows > 0).then(|| {
            format!(
                "Event-at-a-time gave {} at the end of the input. Micro-batch knows no such end and keeps what is open.",
                plural(rows, "answer")
            )
        })
    }

    /// Groups that have left one engine only, where it is known what became of them in the other.
    fn unanswered(&self) -> Vec<String> {
        let (events, batches) = (self.side_of_events(), self.side_of_batches());
        let mut texts = Vec::new();
        let last = self
            .batches
            .last()
            .map_or(0, |batch| batch.line.next_watermark_ms);
        let at_the_end = self.groups_at_the_end();
        let open = |side: &Side<'_>, other: &Side<'_>| -> Vec<Group> {
            let groups = side.left.keys().filter(|group| !other.left.contains_key(group));
            groups
                .filter(|group| other.holds(group) && !at_the_end.contains(group))
                .copied()
                .collect()
        };
        let (pending, open_there): (Vec<Group>, Vec<Group>) = open(&events, &batches)
            .into_iter()
            .partition(|(window, _)| window.end.millis() <= last);
        let dial = &self.explanation.dial;
        texts.extend(self.still_held(&pending, || {
            format!(
                "in micro-batch: the watermark has come to {}, but no batch has run since",
                dial.batch_watermark(last)
            )
        }));
        texts.extend(self.still_held(&open_there, || {
            format!(
                "in micro-batch, where the watermark is {}",
                dial.batch_watermark(last)
            )
        }));
        let alone = self.moments.last().and_then(|moment| moment.watermark_after);
        texts.extend(self.still_held(&open(&batches, &events), || {
            format!("event by event, where the watermark is {}", dial.watermark(alone))
        }));
        if matches!(self.explanation.case.query.window, WindowShape::Session { .. }) {
            let told = self.sessions(&events, &batches);
            let told_back = if told.is_empty() {
                self.sessions(&batches, &events)
            } else {
                Vec::new()
            };
            texts.extend(told.into_iter().chain(told_back));
        }
        texts
    }

    fn still_held(&self, groups: &[Group], place: impl Fn() -> String) -> Option<String> {
        let is = if groups.len() == 1 { "is" } else { "are" };
        (!groups.is_empty()).then(|| format!("{} {is} still in state {}.", self.names(groups), place()))
    }

    /// Sessions that left `side` with other bounds than in `other`.
    fn sessions(&self, side: &Side<'_>, other: &Side<'_>) -> Vec<String> {
        let alone = |group: &&Group| !other.left.contains_key(group) && !other.holds(group);
        let mut texts = Vec::new();
        for group in side.left.keys().filter(alone).take(NAMED) {
            let Some((session, fate)) = other.other_session(group) else {
                continue;
            };
            let (window, key) = *group;
            let name = self.names(&[*group]);
            let it = if session.start <= window.start && window.end <= session.end {
                "it is"
            } else {
                "there is"
            };
            let part = if it == "it is" { "part of " } else { "" };
            let place = side.left.get(group).map_or("", String::as_str);
            let other_name = self.explanation.dial.window(session);
            let later = self.later(group, (session, key)).filter(|_| !part.is_empty());
            let (before, together) = later.map_or_else(Default::default, |event| {
                (
                    format!(", before event {event} came"),
                    format!(", together with event {event},"),
                )
            });
            texts.push(format!(
                "{name} has left {} {place}{before}; {} {it}{together} {part}{other_name}, which {fate}.",
                side.name, other.name
            ));
        }
        texts
    }

    /// The number of the first event of `whole` that came when, event by event, `group` had left, and which
    /// micro-batch took.
    fn later(&self, group: &Group, whole: Group) -> Option<u64> {
        let gone = |moment: &Moment| moment.rows.iter().any(|row| group_of(row) == Some(*group));
        let at = self.moments.iter().rposition(gone)?;
        let taken = self.batches.iter().flat_map(|batch| &batch.events);
        let taken: Vec<u64> = taken
            .filter(|event| !event.late)
            .map(|event| event.event.seq)
            .collect();
        let key = self.explanation.case.query.key;
        let belongs = |event: &&CaseEvent| {
            let inside = whole.0.start.millis() <= event.t_ms && event.t_ms < whole.0.end.millis();
            inside && key_of(event, key) == whole.1 && taken.contains(&event.seq)
        };
        let mut behind = self.moments.iter().skip(at + 1).filter_map(Moment::event);
        Some(behind.find(belongs)?.seq.saturating_add(1))
    }

    fn names(&self, groups: &[Group]) -> String {
        let query = &self.explanation.case.query;
        let name = |(window, key): &Group| named_window(*window, *key, query, &self.explanation.dial);
        let mut names: Vec<String> = groups.iter().take(NAMED).map(name).collect();
        if let Some(more) = groups.len().checked_sub(NAMED).filter(|more| *more > 0) {
            names.push(format!("{more} more"));
        }
        list(&names)
    }

    fn groups_at_the_end(&self) -> Vec<Group> {
        let at_end = self.moments.iter().filter(|moment| moment.cause == Cause::End);
        at_end
            .flat_map(|moment| moment.rows.iter().filter_map(group_of))
            .collect()
    }

    fn side_of_events(&self) -> Side<'_> {
        let mut left = BTreeMap::new();
        for moment in self.moments {
            let place = match moment.event() {
                Some(event) => format!("at event {}", event.seq.saturating_add(1)),
                None => String::new(),
            };
            left.extend(
                moment
                    .rows
                    .iter()
                    .filter_map(group_of)
                    .map(|group| (group, place.clone())),
            );
        }
        Side {
            name: "event by event",
            left,
            held: self.moments.last().map_or(&[], |moment| &moment.contents),
        }
    }

    fn side_of_batches(&self) -> Side<'_> {
        let mut left = BTreeMap::new();
        for batch in self.batches {
            let place = format!("in batch {}", batch.line.batch_id);
            let groups = batch.line.results.iter().filter_map(group_of);
            left.extend(groups.map(|group| (group, place.clone())));
        }
        Side {
            name: "in micro-batch",
            left,
            held: self.batches.last().map_or(&[], |batch| &batch.contents),
        }
    }
}

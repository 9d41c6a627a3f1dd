//! What the query would do on complete data.

use streamgauge_model::{Event, Key, Window};
use streamgauge_oracle::{CompleteGroup, complete_groups};
use streamgauge_record::RuleMiss;

use super::target::Target;
use crate::Subject;

/// Every key and window with all of its events, as if nothing were late.
pub(super) struct Complete<'a> {
    subject: &'a Subject<'a>,
    /// In the order of keys and windows.
    groups: Vec<CompleteGroup>,
}

impl<'a> Complete<'a> {
    pub(super) fn of(subject: &'a Subject<'_>) -> Self {
        let events: Vec<Event> = subject
            .observed
            .arrivals
            .iter()
            .map(|arrival| arrival.event)
            .collect();
        Self {
            groups: complete_groups(subject.query, &events),
            subject,
        }
    }

    /// Whether a group is worth an alert.
    pub(super) fn alerts(&self, group: &CompleteGroup) -> bool {
        let condition = self.subject.query.alert;
        condition.is_some_and(|condition| condition.holds(group.count, group.sum))
    }

    /// The groups that are worth an alert and whose trigger lies in the measured phase.
    pub(super) fn counted(&self) -> impl Iterator<Item = &CompleteGroup> {
        let is_measured = |group: &&CompleteGroup| {
            let trigger_ns = self.subject.trigger_ns(group.window);
            trigger_ns.is_some_and(|ns| self.subject.phase.contains(ns))
        };
        self.groups
            .iter()
            .filter(|group| self.alerts(group))
            .filter(is_measured)
    }

    /// The groups that hold a rating of an attack.
    pub(super) fn around(&self, target: &Target<'_>) -> Vec<&CompleteGroup> {
        let of_key = self.of_key(target.key).iter();
        of_key.filter(|group| target.holds(group.window)).collect()
    }

    /// Why no alert would be raised for an attack in these windows; `None` if one would.
    pub(super) fn rule_miss(&self, windows: &[&CompleteGroup], target: &Target<'_>) -> Option<RuleMiss> {
        if windows.iter().any(|group| self.alerts(group)) {
            return None;
        }
        let limit = self
            .subject
            .query
            .alert
            .map_or(0, |condition| condition.count_above);
        let is_full = windows.iter().any(|group| group.count > limit);
        Some(match target.attack.seqs.len() as u64 {
            _ if is_full => RuleMiss::Diluted,
            ratings if ratings > limit => RuleMiss::Split,
            _ => RuleMiss::TooFew,
        })
    }

    /// Whether an alert would be raised for that key and window, too. A session that lacks events lies within exactly one
    /// complete session.
    pub(super) fn would_alert(&self, key: Key, window: Window) -> bool {
        let mut around = self
            .of_key(key)
            .iter()
            .filter(|group| group.window.start <= window.start && window.end <= group.window.end);
        around.any(|group| self.alerts(group))
    }

    fn of_key(&self, key: Key) -> &[CompleteGroup] {
        let from = self.groups.partition_point(|group| group.key < key);
        let to = self.groups.partition_point(|group| group.key <= key);
        &self.groups[from..to]
    }
}

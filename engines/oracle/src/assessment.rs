//! How a judged run compares with the whole truth.

use std::collections::BTreeMap;

use streamgauge_model::{Key, TimeDomain, Window, WindowSpec};

use crate::truth::truth;
use crate::{Evidence, Judgement, Reference};

/// Completeness and wrong drops of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What the first firing of each group covered; `None` for running aggregates, for queries without aggregates
    /// and for windows of processing time, where it is not defined.
    pub first_firing: Option<Completeness>,
    /// What the last firing of each group covered; `None` as above.
    pub final_pane: Option<Completeness>,
    /// Per event: kept if at least one window took it, drop-eligible if all of its windows were over.
    pub events: Confusion,
    /// Per pair of an event and a window.
    pub assignments: Confusion,
    /// How well the true sessions were reproduced; `None` for other windows.
    pub sessions: Option<SessionMatch>,
}

/// Events covered, summed over the groups (key and window) that were due by the schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Groups whose window the reference watermark had completed by the end of the schedule.
    pub due_windows: u64,
    /// Events of these groups, however late they arrived.
    pub truth_events: u64,
    /// Those of them that the engine's rows covered.
    pub included_events: u64,
    /// Due groups that lack no event.
    pub complete_windows: u64,
    /// Due groups that never fired.
    pub missing: u64,
    /// Groups that fired although the truth does not know them (a session with other bounds).
    pub spurious: u64,
    /// `C_micro` as a quotient: events covered, events there are.
    pub micro: (u64, u64),
}

/// Kept and dropped against what the reference watermark would have allowed to drop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Not drop-eligible, and included.
    pub true_keep: u64,
    /// Not drop-eligible, and yet missing.
    pub wrong_drop: u64,
    /// Drop-eligible, and yet included: lenient.
    pub wrong_keep: u64,
    /// Drop-eligible, and missing.
    pub true_drop: u64,
}

impl Confusion {
    pub(crate) const fn note(&mut self, kept: bool, eligible: bool) {
        let cell = match (kept, eligible) {
            (true, false) => &mut self.true_keep,
            (false, false) => &mut self.wrong_drop,
            (true, true) => &mut self.wrong_keep,
            (false, true) => &mut self.true_drop,
        };
        *cell += 1;
    }
}

/// What became of the true sessions: those of all events, however late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionMatch {
    /// True sessions that were due by the schedule.
    pub due: u64,
    /// Reproduced with exact bounds.
    pub exact: u64,
    /// Reproduced in one piece with other bounds.
    pub resized: u64,
    /// Reproduced in several pieces.
    pub split: u64,
    /// Not reproduced at all.
    pub lost: u64,
}

/// Compares a judged run with the truth: all events taken, however late they arrived.
///
/// What a group covers is what its firings covered, also where the alert condition or the top-N limit kept the row
/// back; a group is due once `T(w)` of the schedule exists for its end, so that windows which only the end of the
/// input closes do not count. In update and complete mode the first firing is the first time a group leaves, long
/// before it is due.
///
/// The reference of the confusions is the watermark `W` before each arrival, in windows whose end plus allowed
/// lateness it has reached; an event in a session query counts with the session that it would be on its own. The
/// reference grants the query's allowed lateness also to an engine that knows none.
#[must_use]
pub fn assess(evidence: &Evidence<'_>, reference: &Reference, judgement: &Judgement) -> Assessment {
    let query = evidence.query;
    let mut assessment = Assessment {
        events: judgement.event_confusion,
        assignments: judgement.assignment_confusion,
        ..Assessment::default()
    };
    let defined = !query.aggregates.is_empty()
        && query.window != WindowSpec::Running
        && query.time == TimeDomain::Event;
    if !defined {
        return assessment;
    }
    let (covers, spurious) = covers(evidence, judgement);
    let due = || {
        covers
            .iter()
            .filter(|(group, _)| reference.trigger_ns(group.1.end).is_some())
            .map(|(_, cover)| cover)
    };
    assessment.first_firing = Some(Completeness::of(due(), spurious, |cover| cover.first));
    assessment.final_pane = Some(Completeness::of(due(), spurious, |cover| cover.last));
    if matches!(query.window, WindowSpec::Session { .. }) {
        assessment.sessions = Some(SessionMatch::of(due()));
    }
    assessment
}

/// What the firings of an engine covered of one true group.
#[derive(Clone, Copy, Debug, Default)]
struct Cover {
    truth: u64,
    first: u64,
    last: u64,
    pieces: u64,
    exact: bool,
}

/// Every true group with its cover, and how many groups fired with bounds that no true group has. A session that
/// lacks events lies within exactly one true session, for its gaps are gaps between some of the same events.
fn covers(evidence: &Evidence<'_>, judgement: &Judgement) -> (BTreeMap<(Key, Window), Cover>, u64) {
    let whole = |truth| Cover {
        truth,
        ..Cover::default()
    };
    let truth = truth(evidence.query, evidence.events).into_iter();
    let mut covers: BTreeMap<_, _> = truth.map(|(group, count)| (group, whole(count))).collect();
    let mut spurious = 0;
    for firing in judgement.firings.iter().filter(|firing| firing.last > 0) {
        let (key, window) = (firing.key, firing.window);
        let last = Window {
            end: streamgauge_model::EventTime::MAX,
            ..window
        };
        let around = covers.range_mut(..=(key, last)).next_back();
        let around = around.filter(|((of, w), _)| *of == key && w.end >= window.end);
        let exact = around.as_ref().is_some_and(|((_, w), _)| *w == window);
        spurious += u64::from(!exact);
        if let Some((_, cover)) = around {
            cover.first += firing.first;
            cover.last += firing.last;
            cover.pieces += 1;
            cover.exact |= exact;
        }
    }
    (covers, spurious)
}

impl Completeness {
    fn of<'a>(due: impl Iterator<Item = &'a Cover>, spurious: u64, included: impl Fn(&Cover) -> u64) -> Self {
        let mut sum = Self {
            spurious,
            ..Self::default()
        };
        for cover in due {
            let included = included(cover);
            sum.due_windows += 1;
            sum.truth_events += cover.truth;
            sum.included_events += included;
            sum.complete_windows += u64::from(included == cover.truth);
            sum.missing += u64::from(cover.pieces == 0);
        }
        sum.micro = (sum.included_events, sum.truth_events);
        sum
    }
}

impl SessionMatch {
    fn of<'a>(due: impl Iterator<Item = &'a Cover>) -> Self {
        let mut sum = Self::default();
        for cover in due {
            sum.due += 1;
            let cell = match cover.pieces {
                _ if cover.exact => &mut sum.exact,
                0 => &mut sum.lost,
                1 => &mut sum.resized,
                _ => &mut sum.split,
            };
            *cell += 1;
        }
        sum
    }
}

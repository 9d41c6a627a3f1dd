//! How a judged run compares with the whole truth.

use std::collections::BTreeSet;

use streamgauge_model::{Key, TimeDomain, Window, WindowSpec};

use crate::{Confusion, Coverage, Evidence, GroupCoverage, Holding, Judgement, Reference};

/// Completeness and wrong drops of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Rows that left again with the same key, window, pane and rank; none where windows are not defined as above.
    pub duplicates: Vec<(Key, Window)>,
    /// Group by group; `None` as for `first_firing`.
    pub coverage: Option<Coverage>,
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
    /// In a row together with another one: no engine that keeps its sessions apart does this.
    pub merged: u64,
    /// Not reproduced at all.
    pub lost: u64,
}

/// Compares a judged run with the truth: all events taken, however late they arrived.
///
/// A group is due once `T(w)` of the schedule exists for its end, so that windows which only the end of the
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
    let coverage = Coverage::of(evidence, reference, judgement);
    assessment.first_firing = Some(Completeness::of(&coverage, |group| group.first));
    assessment.final_pane = Some(Completeness::of(&coverage, |group| group.last));
    if matches!(query.window, WindowSpec::Session { .. }) {
        let rows = evidence.tasks.iter().flat_map(|task| &task.results);
        let merged = coverage.merged(rows.map(|row| (row.key, row.window)));
        assessment.sessions = Some(SessionMatch::of(&coverage, &merged));
    }
    assessment.duplicates = duplicates(evidence);
    assessment.coverage = Some(coverage);
    assessment
}

/// Every row that left again, with nothing to tell it from the one before.
fn duplicates(evidence: &Evidence<'_>) -> Vec<(Key, Window)> {
    let rows = evidence.tasks.iter().flat_map(|task| &task.results);
    let mut places: Vec<_> = rows
        .map(|row| ((row.key, row.window), (row.pane, row.rank)))
        .collect();
    places.sort_unstable();
    let again = places.windows(2).filter(|pair| pair[0] == pair[1]);
    again.map(|pair| pair[0].0).collect()
}

impl Completeness {
    fn of(coverage: &Coverage, held: impl Fn(&GroupCoverage) -> Holding) -> Self {
        let mut sum = Self {
            spurious: coverage.spurious.len() as u64,
            ..Self::default()
        };
        for group in coverage.due() {
            let included = held(group).count;
            sum.due_windows += 1;
            sum.truth_events += group.truth.count;
            sum.included_events += included;
            sum.complete_windows += u64::from(included == group.truth.count);
            sum.missing += u64::from(group.pieces == 0);
        }
        sum.micro = (sum.included_events, sum.truth_events);
        sum
    }
}

impl SessionMatch {
    fn of(coverage: &Coverage, merged: &BTreeSet<usize>) -> Self {
        let mut sum = Self::default();
        let sessions = coverage.groups.iter().enumerate();
        for (at, session) in sessions.filter(|(_, session)| session.is_due) {
            sum.due += 1;
            let cell = match session.pieces {
                _ if merged.contains(&at) => &mut sum.merged,
                _ if session.is_exact => &mut sum.exact,
                0 => &mut sum.lost,
                1 => &mut sum.resized,
                _ => &mut sum.split,
            };
            *cell += 1;
        }
        sum
    }
}

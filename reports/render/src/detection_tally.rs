//! Attacks of an arm, counted.

use streamgauge_record::{AttackFate, Outcome, RuleMiss};

use crate::{ArmSummary, Unit};

/// What became of the attacks of some arm, over its runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct DetectionTally<'a> {
    fates: Vec<&'a AttackFate>,
    pub(crate) false_by_rule: u64,
    pub(crate) false_by_lateness: u64,
}

impl<'a> DetectionTally<'a> {
    /// Of all attacks; `None` if the arm was not asked for any.
    pub(crate) fn of(arm: &'a ArmSummary) -> Option<Self> {
        let found = || arm.runs.iter().filter_map(|run| run.detection.as_ref());
        found().next()?;
        Some(Self {
            fates: found().flat_map(|detection| &detection.attacks).collect(),
            false_by_rule: found().map(|detection| detection.false_by_rule).sum(),
            false_by_lateness: found().map(|detection| detection.false_by_lateness).sum(),
        })
    }

    /// Of the attacks of one law; false alerts belong to none.
    pub(crate) fn of_law(&self, law: &str) -> Self {
        Self {
            fates: self
                .fates
                .iter()
                .copied()
                .filter(|fate| fate.law == law)
                .collect(),
            ..Self::default()
        }
    }

    /// The laws, in the order in which their attacks come.
    pub(crate) fn laws(&self) -> Vec<&'a str> {
        let mut laws: Vec<&str> = Vec::new();
        for fate in &self.fates {
            if !laws.contains(&fate.law.as_str()) {
                laws.push(&fate.law);
            }
        }
        laws
    }

    /// Attacks whose outcome is known.
    pub(crate) fn judged(&self) -> usize {
        self.fates.len() - self.with(Outcome::Open)
    }

    pub(crate) fn with(&self, outcome: Outcome) -> usize {
        self.count(|fate| fate.outcome == outcome)
    }

    /// Judged attacks that the query would find on complete data.
    pub(crate) fn by_rule(&self) -> usize {
        self.count(|fate| fate.outcome != Outcome::Open && fate.rule_miss.is_none())
    }

    /// Judged attacks that the query would not find on complete data, for this reason.
    pub(crate) fn missed_for(&self, miss: RuleMiss) -> usize {
        self.count(|fate| fate.outcome != Outcome::Open && fate.rule_miss == Some(miss))
    }

    /// Attacks found that would not be found on complete data.
    pub(crate) fn found_against_rule(&self) -> usize {
        self.count(|fate| fate.outcome == Outcome::Found && fate.rule_miss.is_some())
    }

    /// The attack missed by lateness that lacks the most ratings in its fullest window.
    pub(crate) fn worst_loss(&self) -> Option<&'a AttackFate> {
        let lost = self
            .fates
            .iter()
            .copied()
            .filter(|fate| fate.outcome == Outcome::MissedByLateness);
        lost.max_by_key(|fate| fate.fullest.saturating_sub(fate.fullest_fired))
    }

    /// Most windows that an attack was spread over, on complete data.
    pub(crate) fn most_windows(&self) -> u64 {
        self.fates.iter().map(|fate| fate.windows).max().unwrap_or(0)
    }

    /// The least and the greatest wait between `T(w)` and the first alert, in words; `None` without one.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn waits_text(&self) -> Option<String> {
        let waits = || self.fates.iter().filter_map(|fate| fate.from_trigger_ns);
        let (least, most) = (waits().min()?, waits().max()?);
        Some(if least == most {
            Unit::Nanoseconds.text(least as f64)
        } else {
            Unit::Nanoseconds.range(least as f64, most as f64)
        })
    }

    fn count(&self, is: impl Fn(&AttackFate) -> bool) -> usize {
        self.fates.iter().filter(|fate| is(fate)).count()
    }
}

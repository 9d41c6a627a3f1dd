//! Which attacks a query with an alert found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Alerts of a run against the attacks that were injected into its stream. An alert is a key and window of which a row
/// left; it is counted if its `T(w)` lies in the measured phase. An attack is one that the query looks for (films by a
/// query per film, users by a query per user) and whose first rating is due in the measured phase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Detection {
    /// Alerts.
    pub alerts: u64,
    /// Of these, alerts that belong to an attack: on its target, with one of its ratings within the window.
    pub true_alerts: u64,
    /// Of the others, those that complete data would raise too: the traffic itself is above the query's limit.
    pub false_by_rule: u64,
    /// Of the others, those that complete data would not raise: what was dropped made them.
    pub false_by_lateness: u64,
    /// Alerts that complete data would raise.
    pub rule_alerts: u64,
    /// Of these, those that belong to an attack.
    pub rule_true_alerts: u64,
    /// The attacks, in order of their first event time.
    pub attacks: Vec<AttackFate>,
}

/// What became of one attack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AttackFate {
    /// The text of its law.
    pub law: String,
    /// The film or user it is on.
    pub target: u32,
    /// Event time of its first rating, milliseconds since the epoch.
    pub first_ms: i64,
    /// Event time of its last rating, milliseconds since the epoch.
    pub last_ms: i64,
    /// Its ratings in the stream.
    pub ratings: u64,
    /// Of these, ratings that the generator delayed.
    pub late_ratings: u64,
    /// Windows that hold its ratings, on complete data: 2 if a border cuts it in two.
    pub windows: u64,
    /// Events of its target in the fullest of these windows, on complete data.
    pub fullest: u64,
    /// The same of the windows as they fired in the engine; below `fullest` where events were dropped. 0: none fired.
    pub fullest_fired: u64,
    /// Why the query would not find it on complete data; absent if it would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_miss: Option<RuleMiss>,
    /// Whether it was found, or why not.
    pub outcome: Outcome,
    /// Alerts that belong to it.
    pub alerts: u64,
    /// From the due instant of its first rating to arrive to its first alert, nanoseconds; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ns: Option<u64>,
    /// From the due instant at which what had arrived for the window of its first alert first satisfied the condition to
    /// that alert, nanoseconds; absent without an alert, and where it was not satisfied before the alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_threshold_ns: Option<u64>,
    /// From `T(w)` of the window of its first alert to that alert, nanoseconds: the engine's own part. Absent as above,
    /// and where the alert left before `T(w)`, as early results may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_trigger_ns: Option<u64>,
}

/// Whether an attack was found, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// An alert belongs to it.
    Found,
    /// No alert belongs to it, and on complete data none would: the query's rule does not fit it.
    MissedByRule,
    /// No alert belongs to it, though on complete data one would: what was dropped as late was missing.
    MissedByLateness,
    /// No alert belongs to it, but a window of it was not due by the end of the schedule: it enters no figure.
    Open,
}

/// Why a query does not find an attack on complete data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleMiss {
    /// All of its ratings in one window would not be more than the query's limit.
    TooFew,
    /// All of them in one window would be more, but no window holds so many: borders (or gaps) split it.
    Split,
    /// A window holds enough, but its mean is not low enough: other ratings dilute the attack.
    Diluted,
}

impl Detection {
    /// Attacks with the outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.attacks
            .iter()
            .filter(|attack| attack.outcome == outcome)
            .count() as u64
    }

    /// Attacks whose outcome is known.
    #[must_use]
    pub fn judged(&self) -> u64 {
        self.attacks.len() as u64 - self.count(Outcome::Open)
    }

    /// Alerts that belong to no attack.
    #[must_use]
    pub const fn false_alerts(&self) -> u64 {
        self.alerts.saturating_sub(self.true_alerts)
    }

    /// `true_alerts / alerts`; `None` without an alert.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.true_alerts, self.alerts)
    }

    /// Attacks found, as a share of those judged; `None` without any.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        share(self.count(Outcome::Found), self.judged())
    }

    /// `2 · precision · recall / (precision + recall)`, 0 if both are; `None` where one of them is.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        let (precision, recall) = (self.precision()?, self.recall()?);
        let sum = precision + recall;
        Some(if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        })
    }

    /// Attacks that the query would find on complete data, as a share of those judged; `None` without any.
    #[must_use]
    pub fn rule_recall(&self) -> Option<f64> {
        let judged = self
            .attacks
            .iter()
            .filter(|attack| attack.outcome != Outcome::Open);
        share(
            judged.filter(|attack| attack.rule_miss.is_none()).count() as u64,
            self.judged(),
        )
    }
}

#[allow(clippy::cast_precision_loss)]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate(outcome: Outcome, rule_miss: Option<RuleMiss>) -> AttackFate {
        AttackFate {
            law: "user".into(),
            target: 1,
            first_ms: 0,
            last_ms: 1,
            ratings: 2,
            late_ratings: 0,
            windows: 1,
            fullest: 2,
            fullest_fired: 2,
            rule_miss,
            outcome,
            alerts: 0,
            latency_ns: None,
            from_threshold_ns: None,
            from_trigger_ns: None,
        }
    }

    #[test]
    fn precision_is_over_alerts_and_recall_over_attacks() {
        let found = Detection {
            alerts: 4,
            true_alerts: 3,
            attacks: vec![
                fate(Outcome::Found, None),
                fate(Outcome::MissedByRule, Some(RuleMiss::Split)),
                fate(Outcome::MissedByLateness, None),
                fate(Outcome::Open, None),
            ],
            ..Detection::default()
        };
        assert_eq!(found.precision(), Some(0.75));
        assert_eq!(found.recall(), Some(1.0 / 3.0));
        assert_eq!(found.rule_recall(), Some(2.0 / 3.0));
        let f1 = found.f1().unwrap_or_default();
        assert!((f1 - 6.0 / 13.0).abs() < 1e-12, "{f1}");
    }

    #[test]
    fn without_alerts_or_attacks_there_is_no_share() {
        let nothing = Detection::default();
        assert_eq!(
            [
                nothing.precision(),
                nothing.recall(),
                nothing.f1(),
                nothing.rule_recall()
            ],
            [None; 4]
        );
        let useless = Detection {
            alerts: 1,
            attacks: vec![fate(Outcome::MissedByRule, Some(RuleMiss::Split))],
            ..Detection::default()
        };
        assert_eq!(useless.f1(), Some(0.0));
    }
}

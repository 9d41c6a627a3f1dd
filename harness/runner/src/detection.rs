//! Alerts against attacks.
//!
//! An *alert* is a key and window of which a row left a query with an alert condition. An alert *belongs* to an attack
//! if its key is the attack's target and one of the attack's ratings lies within its window and had arrived when it
//! left. A second judgement, of what the query would do on complete data, tells a miss by the query's own rule from one
//! by what was dropped as late.

mod alert;
mod complete;
mod target;

use streamgauge_model::{KeyBy, Query, TimeDomain, WindowSpec};
use streamgauge_record::{AttackFate, Detection, Outcome, Run};
use streamgauge_workloads::{Attack, AttackLaw, AttackTarget};

use crate::Subject;
use crate::samples::Samples;
use alert::{RaisedAlert, alerts};
use complete::Complete;
use target::{Target, Targets};

/// What a run found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    detection: Detection,
    run_ns: u64,
}

impl Found {
    /// Judges the alerts of a run; `None` without attacks, and for queries that raise no alert per film or user.
    pub(crate) fn of(subject: &Subject<'_>, attacks: &[Attack], laws: &[AttackLaw]) -> Option<Self> {
        if attacks.is_empty() || !raises_alerts(subject.query) {
            return None;
        }
        let targets = Targets::of(subject, attacks);
        let complete = Complete::of(subject);
        let alerts = alerts(subject);
        let counted = || alerts.iter().filter(|alert| alert.is_counted(subject));
        let mut detection = Detection {
            rule_alerts: complete.counted().count() as u64,
            rule_true_alerts: complete
                .counted()
                .filter(|group| targets.hold(group.key, group.window))
                .count() as u64,
            ..Detection::default()
        };
        for alert in counted() {
            let sum = match alert {
                alert if targets.are_in(alert) => &mut detection.true_alerts,
                alert if complete.would_alert(alert.key, alert.window) => &mut detection.false_by_rule,
                _ => &mut detection.false_by_lateness,
            };
            *sum += 1;
            detection.alerts += 1;
        }
        let measured = targets
            .all
            .iter()
            .filter(|target| subject.phase.contains(target.begins_ns));
        detection.attacks = measured
            .map(|target| fate(subject, target, &complete, &alerts, laws))
            .collect();
        Some(Self {
            detection,
            run_ns: u64::try_from(subject.observed.end_ns).unwrap_or(0),
        })
    }

    /// The counts and fates alone.
    #[cfg(test)]
    pub(crate) fn detection(self) -> Detection {
        self.detection
    }

    /// Puts it into the figures of the run: `detection` and `detection_from_threshold` are latencies as others.
    pub(crate) fn note(self, run: &mut Run) {
        let attacks = &self.detection.attacks;
        for (name, of) in LATENCIES {
            let mut samples = Samples::new(self.run_ns);
            for ns in attacks.iter().filter_map(of) {
                samples.record(i64::try_from(ns).unwrap_or(i64::MAX), 1);
            }
            if !samples.is_empty() {
                run.latency.insert(name.to_owned(), samples.distribution());
            }
        }
        run.detection = Some(self.detection);
    }
}

/// A latency of detection: its name, and its value for an attack that was found.
type DetectionLatency = (&'static str, fn(&AttackFate) -> Option<u64>);

/// The latencies of detection.
const LATENCIES: [DetectionLatency; 2] = [
    ("detection", |attack| attack.latency_ns),
    ("detection_from_threshold", |attack| attack.from_threshold_ns),
];

/// Whether a query alerts on films or users in windows of event time.
fn raises_alerts(query: &Query) -> bool {
    let has_windows = !matches!(query.window, WindowSpec::Running | WindowSpec::Global);
    query.alert.is_some() && query.key != KeyBy::None && query.time == TimeDomain::Event && has_windows
}

/// The target of an attack, if it is one that the query looks for.
const fn looked_for(query: &Query, attack: &Attack) -> Option<u32> {
    match (query.key, attack.target) {
        (KeyBy::Movie, AttackTarget::Film(target)) | (KeyBy::User, AttackTarget::User(target)) => {
            Some(target)
        }
        _ => None,
    }
}

/// What became of one attack.
fn fate(
    subject: &Subject<'_>,
    target: &Target<'_>,
    complete: &Complete<'_>,
    alerts: &[RaisedAlert],
    laws: &[AttackLaw],
) -> AttackFate {
    let windows = complete.around(target);
    let own: Vec<&RaisedAlert> = alerts.iter().filter(|alert| target.is_in(alert)).collect();
    let first = own.iter().min_by_key(|alert| (alert.left_ns, alert.window));
    let rule_miss = complete.rule_miss(&windows, target);
    let since = |ns: Option<i64>| u64::try_from(first?.left_ns.checked_sub(ns?)?).ok();
    AttackFate {
        law: laws
            .get(target.attack.law)
            .map(ToString::to_string)
            .unwrap_or_default(),
        target: target.key.0,
        first_ms: target.attack.first.millis(),
        last_ms: target.attack.last.millis(),
        ratings: target.attack.seqs.len() as u64,
        late_ratings: target.late_ratings(subject),
        windows: windows.len() as u64,
        fullest: windows.iter().map(|group| group.count).max().unwrap_or(0),
        fullest_fired: target.fullest_fired(subject),
        rule_miss,
        outcome: if first.is_some() {
            Outcome::Found
        } else if windows
            .iter()
            .any(|group| subject.trigger_ns(group.window).is_none())
        {
            Outcome::Open
        } else if rule_miss.is_none() {
            Outcome::MissedByLateness
        } else {
            Outcome::MissedByRule
        },
        alerts: own.len() as u64,
        latency_ns: since(Some(target.begins_ns)),
        from_threshold_ns: since(first.and_then(|alert| alert.threshold_ns(subject))),
        from_trigger_ns: since(first.and_then(|alert| subject.trigger_ns(alert.window))),
    }
}

//! Figures of alerts against attacks that are one number.

use streamgauge_record::Outcome;

use crate::metric::as_float;
use crate::{Group, Metric, Unit};

pub(crate) const ATTACKS: Metric = Metric {
    key: "attacks",
    label: "attacks",
    group: Group::Detection,
    unit: Unit::Count,
    definition: "Attacks that the query looks for and whose windows were due by the end of the schedule.",
    of: |run| Some(as_float(run.detection.as_ref()?.judged())),
};

pub(crate) const FOUND: Metric = Metric {
    key: "attacks_found",
    label: "found",
    group: Group::Detection,
    unit: Unit::Count,
    definition: "Attacks to which an alert belongs: on the target, with a rating of the attack in its window.",
    of: |run| Some(as_float(run.detection.as_ref()?.count(Outcome::Found))),
};

pub(crate) const RECALL: Metric = Metric {
    key: "recall",
    label: "recall",
    group: Group::Detection,
    unit: Unit::Share,
    definition: "Attacks found ÷ attacks.",
    of: |run| run.detection.as_ref()?.recall(),
};

pub(crate) const RULE_RECALL: Metric = Metric {
    key: "rule_recall",
    label: "recall by rule",
    group: Group::Detection,
    unit: Unit::Share,
    definition: "Attacks that the query would find if nothing were late ÷ attacks: the query's own rule, without an engine.",
    of: |run| run.detection.as_ref()?.rule_recall(),
};

pub(crate) const PRECISION: Metric = Metric {
    key: "precision",
    label: "precision",
    group: Group::Detection,
    unit: Unit::Share,
    definition: "Alerts that belong to an attack ÷ alerts.",
    of: |run| run.detection.as_ref()?.precision(),
};

pub(crate) const F1: Metric = Metric {
    key: "f1",
    label: "F1",
    group: Group::Detection,
    unit: Unit::Share,
    definition: "2 · precision · recall ÷ (precision + recall).",
    of: |run| run.detection.as_ref()?.f1(),
};

pub(crate) const FALSE_ALERTS: Metric = Metric {
    key: "false_alerts",
    label: "false alerts",
    group: Group::Detection,
    unit: Unit::Count,
    definition: "Alerts that belong to no attack.",
    of: |run| Some(as_float(run.detection.as_ref()?.false_alerts())),
};

//! The figures of a run that are one number.

use streamgauge_record::Run;

use crate::{Emission, Unit, cost_metric, detection_metric};

/// Under which heading a metric stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// How late answers are.
    Latency,
    /// How much is done.
    Throughput,
    /// How right and how whole the answers are.
    Results,
    /// Which attacks were found.
    Detection,
    /// What it takes.
    Cost,
    /// How disturbances are got over.
    Recovery,
}

impl Group {
    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::Throughput => "throughput",
            Self::Results => "results",
            Self::Detection => "detection",
            Self::Cost => "cost",
            Self::Recovery => "recovery",
        }
    }
}

/// One number per run, its name, unit and definition.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Name in files.
    pub key: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// Heading.
    pub group: Group,
    /// Unit.
    pub unit: Unit,
    /// What it means, in a sentence.
    pub definition: &'static str,
    /// The number, if the run has it.
    pub of: fn(&Run) -> Option<f64>,
}

/// The metrics that every table shows, in this order. There are more: [`crate::metrics`].
pub static METRICS: &[Metric] = &[
    Metric {
        key: "offered",
        label: "offered",
        group: Group::Throughput,
        unit: Unit::PerSecond,
        definition: "Events that the schedule asks for, per second of the measured phase.",
        of: |run| Some(run.throughput.offered_per_s),
    },
    Metric {
        key: "completed",
        label: "completed",
        group: Group::Throughput,
        unit: Unit::PerSecond,
        definition: "Events whose fate is known (in a result, dropped, or in the side output), per second. \
                     Absent where the measured phase does not hold whole triggers of a steady engine.",
        of: |run| run.throughput.completed_per_s,
    },
    Metric {
        key: "capacity_estimate",
        label: "capacity est.",
        group: Group::Throughput,
        unit: Unit::PerSecond,
        definition: "Events per second of time that the engine was at work, at the offered, low load, where cold caches \
                     and waking dominate: an estimate of capacity, not a measurement. By design not `saturated`.",
        of: |run| run.throughput.busy_rate_per_s,
    },
    Metric {
        key: "saturated",
        label: "saturated",
        group: Group::Throughput,
        unit: Unit::PerSecond,
        definition: "Events per second of time at work when all events are due at once: caches are warm and batches \
                     large, so it differs from `capacity est.` by design.",
        of: |run| run.throughput.saturated_per_s,
    },
    Metric {
        key: "late_drop_rate",
        label: "late dropped",
        group: Group::Results,
        unit: Unit::Share,
        definition: "Share of all events that all of their windows refused: dropped or sent to the side output.",
        of: |run| Some(run.lateness.events.late_drop_rate()),
    },
    Metric {
        key: "leniency",
        label: "late kept",
        group: Group::Results,
        unit: Unit::Share,
        definition: "Share of the events that the reference watermark calls too late and that the engine kept all \
                     the same. Legal: its watermark was behind the reference.",
        of: |run| {
            let events = &run.lateness.events;
            (events.wrong_keep + events.true_drop > 0).then(|| events.leniency())
        },
    },
    Metric {
        key: "completeness",
        label: "complete",
        group: Group::Results,
        unit: Unit::Completeness,
        definition: "Share of the events of all due windows that the first emission of each window holds; of engines \
                     that emit windows before they are complete (update and complete mode) the last emission, and the \
                     row says `at last`. Rounded down.",
        of: |run| Emission::of(run).completeness(run),
    },
    Metric {
        key: "missing",
        label: "missing",
        group: Group::Results,
        unit: Unit::Share,
        definition: "One minus completeness: the share of the events of all due windows that this emission lacks.",
        of: |run| Emission::of(run).missing(run),
    },
    Metric {
        key: "missing_last",
        label: "missing at last",
        group: Group::Results,
        unit: Unit::Share,
        definition: "As `missing`, after the last emission of each window: updates for accepted late events repair it.",
        of: |run| Emission::Last.missing(run),
    },
    detection_metric::ATTACKS,
    detection_metric::FOUND,
    detection_metric::RECALL,
    detection_metric::RULE_RECALL,
    detection_metric::PRECISION,
    detection_metric::F1,
    detection_metric::FALSE_ALERTS,
    Metric {
        key: "cpu_per_event",
        label: "cpu per event",
        group: Group::Cost,
        unit: Unit::Nanoseconds,
        definition: "CPU time of the engine's threads ÷ events taken; the harness's own threads are not in it.",
        of: |run| Some(as_float(run.usage.engine_cpu_ns?) / as_float(run.ledger.taken)),
    },
    Metric {
        key: "peak_state",
        label: "state entries",
        group: Group::Cost,
        unit: Unit::Count,
        definition: "Most entries of keyed state (groups, sessions) held at once.",
        of: |run| Some(as_float(run.usage.peak_state_entries)),
    },
    Metric {
        key: "peak_memory",
        label: "memory peak",
        group: Group::Cost,
        unit: Unit::Bytes,
        definition: "Peak resident memory of the whole process during the run, events and recorder included.",
        of: |run| run.usage.peak_memory_bytes.map(as_float),
    },
    cost_metric::PEAK_STATE,
];

#[allow(clippy::cast_precision_loss)]
pub(crate) fn as_float(count: u64) -> f64 {
    count as f64
}

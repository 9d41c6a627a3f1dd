//! Figures about late events that the table of a terminal leaves out.

use streamgauge_record::{Confusion, Run};

use crate::metric::as_float;
use crate::{Group, Metric, Unit};

pub(crate) static LATENESS: [Metric; 16] = [
    Metric {
        key: "delayed_share",
        label: "delayed",
        group: Group::Results,
        unit: Unit::Share,
        definition: "L0: share of events that the scenario delayed on purpose.",
        of: |run| of_events(run, run.lateness.classes.delayed),
    },
    Metric {
        key: "out_of_order_share",
        label: "out of order",
        group: Group::Results,
        unit: Unit::Share,
        definition: "L1: share of events that are older than one that arrived before.",
        of: |run| of_events(run, run.lateness.classes.out_of_order),
    },
    Metric {
        key: "watermark_late_share",
        label: "behind the watermark",
        group: Group::Results,
        unit: Unit::Share,
        definition: "L2: share of events that are older than the reference watermark.",
        of: |run| of_events(run, run.lateness.classes.watermark_late),
    },
    Metric {
        key: "drop_eligible_share",
        label: "too late for all windows",
        group: Group::Results,
        unit: Unit::Share,
        definition: "L3: share of events all of whose windows were over by the reference watermark, allowed lateness \
                     included.",
        of: |run| of_events(run, run.lateness.classes.drop_eligible),
    },
    Metric {
        key: "late_drop_rate_assignments",
        label: "late refused, per window",
        group: Group::Results,
        unit: Unit::Share,
        definition: "Share of all pairs of an event and a window that the window refused.",
        of: |run| Some(run.lateness.assignments.late_drop_rate()),
    },
    Metric {
        key: "wrong_drop_rate",
        label: "wrongly dropped",
        group: Group::Results,
        unit: Unit::Share,
        definition: "Of the events that are on time by the reference watermark, the share that all of their windows \
                     refused. Never legal.",
        of: |run| on_time(&run.lateness.events),
    },
    Metric {
        key: "wrong_drop_rate_assignments",
        label: "wrongly refused, per window",
        group: Group::Results,
        unit: Unit::Share,
        definition: "As `wrong_drop_rate`, for pairs of an event and a window.",
        of: |run| on_time(&run.lateness.assignments),
    },
    Metric {
        key: "leniency_assignments",
        label: "late kept, per window",
        group: Group::Results,
        unit: Unit::Share,
        definition: "As `leniency`, for pairs of an event and a window.",
        of: |run| {
            let pairs = &run.lateness.assignments;
            (pairs.wrong_keep + pairs.true_drop > 0).then(|| pairs.leniency())
        },
    },
    Metric {
        key: "drop_precision",
        label: "rightly dropped",
        group: Group::Results,
        unit: Unit::Share,
        definition: "Of the events that were dropped, the share that the reference watermark calls too late.",
        of: |run| run.lateness.events.drop_precision(),
    },
    Metric {
        key: "drop_precision_assignments",
        label: "rightly refused, per window",
        group: Group::Results,
        unit: Unit::Share,
        definition: "As `drop_precision`, for pairs of an event and a window.",
        of: |run| run.lateness.assignments.drop_precision(),
    },
    Metric {
        key: "own_wrong_drops",
        label: "dropped against own rule",
        group: Group::Results,
        unit: Unit::Count,
        definition: "Pairs of an event and a window that the engine dropped although its own watermark says that they are \
                     on time. Must be 0: anything else is a bug of the engine, and its run is void.",
        of: |run| Some(as_float(run.lateness.own_rule.as_ref()?.assignments.wrong_drop)),
    },
    Metric {
        key: "own_wrong_keeps",
        label: "kept against own rule",
        group: Group::Results,
        unit: Unit::Count,
        definition: "Pairs of an event and a window that the engine kept although its own watermark says that they are too \
                     late. Must be 0.",
        of: |run| Some(as_float(run.lateness.own_rule.as_ref()?.assignments.wrong_keep)),
    },
    Metric {
        key: "refused_by_some",
        label: "refused by some windows",
        group: Group::Results,
        unit: Unit::Count,
        definition: "Events that some of their windows refused and others took.",
        of: |run| {
            let events = run.lateness.by_windows.as_ref()?;
            Some(as_float(
                events.none_over.some + events.some_over.some + events.all_over.some,
            ))
        },
    },
    Metric {
        key: "drops_counted",
        label: "drops by own count",
        group: Group::Results,
        unit: Unit::Count,
        definition: "What the engine itself counts as dropped, in its own unit: late groups behind the partial aggregation \
                     (micro-batch, after Spark's numRowsDroppedByWatermark) or late events (event-at-a-time, after Flink's \
                     numLateRecordsDropped). Not comparable across engines.",
        of: |run| Some(as_float(run.lateness.drop_counter.as_ref()?.counted)),
    },
    Metric {
        key: "counter_error",
        label: "error of own count",
        group: Group::Results,
        unit: Unit::Share,
        definition: "(The engine's own count of drops − the oracle's, in the engine's unit) ÷ the oracle's.",
        of: |run| run.lateness.drop_counter.as_ref()?.error(),
    },
    Metric {
        key: "unaccounted",
        label: "unaccounted events",
        group: Group::Results,
        unit: Unit::Count,
        definition: "Events of the schedule − events included, dropped, in the side output, filtered, passed or never \
                     taken. Must be 0, or the run is void.",
        of: |run| Some(as_float(run.ledger.generated) - as_float(run.ledger.accounted())),
    },
];

fn on_time(found: &Confusion) -> Option<f64> {
    (found.true_keep + found.wrong_drop > 0).then(|| found.wrong_drop_rate())
}

fn of_events(run: &Run, count: u64) -> Option<f64> {
    let events = run.lateness.classes.events;
    (events > 0).then(|| as_float(count) / as_float(events))
}

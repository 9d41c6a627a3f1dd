//! An example small enough for every figure to be computed by hand.
//!
//! One millisecond of event time takes 20 ns of wall time; windows are 10 ms long and the watermark has no delay.
//! The schedule (time in ms, due in ns): event 0 (1, 100), event 1 (5, 200), event 2 (12, 300), event 3 (3, 400: late).
//! So window [0, 10) ends at 200 ns and can be known to be complete at 300 ns, when event 2 is due.

use std::sync::Arc;

use streamgauge_model::{
    Aggregate, Arrival, Cadence, Digest, Event, EventAtATimeRules, EventTime, Firing, Key, KeyBy, Phi,
    ProcessingTime, Query, ResultRow, Rules, TimeDomain, Values, Watermark, WatermarkRule, Window,
    WindowSpec,
};
use streamgauge_oracle::{Contribution, Fates, Judgement, Reference};
use streamgauge_record::{Distribution, Run, Slot};

use crate::{EngineChoice, MeasuredPhase, Observed, Subject, TaskObserved, Verdict, analyse};

const PHI: Phi = Phi::new(EventTime::from_millis(0), 20);
const HANDED: [i64; 4] = [101, 202, 303, 404];
const TAKEN: [i64; 4] = [110, 220, 330, 440];

pub(crate) fn tumbling() -> Query {
    Query {
        name: "hand-made".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window: WindowSpec::Tumbling {
            size_ms: 10,
            offset_ms: 0,
        },
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 0 }),
        allowed_lateness_ms: 100,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

pub(crate) fn running() -> Query {
    Query {
        window: WindowSpec::Running,
        watermark: None,
        allowed_lateness_ms: 0,
        ..tumbling()
    }
}

pub(crate) fn arrivals() -> Arc<[Arrival]> {
    let of = |(seq, (time, due_ns))| Arrival {
        event: Event {
            time: EventTime::from_millis(time),
            seq,
            movie: 7,
            ..Event::default()
        },
        due_ns,
        is_late: false,
    };
    (0..)
        .zip([(1, 100), (5, 200), (12, 300), (3, 400)])
        .map(of)
        .collect()
}

pub(crate) fn row(window: Window, pane: u32, count: u64) -> ResultRow {
    ResultRow {
        key: Key(7),
        window,
        pane,
        rank: 0,
        watermark: Watermark::NONE,
        values: Values {
            digest: Digest {
                count,
                ..Digest::default()
            },
            ..Values::default()
        },
    }
}

/// A run, ready to be analysed, to be spoilt in one place by each test.
pub(crate) struct Example {
    pub(crate) query: Query,
    pub(crate) rules: Option<Rules>,
    pub(crate) observed: Observed,
    pub(crate) verdict: Verdict,
    pub(crate) phase: MeasuredPhase,
}

impl Example {
    /// The rows (instant, row, contribution) of one task.
    pub(crate) fn new(query: Query, rows: &[(i64, ResultRow, Contribution)]) -> Self {
        let mut task = TaskObserved {
            busy_ns: 400,
            ..TaskObserved::default()
        };
        for (x, row, _) in rows {
            task.trace.result(row);
            task.result_ns.push(*x);
        }
        let judgement = Judgement {
            results_checked: rows.len() as u64,
            contributions: vec![rows.iter().map(|(_, _, contribution)| *contribution).collect()],
            fates: Fates {
                included: 4,
                ..Fates::default()
            },
            ..Judgement::default()
        };
        Self {
            query,
            rules: Some(Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent))),
            observed: Observed {
                start: ProcessingTime::from_millis(5),
                arrivals: arrivals(),
                handed_ns: HANDED.to_vec(),
                taken_ns: TAKEN.to_vec(),
                tasks: vec![task],
                end_ns: 1_000,
                drained: true,
                ..Observed::default()
            },
            verdict: Verdict {
                judgement,
                ..Verdict::default()
            },
            phase: MeasuredPhase {
                warm_up_ns: 0,
                measured_ns: 1_000,
            },
        }
    }

    /// Window [0, 10) fires at 350 ns with events 0 and 1, and again at 460 ns with late event 3.
    pub(crate) fn windows() -> Self {
        let first = Contribution {
            newest_seq: 1,
            first_for: 2,
            new_events: 2,
        };
        let update = Contribution {
            newest_seq: 3,
            first_for: 1,
            new_events: 1,
        };
        let window = Window::new(0, 10);
        Self::new(
            tumbling(),
            &[(350, row(window, 0, 2), first), (460, row(window, 1, 3), update)],
        )
    }

    /// One result for events 0 and 1, one for event 2, none for event 3.
    pub(crate) fn running() -> Self {
        let two = Contribution {
            newest_seq: 1,
            first_for: 2,
            new_events: 2,
        };
        let one = Contribution {
            newest_seq: 2,
            first_for: 1,
            new_events: 1,
        };
        Self::new(
            running(),
            &[
                (250, row(Window::ALL, 0, 2), two),
                (335, row(Window::ALL, 1, 3), one),
            ],
        )
    }

    pub(crate) fn run(&self) -> Run {
        let reference = Reference::new(&self.query, &self.observed.arrivals, PHI);
        let subject = Subject {
            query: &self.query,
            rules: self.rules.as_ref(),
            phase: self.phase,
            slip_ns: crate::SLIP_NS,
            phi: PHI,
            reference: &reference,
            observed: &self.observed,
            verdict: &self.verdict,
        };
        let engine = self.rules.clone().map_or(EngineChoice::Null, EngineChoice::Rules);
        let slot = Slot {
            arm: "arm".to_owned(),
            query: "hand-made".to_owned(),
            repeat: 2,
        };
        analyse(&subject, &engine, &slot, 5)
    }

    /// The reason of a void run that begins like this.
    pub(crate) fn reason(&self, beginning: &str) -> String {
        let status = self.run().status;
        assert!(!status.valid, "{status:?}");
        let found = status.reasons.iter().find(|reason| reason.starts_with(beginning));
        found
            .unwrap_or_else(|| panic!("no '{beginning}' in {:?}", status.reasons))
            .clone()
    }
}

pub(crate) fn values(run: &Run, name: &str) -> Vec<u64> {
    let histogram = run.latency[name].decode().unwrap();
    let recorded = histogram.iter_recorded();
    recorded
        .flat_map(|v| std::iter::repeat_n(v.value_iterated_to(), v.count_at_value() as usize))
        .collect()
}

pub(crate) fn counts(distribution: &Distribution) -> (u64, u64, u64) {
    (distribution.samples, distribution.negative, distribution.censored)
}

//! The pieces from which evidence is made.

use streamgauge_model::{
    Aggregate, Cadence, Event, EventAtATimeRules, EventTime, Firing, Key, KeyBy, ProcessingTime, Query,
    ResultRow, Rules, Step, TimeDomain, Values, Watermark, WatermarkRule, Window, WindowSpec,
};
use streamgauge_oracle::{Evidence, Judgement, Mark, TaskTrace, ViolationKind, judge};

/// 14:00:00 of some day, in milliseconds.
pub const TWO: i64 = 50_400_000;

/// Everything [`Evidence`] borrows.
#[derive(Clone)]
pub struct Scene {
    pub query: Query,
    pub rules: Rules,
    pub splits: u32,
    pub events: Vec<Event>,
    pub tasks: Vec<TaskTrace>,
}

impl Scene {
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            query: &self.query,
            rules: &self.rules,
            splits: self.splits,
            events: &self.events,
            tasks: &self.tasks,
        }
    }

    pub fn judge(&self) -> Judgement {
        judge(&self.evidence())
    }

    /// The judgement, which must be clean.
    pub fn clean(&self) -> Judgement {
        let judgement = self.judge();
        assert!(judgement.is_clean(), "{:#?}", judgement.violations);
        judgement
    }

    /// The kinds of violation found after `corrupt` has had its way with the trace of the first task.
    pub fn corrupted(&self, corrupt: impl FnOnce(&mut TaskTrace)) -> Vec<ViolationKind> {
        let mut scene = self.clone();
        corrupt(&mut scene.tasks[0]);
        scene.kinds()
    }

    pub fn kinds(&self) -> Vec<ViolationKind> {
        let judgement = self.judge();
        assert_eq!(judgement.violation_count, judgement.violations.len() as u64);
        judgement
            .violations
            .iter()
            .map(|violation| violation.kind)
            .collect()
    }
}

/// Count and sum per movie in tumbling windows of 5 s, 10 s behind.
pub fn tumbling() -> Query {
    Query {
        name: "test".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window: WindowSpec::Tumbling {
            size_ms: 5_000,
            offset_ms: 0,
        },
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count, Aggregate::Sum],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 10_000 }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

/// Events from (user, movie, half stars, milliseconds after `base`), in order of arrival.
pub fn events(base: i64, of: &[(u32, u32, i64, i64)]) -> Vec<Event> {
    (0..)
        .zip(of)
        .map(|(seq, (user, movie, value, t))| Event {
            time: EventTime::from_millis(base + t),
            seq,
            value: *value,
            user: *user,
            movie: *movie,
        })
        .collect()
}

/// Six events of movie 1: 14:00:01, :03, :02, :05, 13:59:50 and 14:00:06.
pub fn six_events() -> Vec<Event> {
    let times = [1_000, 3_000, 2_000, 5_000, -10_000, 6_000];
    let of: Vec<_> = (1..).zip(times).map(|(value, t)| (1, 1, value, t)).collect();
    events(TWO, &of)
}

/// A row of count and sum that covers the events numbered `seqs`.
pub fn row(
    events: &[Event],
    key: u32,
    window: (i64, i64),
    watermark: Watermark,
    seqs: &[usize],
) -> ResultRow {
    let mut values = Values::default();
    for seq in seqs {
        values.digest.add(&events[*seq]);
        values.sum += events[*seq].value;
    }
    ResultRow {
        key: Key(key),
        window: Window::new(window.0, window.1),
        pane: 0,
        rank: 0,
        watermark,
        values,
    }
}

pub const fn at(millis: i64) -> Watermark {
    Watermark::at(EventTime::from_millis(millis))
}

/// A watermark step.
pub const fn moved(millis: i64, after_events: u64) -> Step {
    Step::Watermark {
        watermark: at(millis),
        after_events,
        now: ProcessingTime::from_millis(0),
    }
}

pub const fn per_event() -> Rules {
    Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent))
}

/// Changes the watermark of the step at `mark`.
pub fn shift(trace: &mut TaskTrace, mark: usize, by: i64) {
    if let Mark::Step(Step::Watermark { watermark, .. }) = &mut trace.marks[mark] {
        *watermark = at(watermark.millis() + by);
    }
}

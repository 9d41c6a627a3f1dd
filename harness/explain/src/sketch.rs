//! A case in a few words: events, a window, a bound.

use streamgauge_replay::{
    Aggregate, Cadence, Case, CaseEvent, CaseQuery, EngineKind, KeyBy, OutputMode, Step, TimeOf,
    WatermarkSpec, WindowShape, WindowTrigger,
};

use crate::arrivals::Arrivals;
use crate::explanation::{Explanation, explain};
use crate::keyless::keyless;

/// How many events a micro-batch takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchSize {
    /// So many.
    Of(usize),
    /// All of them.
    All,
}

/// A case in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub note: Option<String>,
    /// The events.
    pub arrivals: Arrivals,
    /// How time is cut.
    pub window: WindowShape,
    /// How far the watermark stays behind the newest event, in milliseconds.
    pub delay_ms: i64,
    /// How long windows live beyond their end (event-at-a-time only), in milliseconds.
    pub lateness_ms: i64,
    /// How many events a batch takes, where no bars were written.
    pub batch: BatchSize,
}

impl Sketch {
    /// The case, for the event-at-a-time engine: one step per batch.
    #[must_use]
    pub fn case(&self) -> Case {
        let events = self.events();
        let keyed = events.iter().any(|event| event.key.is_some());
        let valued = events.iter().any(|event| event.value.is_some());
        let no_window = self.window == (WindowShape::None {});
        let mut aggregates = vec![Aggregate::Count];
        aggregates.extend(valued.then_some(Aggregate::Sum));
        Case {
            schema: "streamgauge.case".to_owned(),
            version: "1".to_owned(),
            name: self.name.clone(),
            origin: "sketch".to_owned(),
            engine: EngineKind::EventAtATime,
            features: Vec::new(),
            note: self.note.clone(),
            query: CaseQuery {
                key: if keyed { KeyBy::Key } else { KeyBy::None },
                window: self.window,
                time: TimeOf::Event,
                aggregates,
                deduplicate: None,
                watermark: WatermarkSpec::BoundedOutOfOrderness {
                    delay_ms: self.delay_ms,
                    cadence: Cadence::PerEvent,
                },
                output_mode: None,
                allowed_lateness_ms: Some(self.lateness_ms),
                late_output: Some(false),
                window_trigger: Some(if no_window {
                    WindowTrigger::PerEvent {}
                } else {
                    WindowTrigger::EventTime {}
                }),
            },
            trigger: None,
            no_data_batches: None,
            steps: self.steps(&events),
            expected: None,
            expected_error: None,
        }
    }

    /// What both engines do with it; `mode` is the output mode of micro-batches, if it is to be another one.
    #[must_use]
    pub fn explained(&self, mode: Option<OutputMode>) -> Explanation {
        let mut explanation = explain(&self.case(), mode);
        if self.is_session() && self.arrivals.events.iter().all(|event| event.key.is_none()) {
            explanation = keyless(explanation);
        }
        explanation.remarks.extend(self.arrivals.remarks.iter().cloned());
        explanation
    }

    const fn is_session(&self) -> bool {
        matches!(self.window, WindowShape::Session { .. })
    }

    /// The events; sessions are per key, so there those without a key have key 1.
    fn events(&self) -> Vec<CaseEvent> {
        let keyed = |event: &CaseEvent| CaseEvent {
            key: event.key.or(self.is_session().then_some(1)),
            ..*event
        };
        self.arrivals.events.iter().map(keyed).collect()
    }

    fn steps(&self, events: &[CaseEvent]) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.arrivals.bars.is_empty() {
            let size = match self.batch {
                BatchSize::Of(size) => size.max(1),
                BatchSize::All => events.len().max(1),
            };
            steps.extend(events.chunks(size).map(|batch| Step::Batch(batch.to_vec())));
            return steps;
        }
        let mut from = 0;
        for bar in self.arrivals.bars.iter().copied().chain([events.len()]) {
            if let Some(batch) = events.get(from..bar).filter(|batch| !batch.is_empty()) {
                steps.push(Step::Batch(batch.to_vec()));
            }
            from = bar;
        }
        steps
    }
}

//! A watermark generator that also does what it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use streamgauge_event_at_a_time::{BoundedOutOfOrderness, WatermarkGenerator};
use streamgauge_model::{Event, EventTime, Watermark};

use crate::{CaseQuery, WatermarkSpec};

/// The generator of a case: what the events say, by the engine's own generator, and what the steps say.
#[derive(Clone, Debug)]
pub struct Told {
    bound: Option<BoundedOutOfOrderness>,
    told: Arc<AtomicI64>,
}

impl Told {
    /// The generator that `query` asks for.
    pub fn new(query: &CaseQuery) -> Self {
        let bound = match query.watermark {
            WatermarkSpec::BoundedOutOfOrderness { delay_ms, .. } => {
                Some(BoundedOutOfOrderness::new(delay_ms))
            }
            _ => None,
        };
        Self {
            bound,
            told: Arc::new(AtomicI64::new(Watermark::NONE.millis())),
        }
    }

    /// A step says this watermark. All copies of the generator hear it.
    pub fn tell(&self, watermark_ms: i64) {
        self.told.fetch_max(watermark_ms, Ordering::Relaxed);
    }
}

impl WatermarkGenerator for Told {
    fn on_event(&mut self, event: &Event) -> bool {
        self.bound.as_mut().is_some_and(|bound| bound.on_event(event))
    }

    fn current(&self) -> Watermark {
        let told = Watermark::at(EventTime::from_millis(self.told.load(Ordering::Relaxed)));
        self.bound
            .as_ref()
            .map_or(told, |bound| bound.current().max(told))
    }
}

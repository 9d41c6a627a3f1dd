//! The steps of a case.

use serde::{Deserialize, Deserializer, de};

use super::CaseEvent;

/// One step of the input.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Events: one micro-batch, or one after another.
    Batch(Vec<CaseEvent>),
    /// One event (event-at-a-time only).
    Event(CaseEvent),
    /// This watermark arrives (event-at-a-time only).
    WatermarkMs(i64),
    /// The clock is set (event-at-a-time only).
    ProcessingTimeMs(i64),
    /// The trigger fires and there is no new data (micro-batch only).
    Tick(True),
    /// Stop and start again from the checkpoint.
    Restart(True),
    /// The end of the input (event-at-a-time only).
    End(True),
}

impl Step {
    /// The events of the step, in order.
    #[must_use]
    pub fn events(&self) -> &[CaseEvent] {
        match self {
            Self::Batch(events) => events,
            Self::Event(event) => std::slice::from_ref(event),
            _ => &[],
        }
    }

    /// The name in case files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Batch(_) => "batch",
            Self::Event(_) => "event",
            Self::WatermarkMs(_) => "watermark_ms",
            Self::ProcessingTimeMs(_) => "processing_time_ms",
            Self::Tick(_) => "tick",
            Self::Restart(_) => "restart",
            Self::End(_) => "end",
        }
    }
}

/// The value `true`, the only one that a step without contents has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct True;

impl<'de> Deserialize<'de> for True {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if bool::deserialize(deserializer)? {
            Ok(Self)
        } else {
            Err(de::Error::invalid_value(de::Unexpected::Bool(false), &"true"))
        }
    }
}

/// When micro-batches run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum BatchTrigger {
    /// Back to back.
    Default {},
    /// All that is there, batch by batch, then the batches without data.
    AvailableNow {},
    /// One batch per batch step, none without data.
    Once {},
    /// Every step is one firing.
    ProcessingTime {
        /// The interval that lies between two firings.
        interval_ms: i64,
    },
}

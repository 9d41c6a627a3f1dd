//! The words of streamgauge.
//!
//! Everything the engines, the operators, the oracle, the workloads and the harness must agree on is named
//! here and nowhere else: what an [`Event`] is, which [`Window`] an instant belongs to, what a [`Watermark`]
//! promises, what a [`Query`] asks, and the seam between an [`Engine`] and whoever drives it.
//!
//! The crate computes nothing beyond its own vocabulary and depends on nothing.

mod arrival;
mod deduplicate;
mod engine;
mod event;
mod executor;
mod firing;
mod instant;
mod output;
mod phi;
mod query;
mod row;
mod rules;
mod watermark;
mod window;

pub use arrival::Arrival;
pub use deduplicate::Deduplicate;
pub use engine::{Engine, EngineVisitor, Input, Pressure, Taken, Task};
pub use event::{Event, MAX_HALF_STARS, MIN_HALF_STARS, SourceId};
pub use executor::{Executor, Inline};
pub use firing::{Evictor, Firing, WindowTrigger};
pub use instant::{EventTime, ProcessingTime};
pub use output::{BatchProgress, Output, Phase, Step};
pub use phi::Phi;
pub use query::{
    Aggregate, Alert, Comparison, Filter, KeyBy, MAX_WINDOWS_PER_EVENT, Query, QueryError, TimeDomain,
    WatermarkRule, WindowSpec,
};
pub use row::{Digest, Key, ResultRow, Values};
pub use rules::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger, WatermarkPolicy};
pub use watermark::Watermark;
pub use window::Window;

//! Replays conformance cases on the in-tree engines.
//!
//! A case is a file: a query, the steps that drive it on a virtual clock, and the lines it must print. Where to
//! look:
//!
//! * the file format: [`Case`] and, as data, `case/format.rs`; what makes a case malformed: [`NotACase`]
//!   (`case/structure.rs`, `case/validation.rs`)
//! * which queries must be refused: [`Refusal`]; what the engines cannot do yet: [`Unsupported`]
//! * how a case becomes calls of an engine: [`drive`] (`driver.rs`, `micro_batch.rs`, `event_at_a_time.rs`);
//!   who watches it: [`Lens`]
//! * what is printed: [`Line`]; how it is compared: [`check`]
//! * many files at once: [`replay`]
//!
//! The crate computes no window, no lateness and no aggregate: what it prints, the engines did.

mod batch_line;
mod case;
mod collector;
mod difference;
mod driver;
mod error;
mod event_at_a_time;
mod excerpt;
mod feed;
mod lens;
mod line;
mod micro_batch;
mod model_query;
mod not_a_case;
mod pipeline;
mod refusal;
mod replay;
mod row;
mod selection;
mod step_line;
mod stream;
mod summary;
mod unsupported;

pub use batch_line::BatchLine;
pub use case::{
    Aggregate, BatchTrigger, Cadence, Case, CaseEvent, CaseQuery, Deduplicate, EngineKind, ExpectedLine,
    KeyBy, OutputMode, Policy, Position, Step, TimeOf, True, WatermarkSpec, WindowShape, WindowTrigger,
};
pub use difference::{Difference, check};
pub use driver::{Outcome, drive, drive_through};
pub use error::{CaseError, ReplayError};
pub use lens::{Clear, Lens};
pub use line::Line;
pub use not_a_case::NotACase;
pub use refusal::Refusal;
pub use replay::{Options, replay};
pub use row::Row;
pub use step_line::StepLine;
pub use summary::{Counts, Failure, Gap, Summary};
pub use unsupported::Unsupported;

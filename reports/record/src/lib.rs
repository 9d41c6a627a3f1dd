//! The result format of streamgauge.
//!
//! A [`Record`] is everything a comparison measured: what was run, where, with which settings, what came out,
//! and whether it can be trusted. These are the only serialised types of the project; every table, chart and
//! page is made from records alone. Keys carry their units (`_ns`, `_per_s`, `_bytes`); counts are integers;
//! histograms travel whole, so that they can be merged, never averaged.

mod batch;
mod distribution;
mod engine;
mod lateness;
mod ledger;
mod machine;
mod plan;
mod record;
mod run;
mod scenario;
mod series;

pub use batch::Batch;
pub use distribution::{Distribution, PERCENTILES, Percentile};
pub use engine::{EngineSettings, QuerySettings, Setting};
pub use lateness::{Completeness, Confusion, Lateness, LatenessClasses, SessionMatch};
pub use ledger::Ledger;
pub use machine::{Machine, Tool};
pub use plan::{Clock, Plan, Slot};
pub use record::{Floor, Record, SCHEMA, VERSION};
pub use run::{Judged, Run, Status, TaskLoad, Throughput, Usage};
pub use scenario::Scenario;
pub use series::{Interval, Series};

//! *What* is computed, once, for both engines.
//!
//! Window assignment, the lateness test, aggregation, session merging and keyed state live here and nowhere
//! else. An engine decides only *when* an operator sees events and watermarks and when results leave; if two
//! engines answer differently, they took different steps.
//!
//! Where to look:
//!
//! * which windows an event belongs to: [`Assigner`] (`assigner.rs`)
//! * when a window refuses an event: [`Lateness`] (`lateness.rs`)
//! * how values are folded: [`Aggregator`] (`aggregator.rs`)
//! * windows aligned to the clock: [`AlignedWindows`]; sessions: [`SessionWindows`]; no window: [`Running`]
//! * which events pass once: [`Deduplicated`]
//! * which rows leave: [`Gate`] (alert, top N)

mod aggregator;
mod aligned;
mod assigner;
mod deduplicated;
mod gate;
mod group;
mod key_group;
mod key_hash;
mod key_of;
mod key_table;
mod lateness;
mod operator;
mod partial;
mod running;
mod select;
mod sessions;

pub use aggregator::{Aggregator, Full, FullAcc, Tally, TallyAcc};
pub use aligned::AlignedWindows;
pub use assigner::{Assigner, Sliding, Tumbling, window_start};
pub use deduplicated::Deduplicated;
pub use gate::Gate;
pub use group::Group;
pub use key_group::{KeyGroups, default_max_parallelism, key_group};
pub use key_hash::{HashCode, SqlField, SqlRow};
pub use key_of::{ByMovie, ByUser, KeyOf, NoKey};
pub use key_table::KeyTable;
pub use lateness::{Fate, Lateness};
pub use operator::{BatchOperator, BatchWork, EventOperator, GroupView, Operator};
pub use partial::{PartialGroup, PartialTable};
pub use running::{PassThrough, Running};
pub use select::{
    BatchVisitor, EventVisitor, OperatorVisitor, select, select_for_batches, select_for_events,
};
pub use sessions::SessionWindows;

//! Micro-batch plans of several stateful operators: chains, joins, group state.
//!
//! The model of Spark Structured Streaming where the query is more than one window: a [`Plan`] is a tree of
//! operators over dynamic rows, and a [`StreamingQuery`] runs it batch by batch. It is made for exactness,
//! not for speed: each operator reads as its rule does.
//!
//! Where to look:
//!
//! * what can be asked: [`Plan`] (`plan.rs`), [`Expr`], [`Condition`]; what cannot: [`check`] (`legality.rs`
//!   and its neighbours)
//! * the two watermarks of each operator in each batch: `node.rs`, from the global one of `tracker.rs`
//! * when a batch without data runs, what a restart remembers: `execution.rs`, `checkpoint.rs`
//! * each operator with state: `aggregation.rs`, `session_aggregation.rs`, `deduplication.rs`, `join.rs`,
//!   `map_groups.rs`, `transform_with_state.rs`, `limit.rs`
//! * what the optimizer moves below a watermark: `pushdown.rs`
//!
//! Names such as W9 or J4 in the comments number the rules of the model.

mod accumulator;
mod aggregation;
mod batch;
mod binding;
mod builder;
mod checkpoint;
mod columns;
mod condition;
mod deduplication;
mod execution;
mod expression;
mod failure;
mod file_source;
mod group_legality;
mod group_state;
mod join;
mod join_legality;
mod join_planner;
mod join_side;
mod legality;
mod limit;
mod map_groups;
mod node;
mod plan;
mod planner;
mod processor;
mod pushdown;
mod query;
mod refusal;
mod schema;
mod session_aggregation;
mod settings;
mod shape;
mod sink;
mod source;
mod state_handle;
mod state_watermark;
mod stateful;
mod stateful_planner;
mod static_table;
mod tracker;
mod transform_with_state;
mod value;

pub use batch::Batch;
pub use condition::{Comparison, Condition};
pub use expression::{Expr, col, lit};
pub use failure::{BatchError, CrashPoint};
pub use file_source::{Directory, File, FileLimit, FileSource};
pub use group_state::{GroupFunction, GroupState, GroupStateError, Timeout};
pub use legality::check;
pub use plan::Plan;
pub use processor::{Processor, StatefulProcessor, TimeMode};
pub use query::StreamingQuery;
pub use refusal::{Refusal, RefusalKind};
pub use schema::{Field, Schema};
pub use settings::Settings;
pub use shape::{Aggregate, BatchOperation, GroupFlavour, JoinKind, WindowSpan};
pub use sink::Sink;
pub use source::{MemorySource, RateSource, Source};
pub use state_handle::StateHandle;
pub use stateful::StateMetrics;
pub use static_table::StaticTable;
pub use tracker::EventTimeStats;
pub use value::{Kind, Row, Timestamp, Value};

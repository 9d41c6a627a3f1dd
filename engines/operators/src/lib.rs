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
//! * windows aligned to the clock: [`AlignedWindows`], those that overlap: [`SlicedWindows`]; sessions: [`SessionWindows`]; no window: [`Running`]
//! * which events pass once: [`Deduplicated`]
//! * windows that fire when a trigger says so: [`TriggeredWindows`]; the triggers: [`Trigger`], [`QueryTrigger`];
//!   which events leave: [`Eviction`]
//! * two streams close in time: [`IntervalJoin`]; state that expires: [`TtlValue`]
//! * which rows leave: [`Gate`] (alert, top N)

mod aggregator;
mod aligned;
mod assigner;
mod calendar;
mod contents;
mod deduplicated;
mod emissions;
mod evictor;
mod gate;
mod group;
mod interval_join;
mod key_group;
mod key_hash;
mod key_index;
mod key_of;
mod key_slices;
mod key_table;
mod key_windows;
mod lateness;
mod memory;
mod merging_window_set;
mod near_windows;
mod operator;
mod partial;
mod query_trigger;
mod queue;
mod reciprocal;
mod rolling;
mod running;
mod select;
mod sessions;
mod slice_grid;
mod sliced;
mod state_ttl;
mod timer_queue;
mod timers;
mod trigger;
mod triggered;
mod user_set;
mod window_counts;
mod window_rules;
mod windowing;

pub use aggregator::{Aggregator, BareTally, BareTallyAcc, Full, FullAcc, Tally, TallyAcc};
pub use aligned::AlignedWindows;
pub use assigner::{Assigner, Sliding, Tumbling, window_start};
pub use contents::{Contents, Kept};
pub use deduplicated::Deduplicated;
pub use evictor::Eviction;
pub use gate::Gate;
pub use group::Group;
pub use interval_join::{Bound, IntervalJoin, JoinedPair, Side};
pub use key_group::{KeyGroups, default_max_parallelism, key_group};
pub use key_hash::{HashCode, SqlField, SqlRow};
pub use key_of::{ByMovie, ByUser, KeyOf, NoKey};
pub use key_table::KeyTable;
pub use lateness::{Fate, Lateness};
pub use merging_window_set::{Merge, MergingWindowSet};
pub use operator::{BatchOperator, BatchWork, EventOperator, GroupView, Operator};
pub use partial::{PartialGroup, PartialTable};
pub use query_trigger::{QueryTrigger, TriggerState};
pub use rolling::{FullRolling, Rolls};
pub use running::{PassThrough, Running};
pub use select::{
    BatchVisitor, EventVisitor, OperatorVisitor, select, select_for_batches, select_for_events,
};
pub use sessions::SessionWindows;
pub use sliced::SlicedWindows;
pub use state_ttl::{StateTtl, TtlRenewal, TtlValue, TtlVisibility};
pub use timer_queue::TimerQueue;
pub use timers::{Timer, Timers};
pub use trigger::{Trigger, TriggerContext, TriggerResult};
pub use triggered::{MAX_TIMERS_SET_MEANWHILE, TriggeredWindows};
pub use windowing::{Global, QueryWindows, SessionGap, Sessions, WindowKind, Windowing};

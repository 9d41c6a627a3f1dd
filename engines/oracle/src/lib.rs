//! The judge.
//!
//! An engine is believed about nothing but *when* it did what: the order of its steps. From these steps and the
//! events it took, [`judge`] recomputes the whole answer by definition and compares it with what the engine
//! emitted; it also checks that the steps obey the rules the engine declares about itself, and that every event
//! has exactly one fate. [`Reference`] knows what the schedule alone says about completeness and lateness, and
//! [`assess`] compares a judged run with it.
//!
//! The crate depends on the shared vocabulary only. It shares no code with the operators it judges, not even the
//! arithmetic of windows: a mistake would have to be made twice, differently written, to go unnoticed.

mod account;
mod answer;
mod assessment;
mod batch;
mod batch_duplicates;
mod batch_rules;
mod batch_state;
mod batch_watermark;
mod comparison;
mod complete_group;
mod confusion;
mod coverage;
mod event_at_a_time;
mod event_state;
mod evidence;
mod exchange;
mod group;
mod horizon;
mod judge;
mod judgement;
mod key_group;
mod membership;
mod micro_batch;
mod own_rule;
mod pace;
mod reference;
mod report;
mod section;
mod session;
mod span;
mod tally;
mod task_run;
mod ticks;
mod trace;
mod truth;
mod violation;

pub use assessment::{Assessment, Completeness, SessionMatch, assess};
pub use complete_group::{CompleteGroup, complete_groups};
pub use confusion::{Confusion, EventsByWindows, KeptBy};
pub use coverage::{Coverage, GroupCoverage, Holding};
pub use evidence::Evidence;
pub use judge::judge;
pub use judgement::{Assignments, Contribution, Fates, GroupFirings, Judgement};
pub use own_rule::OwnRule;
pub use reference::{LatenessShares, Reference};
pub use trace::{Mark, TaskTrace};
pub use violation::{MAX_VIOLATIONS, Violation, ViolationKind};

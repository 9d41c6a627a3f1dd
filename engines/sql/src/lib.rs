//! What SQL on streams does differently from the window operator: slices, changelogs, retractions.
//!
//! The model is Flink SQL. Its windows are made of slices that are stored once, know no lateness and keep their
//! watermark over a failure; its queries without windows answer with changelogs, in which rows replace and delete
//! others.
//!
//! Where to look:
//!
//! * rows that change others: [`RowKind`], [`Change`]
//! * aggregates that can take rows back: [`Accumulator`] ([`CountRows`], [`Sum`], [`CountDistinct`]), [`Counted`]
//! * how windows are put together: [`Slices`] ([`Tumble`], [`Hop`], [`Cumulate`]); their aggregates:
//!   [`SlicingWindows`]; sessions: [`SessionAggregate`]; the older kind of windows: [`GroupWindows`]
//! * windows without aggregates: [`WindowRows`], [`SessionRows`]
//! * one answer for all rows of a key: [`GroupAggregate`]
//! * one row of each key: [`RowtimeDeduplicate`], [`RowtimeFirstRow`], [`WindowDeduplicate`]
//! * two streams: [`WindowJoin`], [`IntervalJoin`]

mod accumulator;
mod change;
mod count_distinct;
mod count_rows;
mod counted;
mod cumulate;
mod expiring;
mod group_aggregate;
mod group_window;
mod hop;
mod interval_cache;
mod interval_join;
mod join_type;
mod joined;
mod keep;
mod row_kind;
mod rowtime_deduplicate;
mod rowtime_first_row;
mod rowtime_row;
mod session_rows;
mod session_window;
mod sessions;
mod slices;
mod slicing_window;
mod sum;
mod tumble;
mod update_before;
mod window_deduplicate;
mod window_end;
mod window_join;
mod window_row;
mod window_rows;

pub use accumulator::Accumulator;
pub use change::Change;
pub use count_distinct::CountDistinct;
pub use count_rows::CountRows;
pub use counted::Counted;
pub use cumulate::Cumulate;
pub use expiring::Expiring;
pub use group_aggregate::GroupAggregate;
pub use group_window::{GroupWindows, Refiring};
pub use hop::Hop;
pub use interval_join::IntervalJoin;
pub use join_type::JoinType;
pub use joined::Joined;
pub use keep::Keep;
pub use row_kind::RowKind;
pub use rowtime_deduplicate::RowtimeDeduplicate;
pub use rowtime_first_row::{FirstRowState, RowtimeFirstRow};
pub use rowtime_row::RowtimeRow;
pub use session_rows::{SessionRows, SessionRowsState};
pub use session_window::{SessionAggregate, SessionState};
pub use slices::Slices;
pub use slicing_window::{SlicingState, SlicingWindows};
pub use streamgauge_operators::StateTtl;
pub use sum::Sum;
pub use tumble::Tumble;
pub use update_before::UpdateBefore;
pub use window_deduplicate::{WindowDeduplicate, WindowDeduplicateState};
pub use window_join::WindowJoin;
pub use window_row::WindowRow;
pub use window_rows::WindowRows;

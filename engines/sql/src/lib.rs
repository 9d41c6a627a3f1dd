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
//!   [`SlicingWindows`]

mod accumulator;
mod change;
mod count_distinct;
mod count_rows;
mod counted;
mod cumulate;
mod hop;
mod row_kind;
mod slices;
mod slicing_window;
mod state_ttl;
mod sum;
mod timers;
mod tumble;
mod window_row;

pub use accumulator::Accumulator;
pub use change::Change;
pub use count_distinct::CountDistinct;
pub use count_rows::CountRows;
pub use counted::Counted;
pub use cumulate::Cumulate;
pub use hop::Hop;
pub use row_kind::RowKind;
pub use slices::Slices;
pub use slicing_window::{SlicingState, SlicingWindows};
pub use state_ttl::{Expiring, StateTtl};
pub use sum::Sum;
pub use tumble::Tumble;
pub use window_row::WindowRow;

//! Tells what both engines do with the same events, step by step and in words.
//!
//! An [`Explanation`] holds facts: what the engines answered while a case was replayed, and what they asked of their
//! operators meanwhile. Words are made of the facts. Where to look:
//!
//! * both engines on one case: [`explain`] (`explanation.rs`); the query for the other engine: `translation.rs`
//! * how an engine is watched: `watcher.rs`, `journal.rs`
//! * the facts: [`Moment`] and [`Batch`] (`timeline.rs`, `event_timeline.rs`, `batch_timeline.rs`)
//! * the words: `opening.rs`, `legend.rs`, `firing.rs`, `story.rs`, `moment_cell.rs`, `batch_cell.rs`, `reason.rs`, `closing.rs`, `difference.rs` with
//!   `answer_difference.rs` and `verdict_difference.rs`
//! * the looks: [`text`], [`markdown`], [`json`]
//! * a case in a few words: [`Sketch`], [`arrivals`]; built-in ones: [`EXAMPLES`]
//!
//! Nothing here decides which window an event belongs to or when it is late: the operators did, or are asked.

mod answer_difference;
mod arrivals;
mod batch_cell;
mod batch_timeline;
mod closing;
mod columns;
mod content;
mod dial;
mod difference;
mod event_timeline;
mod example;
mod explanation;
mod firing;
mod journal;
mod json;
mod keyless;
mod legend;
mod markdown;
mod moment_cell;
mod opening;
mod originals;
mod page;
mod printable;
mod reason;
mod shape;
mod sketch;
mod story;
mod text;
mod timeline;
mod translation;
mod verdict_difference;
mod watcher;
mod words;

pub use arrivals::{Arrivals, arrivals};
pub use dial::Dial;
pub use example::{BATCH, DELAY_MS, EXAMPLES, Example, WINDOW};
pub use explanation::{Explanation, explain};
pub use json::json;
pub use markdown::markdown;
pub use sketch::{BatchSize, Sketch};
pub use text::text;
pub use timeline::{Batch, BatchEvent, Cause, Content, Moment, Verdict};

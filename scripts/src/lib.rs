//! The rules of the repository, as code.
//!
//! The tests of this crate read the tree it lies in and fail, with path and line, where a rule is broken. Every rule
//! is also shown a text that breaks it, so that a rule which never fires would be noticed.
//!
//! * who may depend on whom: [`layers`]
//! * what must not stand in a file, and which names a file must not have: [`tidy`]
//! * links between documents: [`links`]
//! * metrics that are printed but not explained: [`metrics`]
//! * rules of the semantics documents that nothing pins: [`semantics`]

mod manifest;
mod source;
mod tree;

pub mod layers;
pub mod links;
pub mod metrics;
pub mod semantics;
pub mod tidy;

pub use manifest::{Dependency, Kind, Manifest};
pub use source::Source;
pub use tree::Tree;

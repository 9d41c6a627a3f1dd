//! What must hold for every input: both engines on every small input there is, and on random ones.
//!
//! The engines are driven directly, without clocks, threads or figures (`drive.rs`), so that a second is enough for some
//! hundred thousand inputs. Instants and windows are a few milliseconds, so that six instants meet every border there
//! is. A failure prints what repeats it, the smallest input that still fails, and that input as a case for
//! `streamgauge replay`.

mod arrival_order;
mod batch_plan;
mod bounds;
mod case_text;
mod conservation;
mod counterexample;
mod deduplication;
mod definition;
mod drive;
mod emission;
mod exhaustive;
mod final_answers;
mod one_behind;
mod parallelism;
mod queries;
mod random;
mod randomly;
mod restarts;
mod sequences;
mod settings;
mod single_event_batches;
mod slicing;
mod snapshots;
mod sources;
mod stream;
mod timeline;
mod trial;

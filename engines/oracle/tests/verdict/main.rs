//! Verdicts on hand-made evidence: right traces pass, and each way of being wrong is named.

mod assessments;
mod batch_inputs;
mod complete_groups;
mod event_at_a_time;
mod exchange;
mod flink;
mod micro_batch;
mod queries;
mod scene;
mod spark;

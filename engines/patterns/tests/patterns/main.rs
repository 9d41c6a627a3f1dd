//! What the patterns find, by the facts about Flink and by definition.

mod after_match;
mod anomalies;
mod definition;
mod exhaustive;
mod facts;
mod not_patterns;
mod operator;
mod operator_facts;
mod refusals;
mod time_limits;
mod words;

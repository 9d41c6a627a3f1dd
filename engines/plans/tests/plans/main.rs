//! What plans of several operators must do: the recorded facts, and what they leave open.

mod cases;
mod deduplications;
mod driver;
mod extremes;
mod fact;
mod fact_legality;
mod fact_plans;
mod fact_runs;
mod fact_sources;
mod fact_triggers;
mod group_states;
mod joins;
mod legality_table;
mod processors;
mod restarts;
mod sessions;
mod watermarks;

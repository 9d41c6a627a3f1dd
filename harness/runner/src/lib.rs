//! Runs an engine against a schedule and measures it.

mod accuracy;
mod allocations;
mod analysis;
mod answer;
mod arms;
mod attribution;
#[cfg(test)]
mod attribution_tests;
mod capacity;
mod capacity_trials;
mod clock;
mod comparison;
mod comparison_plan;
#[cfg(test)]
mod comparison_tests;
mod completeness_latency;
mod conduct;
mod counting;
mod delivery;
mod detection;
#[cfg(test)]
mod detection_tests;
mod disturbances;
mod doorbell;
mod driven;
mod duration_text;
mod engine_settings;
mod estimate;
mod eta;
mod event_latency;
mod exhibit;
mod expected_delay;
#[cfg(test)]
mod fakes;
mod feed;
#[cfg(test)]
mod figures_tests;
mod first_grid;
mod floor;
mod gauges;
mod glimpses;
#[cfg(test)]
mod hand_example;
mod instruments;
mod interleaving;
mod laboratory;
mod latency;
mod lateness;
mod launch;
mod ledger;
mod littles_law;
mod live;
#[cfg(test)]
mod live_tests;
mod load;
mod machine;
mod normal;
mod null_engine;
mod observed;
mod own_slip;
mod pacing;
mod phase;
#[cfg(test)]
mod planted_faults;
mod played;
mod pool;
mod prelude;
mod profile_lengths;
mod progress;
mod query_settings;
mod query_span;
mod queue_zones;
mod record_id;
mod recorder;
mod recorder_cost;
#[cfg(test)]
mod recorder_tests;
mod recovery;
#[cfg(test)]
mod recovery_tests;
mod rehearsal;
mod resources;
mod resumption;
#[cfg(test)]
mod resumption_tests;
mod run_error;
mod samples;
mod saturated;
#[cfg(test)]
mod saturated_tests;
mod seating;
mod self_tests;
mod series;
mod setting_text;
mod setup;
mod shared;
mod simulation;
#[cfg(test)]
mod simulation_tests;
mod single_thread;
mod slip;
mod slot_run;
mod slots;
mod source_log;
mod source_queue;
mod stall;
mod steady_state;
mod stopping_rule;
#[cfg(test)]
mod stopping_rule_tests;
mod subject;
mod supply;
mod task_thread;
mod thread_use;
mod throughput;
mod tick_counter;
mod trial_length;
mod unthreaded;
mod unthreaded_driver;
#[cfg(test)]
mod unthreaded_tests;
mod usage;
mod void;
mod warnings;
#[cfg(test)]
mod window_figures_tests;
mod window_lanes;
mod window_latency;
mod yardstick;

pub use analysis::{analyse, broken_run};
pub use arms::{Arm, default_output_mode};
pub use clock::{RunClock, VirtualClock};
pub use comparison::{compare, compare_in};
pub use comparison_plan::ComparisonPlan;
pub use conduct::Conduct;
pub use engine_settings::engine_settings;
pub use exhibit::Verdict;
pub use expected_delay::{Pace, expected_delay_ns};
pub use feed::Feed;
pub use first_grid::drop_grid;
pub use glimpses::Onlooker;
pub use instruments::Instruments;
pub use interleaving::drawn_turns;
pub use laboratory::Laboratory;
pub use live::run_live;
pub use machine::examined_machine;
pub use null_engine::NullEngine;
pub use observed::{BatchTiming, Observed, TaskObserved};
pub use phase::MeasuredPhase;
pub use played::played_scenario;
pub use pool::Pool;
pub use profile_lengths::ProfileLengths;
pub use progress::{Progress, Silent};
pub use query_settings::query_settings;
pub use query_span::{held_ns, wall_ns, window_ns};
pub use queue_zones::QueueZones;
pub use record_id::document_id;
pub use recorder::{Expected, Recorder};
pub use run_error::RunError;
pub use saturated::{measure_saturated, refuses_saturation};
pub use setup::{DEFAULT_QUEUE_CAPACITY, EngineChoice, Setup};
pub use simulation::{SIMULATION_START, run_simulated, run_simulated_until};
pub use slot_run::{measure_own_slot, measure_slot};
pub use source_queue::{BLOCK, QueueInput, source_queue};
pub use stall::Stall;
pub use subject::{Headline, Subject, headline};
pub use supply::Supply;
pub use thread_use::ThreadUse;
pub use tick_counter::ClockDrift;
pub use unthreaded::measure_unthreaded;
pub use unthreaded_driver::{Batches, drive_supply};
pub use usage::{MemoryWatch, thread_cpu_ns};
pub use void::SLIP_NS;
pub use warnings::machine_warnings;

//! `streamgauge`: what does it cost to run a stream in micro-batches, or event at a time?
//!
//! This crate is arguments, wiring and exit codes. Nothing is measured, computed or drawn here, but for the live view of the
//! feature `live`.

use std::process::ExitCode;

use crate::command_line::parse;
use crate::exit::Exit;

mod argv;
mod attack_args;
mod base_args;
mod base_build;
mod baseline;
mod baseline_text;
mod catalogue;
mod check;
mod check_measuring;
mod check_output;
mod check_policy_file;
mod check_progress;
mod command_line;
mod compare;
mod completions;
mod conclusion;
mod criterion_times;
mod defaults;
mod describe;
mod detect;
mod disturbance_args;
mod doctor;
mod dry_run;
mod duration;
mod earlier;
mod engine_guide;
mod engine_text;
mod environment;
mod environment_size;
mod examples;
mod exit;
mod explain;
mod explain_window;
mod export;
mod failure;
mod file_args;
mod file_check;
mod file_set;
mod fresh_process;
mod frontier;
mod frontier_laboratory;
mod frontier_output;
mod frontier_progress;
mod generate;
mod glimpse_lines;
mod growth;
mod growth_bench;
mod growth_laboratory;
mod growth_output;
mod growth_progress;
#[cfg(feature = "live")]
mod held_notes;
mod history;
mod history_choice;
mod history_output;
mod history_prune;
mod import;
mod in_turns;
mod instant;
mod interrupt;
mod journal;
mod keeper;
mod kernel_counts;
mod key_values;
mod label;
mod limits;
mod list;
#[cfg(feature = "live")]
mod live;
mod live_args;
mod man;
mod measure_args;
mod measurement;
mod memory;
mod movielens_args;
mod notes;
mod one_slot;
mod outcome;
mod output_args;
mod output_directory;
mod page_place;
mod plan;
mod printing;
mod profile_name;
mod progress;
mod quantity;
mod query_args;
mod queue_zones;
mod replay;
mod report;
mod report_history;
mod resume_args;
mod run;
mod saved_record;
mod saving;
mod scenario_args;
mod schema;
mod search;
mod search_output;
mod search_plan;
mod search_progress;
mod search_time;
#[cfg(test)]
mod search_time_tests;
#[cfg(test)]
mod small_record;
mod standing;
mod stdout;
mod store_args;
mod suggestion;
mod talk;
mod tally;
mod target;
mod trial_process;
mod two_builds;
mod two_records;
mod window_args;
mod word_list;

#[cfg(feature = "allocations")]
#[global_allocator]
static ALLOCATOR: alloc_tracker::Allocator<std::alloc::System> = alloc_tracker::Allocator::system();

fn main() -> ExitCode {
    match parse(std::env::args_os()) {
        Ok(invocation) => {
            let notes = invocation.notes();
            let ended = invocation.carry_out(notes);
            ended.unwrap_or_else(|failure| failure.report(notes)).into()
        }
        Err(error) => {
            // Help that cannot be printed is nobody's loss.
            let _ = error.print();
            if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Fine
            }
            .into()
        }
    }
}

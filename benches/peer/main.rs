//! The engines beside the best dataflow library in Rust: the same queries over the same events, written as one would write
//! them for `timely`, on 1, 2 and 4 workers, measured in turns in one run.
//!
//! Nothing is paced: events lie in memory and are all due at once. Run it with `cargo bench -p streamgauge-benches --bench
//! peer`, or with names of queries behind `--` to measure only those. Without `--bench`, answers are checked and nothing
//! is timed.

mod aligned;
mod answer;
mod case;
mod dataflow;
mod dense_keys;
mod engine;
mod keying;
mod query_dataflow;
mod reader;
mod rounds;
mod running;
mod seats;
mod sessions;
mod subject;
mod table;
mod tally;
mod timed;
mod timers;
mod windows;

use std::io::Write as _;

use crate::case::Case;

/// Events whose answers are checked.
const CHECKED: u64 = 20_000;
/// Events that are timed: 64 MB, more than caches hold.
const TIMED: u64 = 2_000_000;

fn main() -> std::io::Result<()> {
    Case::all(CHECKED, 0.0)
        .iter()
        .for_each(|case| answer::assert_answers(case, 3));
    Case::all(CHECKED, 0.1).iter().for_each(answer::assert_lateness);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let wanted: Vec<&String> = arguments.iter().filter(|name| !name.starts_with('-')).collect();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}\n", table::heading(TIMED))?;
    for case in Case::all(TIMED, 0.0) {
        if wanted.is_empty() || wanted.iter().any(|name| case.name.contains(name.as_str())) {
            let case = case.without_digest();
            writeln!(out, "{}", table::table(&case.name, &rounds::measure(&case)))?;
        }
    }
    Ok(())
}

//! One slot of a plan, measured by a process that does nothing else.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_runner::{ComparisonPlan, measure_own_slot};

use crate::environment_size::own_environment_bytes;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::GRACE;
use crate::notes::Notes;
use crate::{interrupt, stdout};

/// Measures the slot and prints its run as one line of JSON. Breaks off as soon as the standard input ends, which it
/// does when the process that asked wants no more or is gone, and does not outlive that by more than the grace.
///
/// # Errors
/// A slot that the plan does not have, and what cannot be measured or printed.
pub(crate) fn carry_out(plan: &ComparisonPlan, slot: usize, notes: Notes) -> Result<Exit, Failure> {
    let stop = interrupt::flag(notes, "stopping")?;
    stop_at_end_of_input(&stop)?;
    let run = measure_own_slot(plan, slot, own_environment_bytes(), &stop)?;
    let mut text = serde_json::to_string(&run)
        .map_err(|error| Failure::Unexpected(format!("the run has no JSON form: {error}")))?;
    text.push('\n');
    stdout::print(&text)?;
    Ok(Exit::Fine)
}

fn stop_at_end_of_input(stop: &Arc<AtomicBool>) -> Result<(), Failure> {
    let stop = Arc::clone(stop);
    let wait = move || {
        // Whatever is said, and however it ends: only the end counts.
        let _ = std::io::stdin().lock().read_to_end(&mut Vec::new());
        stop.store(true, Ordering::Relaxed);
        std::thread::sleep(GRACE);
        std::process::exit(Exit::Interrupted as i32);
    };
    let spawned = std::thread::Builder::new()
        .name("end of input".to_owned())
        .spawn(wait);
    spawned
        .map(drop)
        .map_err(|error| Failure::Unexpected(format!("cannot listen to the standard input: {error}")))
}

//! One slot of a plan, measured by a process that does nothing else.

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use streamgauge_record::{Clock, Glimpse};
use streamgauge_runner::{ComparisonPlan, Onlooker, measure_own_slot, measure_unthreaded};

use crate::environment_size::own_environment_bytes;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::GRACE;
use crate::notes::Notes;
use crate::{glimpse_lines, interrupt, stdout};

/// Measures the slot and prints its run as one line of JSON. Breaks off as soon as the standard input ends, which it
/// does when the process that asked wants no more or is gone, and does not outlive that by more than the grace. With
/// `glimpses`, says on the standard error output how the run goes.
///
/// # Errors
/// A slot that the plan does not have, and what cannot be measured or printed.
pub(crate) fn carry_out(
    plan: &ComparisonPlan,
    slot: usize,
    glimpses: bool,
    notes: Notes,
) -> Result<Exit, Failure> {
    if glimpses && plan.clock == Clock::Simulated {
        return Err(Failure::Usage(
            "--glimpses: a virtual clock leaves nothing to see; leave --clock simulated away".to_owned(),
        ));
    }
    let stop = interrupt::flag(notes, "stopping")?;
    stop_at_end_of_input(&stop)?;
    let onlooker = glimpses.then_some(&tell as Onlooker<'_>);
    print(&measure_own_slot(
        plan,
        slot,
        own_environment_bytes(),
        onlooker,
        &stop,
    )?)
}

/// Measures the plan's first engine on one thread and prints the trial as one line of JSON. Breaks off as a slot does.
///
/// # Errors
/// What cannot be measured or printed.
pub(crate) fn try_unthreaded(plan: &ComparisonPlan, notes: Notes) -> Result<Exit, Failure> {
    let stop = interrupt::flag(notes, "stopping")?;
    stop_at_end_of_input(&stop)?;
    print(&measure_unthreaded(plan, &stop)?)
}

/// Prints what was measured as one line of JSON.
///
/// # Errors
/// What cannot be printed.
pub(crate) fn print(measured: &impl Serialize) -> Result<Exit, Failure> {
    let text = serde_json::to_string(measured)
        .map_err(|error| Failure::Unexpected(format!("what was measured has no JSON form: {error}")))?;
    stdout::print(&(text + "\n"))?;
    Ok(Exit::Fine)
}

/// Says what was seen to whoever listens.
fn tell(glimpse: &Glimpse) {
    if let Some(line) = glimpse_lines::line(glimpse) {
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    }
}

/// Sets the flag when the standard input ends, and ends the process if that does not help within the grace.
///
/// # Errors
/// If no thread can be started for it.
pub(crate) fn stop_at_end_of_input(stop: &Arc<AtomicBool>) -> Result<(), Failure> {
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

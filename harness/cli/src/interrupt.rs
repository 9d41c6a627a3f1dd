//! Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;

/// A flag that Ctrl-C (or a request to terminate) sets. The second one ends the process at once.
///
/// # Errors
/// If the operating system refuses the handler.
pub(crate) fn flag(notes: Notes, says: &'static str) -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stop);
    let set = ctrlc::set_handler(move || {
        if handler.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Interrupted as i32);
        }
        notes.important(says);
    });
    set.map_err(|error| Failure::Unexpected(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

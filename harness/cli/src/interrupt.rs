//! Ctrl-C.

use std::ffi::OsString;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::argv::typed;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;

/// What Ctrl-C is answered with where every finished part is kept.
pub(crate) const KEPT: &str = "stopping; what is measured will be kept (Ctrl-C again ends at once)";

/// A flag that Ctrl-C (or a request to terminate) sets. The second one ends the process at once.
///
/// A thread of its own waits for the signals, so that no measured thread is ever interrupted by them.
///
/// # Errors
/// If the operating system refuses the handler or the thread.
pub(crate) fn flag(notes: Notes, says: &'static str) -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    let listen = move || {
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let signals = {
            let _context = runtime.enter();
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
        };
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            runtime.block_on(wait(signals, &raised, &notes, says));
        })
    };
    listen().map_err(|error: io::Error| Failure::Unexpected(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// Says how to measure anew what was interrupted.
pub(crate) fn tell_again(typed_args: &[OsString], notes: Notes) {
    notes.important(&format!(
        "interrupted; to measure the whole again: {}",
        typed(typed_args)
    ));
}

async fn wait(
    (mut interrupts, mut terminations): (Signal, Signal),
    raised: &AtomicBool,
    notes: &Notes,
    says: &str,
) {
    loop {
        tokio::select! {
            _ = interrupts.recv() => {}
            _ = terminations.recv() => {}
        }
        if raised.swap(true, Ordering::SeqCst) {
            #[cfg(feature = "live")]
            crate::held_notes::release();
            std::process::exit(Exit::Interrupted as i32);
        }
        notes.important(says);
    }
}

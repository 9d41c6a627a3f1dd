//! What the driver shows to engines.

use streamgauge_model::Input;

/// An input whose events an engine sees once the driver has shown them.
pub trait Supply: Input {
    /// Shows up to `count` further events and returns when the newest of them is due; `None` at the end.
    fn show_next(&mut self, count: usize) -> Option<u64>;

    /// Shows all events that are due until `elapsed_ns` nanoseconds after the start.
    fn show_until(&mut self, elapsed_ns: u64);

    /// Whether events wait that have been shown.
    fn waits(&self) -> bool;
}

//! Who carries out the parallel tasks of a batch.

/// Runs one function over several tasks and returns when all are done.
///
/// An engine that works in parallel is given one of these and so never spawns a thread itself: the same engine
/// runs on a pool of threads and, deterministically, inside a simulation.
pub trait Executor {
    /// Calls `work(index, task)` once for every task, in any order, perhaps at the same time.
    fn run<T: Send>(&self, tasks: &mut [T], work: impl Fn(usize, &mut T) + Sync);
}

/// The executor that does everything itself, in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inline;

impl Executor for Inline {
    fn run<T: Send>(&self, tasks: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
        for (index, task) in tasks.iter_mut().enumerate() {
            work(index, task);
        }
    }
}

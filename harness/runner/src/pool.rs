//! The threads that carry out the parallel tasks of a batch.

use std::sync::Arc;

use streamgauge_model::Executor;

use crate::usage::thread_cpu_ns;
use crate::{RunError, ThreadUse, allocations};

/// Carries out the tasks of a batch: the first on the caller's thread, which would only wait otherwise, and the others
/// on its own threads; or, without any, all on the caller's and in order.
#[derive(Clone, Debug, Default)]
pub struct Pool(Option<Arc<rayon::ThreadPool>>);

impl Pool {
    /// No threads: the caller does everything, in order. What one worker and every simulation use.
    #[must_use]
    pub const fn inline() -> Self {
        Self(None)
    }

    /// For so many workers: the caller and `workers - 1` threads.
    ///
    /// # Errors
    /// [`RunError::Thread`] if they cannot be started.
    pub fn threads(workers: u32) -> Result<Self, RunError> {
        if workers <= 1 {
            return Ok(Self::inline());
        }
        rayon::ThreadPoolBuilder::new()
            .num_threads(workers as usize - 1)
            .thread_name(|index| format!("worker {}", index + 1))
            .build()
            .map(|pool| Self(Some(Arc::new(pool))))
            .map_err(|error| RunError::Thread {
                task: "worker pool".to_owned(),
                reason: error.to_string(),
            })
    }

    /// How many threads it has beside the caller's.
    #[must_use]
    pub fn own_threads(&self) -> usize {
        self.0.as_ref().map_or(0, |pool| pool.current_num_threads())
    }

    /// What the pool's own threads have used so far; `None` if there are none. Ends the count of their allocations.
    #[must_use]
    pub fn thread_use(&self) -> Option<ThreadUse> {
        let all = self.0.as_ref()?.broadcast(|_| ThreadUse::of_this_thread());
        all.into_iter().reduce(|sum, one| sum.and(&one))
    }

    /// Has each of its own threads do something; it is told which of them it is, from 0.
    pub fn on_each(&self, act: impl Fn(usize) + Sync) {
        if let Some(pool) = &self.0 {
            pool.broadcast(|thread| act(thread.index()));
        }
    }

    /// Begins to count what its threads ask of the allocator.
    pub(crate) fn count_allocations(&self) {
        self.on_each(|_| allocations::begin());
    }

    /// CPU time that the pool's own threads have used so far, in nanoseconds.
    #[must_use]
    pub fn cpu_ns(&self) -> u64 {
        let pool = self.0.as_ref();
        pool.map_or(0, |pool| pool.broadcast(|_| thread_cpu_ns()).iter().sum())
    }
}

impl Executor for Pool {
    fn run<T: Send>(&self, tasks: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
        match &self.0 {
            None => streamgauge_model::Inline.run(tasks, work),
            Some(pool) => pool.in_place_scope(|scope| {
                let work = &work;
                let mut tasks = tasks.iter_mut().enumerate();
                let first = tasks.next();
                for (index, task) in tasks {
                    scope.spawn(move |_| work(index, task));
                }
                if let Some((index, task)) = first {
                    work(index, task);
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_done_once_with_its_own_index_with_and_without_threads() {
        for pool in [Pool::inline(), Pool::threads(2).expect("two threads")] {
            let mut tasks = vec![0_usize; 17];
            pool.run(&mut tasks, |index, task| *task += index + 1);
            assert_eq!(tasks, (1..=17).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_work_of_the_threads_shows_in_their_cpu_time() {
        let pool = Pool::threads(2).expect("two threads");
        let before = pool.cpu_ns();
        assert_eq!(pool.own_threads(), 1);
        pool.run(&mut [0_u64; 2], |_, task| {
            for i in 0..2_000_000_u64 {
                *task = std::hint::black_box(task.wrapping_add(i));
            }
        });
        assert!(pool.cpu_ns() > before);
        assert_eq!(Pool::inline().cpu_ns(), 0);
    }
}

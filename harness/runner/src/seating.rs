//! Which CPUs the source and the engine of a live run are held on.

use streamgauge_doctor::{core_of, hold_on, usable_cpus};

use crate::Pool;

/// The source has a CPU for itself, and the engine has the others. Where a scheduler starts two busy threads on one CPU, it
/// needs milliseconds to see that and part them: longer than a short trial takes, and by then it has switched between them
/// some hundred times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seating {
    source: u32,
    engine: Vec<u32>,
}

impl Seating {
    /// For so many threads that all want to run, the source's among them; `None` if there is not a CPU for each, or the
    /// system does not tell which there are.
    pub fn of(threads: usize) -> Option<Self> {
        Self::among(&usable_cpus(), core_of, threads)
    }

    /// The source gets the last CPU: the first ones are the fast ones where not all are alike, and they are the engine's.
    /// The engine keeps off the source's core if it can.
    fn among(usable: &[u32], core_of: impl Fn(u32) -> Vec<u32>, threads: usize) -> Option<Self> {
        let (&source, others) = usable.split_last()?;
        if others.is_empty() || usable.len() < threads {
            return None;
        }
        let core = core_of(source);
        let on_other_cores: Vec<u32> = others.iter().copied().filter(|cpu| !core.contains(cpu)).collect();
        let has_room = 1 + on_other_cores.len() >= threads;
        Some(Self {
            source,
            engine: if has_room { on_other_cores } else { others.to_vec() },
        })
    }

    /// Seats the source, whose thread this is; its CPU, if that was possible.
    pub fn seat_source(&self) -> Option<u32> {
        hold_on(&[self.source]).then_some(self.source)
    }

    /// Seats a task of the engine, whose thread this is.
    pub fn seat_task(&self) {
        // If it cannot be held, it runs where it may.
        let _ = hold_on(&self.engine);
    }

    /// Seats the threads of a parallel engine's pool.
    pub fn seat_pool(&self, pool: &Pool) {
        pool.on_each(|_| self.seat_task());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seated(usable: &[u32], by_core: usize, threads: usize) -> Option<(u32, Vec<u32>)> {
        let core_of = |cpu: u32| {
            let core = cpu as usize / by_core;
            (0..16)
                .filter(|other| *other as usize / by_core == core)
                .collect()
        };
        Seating::among(usable, core_of, threads).map(|seating| (seating.source, seating.engine))
    }

    #[test]
    fn the_source_has_a_cpu_for_itself_if_there_is_one_for_each_thread() {
        assert_eq!(seated(&[0, 1], 1, 2), Some((1, vec![0])));
        assert_eq!(seated(&[3, 5, 9], 1, 2), Some((9, vec![3, 5])));
        assert_eq!(seated(&[0, 1], 1, 4), None);
        assert_eq!(seated(&[0], 1, 1), None);
        assert_eq!(seated(&[], 1, 2), None);
    }

    #[test]
    fn the_engine_keeps_off_the_core_of_the_source_if_it_has_room() {
        assert_eq!(seated(&[0, 1, 2, 3], 2, 2), Some((3, vec![0, 1])));
        assert_eq!(seated(&[0, 1, 2, 3], 2, 3), Some((3, vec![0, 1])));
        assert_eq!(seated(&[0, 1, 2, 3], 2, 4), Some((3, vec![0, 1, 2])));
        assert_eq!(seated(&[0, 1], 2, 2), Some((1, vec![0])));
    }
}

//! What a run took of the machine and what it held.

use streamgauge_record::{MemoryUse, Role, StateSize, ThreadGroup, Usage};
use streamgauge_statistics::theil_sen;

use crate::load::{sums_over_tasks, usage};
use crate::{MeasuredPhase, Observed, Subject};

/// Fewer samples make no slope.
const LEAST_FOR_GROWTH: usize = 10;

/// Everything that a run took and held.
pub(crate) fn resources(subject: &Subject<'_>) -> Usage {
    let (observed, phase) = (subject.observed, subject.phase);
    Usage {
        threads: thread_groups(observed),
        measured_taken: observed
            .source_thread
            .is_some()
            .then(|| taken_from(observed, phase.warm_up_ns)),
        memory: memory_use(&observed.memory, phase),
        state: state_size(observed, phase),
        ..usage(observed)
    }
}

fn thread_groups(observed: &Observed) -> Vec<ThreadGroup> {
    let source = observed.source_thread.iter();
    let source = source.map(|seen| seen.group("source of events", Role::Harness));
    let tasks = observed.tasks.iter();
    let tasks = tasks.filter_map(|task| Some(task.thread.as_ref()?.group(&task.name, Role::Engine)));
    let pool = observed.pool.iter().map(|seen| seen.group("pool", Role::Engine));
    let looker = observed
        .looker
        .iter()
        .map(|seen| seen.group("looker", Role::Harness));
    source.chain(tasks).chain(pool).chain(looker).collect()
}

/// Events that the engine took from an instant on.
fn taken_from(observed: &Observed, from_ns: u64) -> u64 {
    let from_ns = i64::try_from(from_ns).unwrap_or(i64::MAX);
    observed
        .taken_ns
        .iter()
        .filter(|taken| **taken >= from_ns)
        .count() as u64
}

fn memory_use(samples: &[(i64, u64)], phase: MeasuredPhase) -> Option<MemoryUse> {
    let steady = steady(samples, phase);
    let points: Vec<(f64, f64)> = steady
        .iter()
        .map(|(ns, bytes)| (*ns as f64 / 1e9, *bytes as f64))
        .collect();
    Some(MemoryUse {
        steady_bytes: median(&steady)?,
        growth_bytes_per_s: (points.len() >= LEAST_FOR_GROWTH)
            .then(|| theil_sen(&points))
            .flatten(),
    })
}

/// The samples of the measured phase.
fn steady(samples: &[(i64, u64)], phase: MeasuredPhase) -> Vec<(i64, u64)> {
    samples
        .iter()
        .filter(|(ns, _)| phase.contains(*ns))
        .copied()
        .collect()
}

/// The median value; of an even number the lower of the two in the middle.
fn median(samples: &[(i64, u64)]) -> Option<u64> {
    let mut values: Vec<u64> = samples.iter().map(|(_, value)| *value).collect();
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

fn state_size(observed: &Observed, phase: MeasuredPhase) -> Option<StateSize> {
    let bytes = state_bytes(observed);
    let (at, peak_bytes) = *bytes
        .iter()
        .max_by_key(|(ns, bytes)| (*bytes, std::cmp::Reverse(*ns)))?;
    let entries = sums_over_tasks(observed, |task| &task.state);
    let entries = entries
        .iter()
        .rev()
        .find(|(ns, _)| *ns <= at)
        .map_or(0, |(_, entries)| *entries);
    Some(StateSize {
        peak_bytes,
        steady_bytes: median(&steady(&bytes, phase)).unwrap_or(0),
        bytes_per_entry: (entries > 0).then(|| peak_bytes as f64 / entries as f64),
    })
}

/// Bytes of keyed state of all tasks together, as (instant, bytes), at every instant at which one was sampled.
pub(crate) fn state_bytes(observed: &Observed) -> Vec<(i64, u64)> {
    sums_over_tasks(observed, |task| &task.state_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TaskObserved;

    const PHASE: MeasuredPhase = MeasuredPhase {
        warm_up_ns: 100,
        measured_ns: 1_000_000_000_000,
    };

    #[test]
    fn memory_is_steady_only_in_the_measured_phase() {
        let samples: Vec<(i64, u64)> = (0..20)
            .map(|i: i64| (i * 1_000_000_000, 50 + u64::try_from(i).unwrap_or(0) * 10))
            .collect();
        let memory = memory_use(&samples, PHASE).expect("nineteen samples");
        assert_eq!(memory.steady_bytes, 150, "the sample of the warm-up is left out");
        assert!((memory.growth_bytes_per_s.expect("a slope") - 10.0).abs() < 1e-9);
        assert_eq!(memory_use(&samples[..1], PHASE), None);
        assert_eq!(
            memory_use(&samples[..5], PHASE)
                .expect("four samples")
                .growth_bytes_per_s,
            None
        );
    }

    #[test]
    fn state_is_largest_where_all_tasks_together_are() {
        let task = |state: &[(i64, u64)], bytes: &[(i64, u64)]| TaskObserved {
            state: state.to_vec(),
            state_bytes: bytes.to_vec(),
            ..TaskObserved::default()
        };
        let observed = Observed {
            tasks: vec![
                task(&[(10, 1), (200, 3)], &[(10, 100), (200, 300)]),
                task(&[(10, 1), (200, 1)], &[(10, 100), (300, 50)]),
            ],
            ..Observed::default()
        };
        let size = state_size(&observed, PHASE).expect("four samples");
        assert_eq!((size.peak_bytes, size.steady_bytes), (400, 350));
        assert!((size.bytes_per_entry.expect("four entries") - 100.0).abs() < 1e-9);
        assert_eq!(state_size(&Observed::default(), PHASE), None);
    }

    #[test]
    fn only_what_was_taken_from_the_measured_phase_on_is_counted() {
        let observed = Observed {
            taken_ns: vec![0, 99, 100, 5_000],
            ..Observed::default()
        };
        assert_eq!(taken_from(&observed, 100), 2);
        assert_eq!(taken_from(&observed, u64::MAX), 0);
    }
}

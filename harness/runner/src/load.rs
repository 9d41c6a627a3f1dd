//! What the tasks of a run did with their time, what it cost, and its batches.

use std::collections::BTreeMap;

use streamgauge_model::{Phase, Step, Watermark};
use streamgauge_oracle::Mark;
use streamgauge_record::{Batch, TaskLoad, Usage};

use crate::{BatchTiming, Observed, TaskObserved};

/// The load of every task.
pub(crate) fn task_loads(observed: &Observed) -> Vec<TaskLoad> {
    observed.tasks.iter().map(task_load).collect()
}

fn task_load(task: &TaskObserved) -> TaskLoad {
    let whole = task.busy_ns + task.idle_ns + task.back_pressured_ns;
    let share = |part: u64| {
        if whole == 0 {
            0.0
        } else {
            part as f64 / whole as f64
        }
    };
    TaskLoad {
        name: task.name.clone(),
        busy: share(task.busy_ns),
        idle: share(task.idle_ns),
        back_pressured: share(task.back_pressured_ns),
        records_in: task.records_in,
        records_out: task.records_out,
        watermark_ms: task
            .watermark
            .filter(|mark| *mark != Watermark::NONE)
            .map(Watermark::millis),
    }
}

/// What the run cost. The engine's time leaves out what its threads spun away while waiting: that is the harness's
/// way to wake fast, and is added to the harness's time.
pub(crate) fn usage(observed: &Observed) -> Usage {
    let sum = |of: fn(&TaskObserved) -> Option<u64>| {
        let all = observed.tasks.iter().map(of).sum::<Option<u64>>();
        all.filter(|_| !observed.tasks.is_empty())
    };
    let (cpu, work) = (sum(|task| task.cpu_ns), sum(work_ns));
    let spun = cpu.zip(work).map_or(0, |(cpu, work)| cpu - work);
    let entries = state_entries(observed);
    Usage {
        engine_cpu_ns: work,
        harness_cpu_ns: observed.source_cpu_ns.map(|source| source + spun),
        source_cpu: observed.source_cpu,
        peak_memory_bytes: observed.peak_memory_bytes,
        start_memory_bytes: observed.start_memory_bytes,
        peak_state_entries: entries.iter().map(|(_, entries)| *entries).max().unwrap_or(0),
        final_state_entries: entries.last().map_or(0, |(_, entries)| *entries),
        ..Usage::default()
    }
}

/// CPU time of a task without what it spun away. Spinning is timed by the wall clock, which runs on while a thread is
/// not on a core; so the work is never taken to be less than the busy time, as far as the CPU time covers that.
fn work_ns(task: &TaskObserved) -> Option<u64> {
    let cpu = task.cpu_ns?;
    Some(cpu.saturating_sub(task.spin_ns).max(cpu.min(task.busy_ns)))
}

/// Entries of keyed state of all tasks together, as (instant, entries), at every instant at which one was sampled.
pub(crate) fn state_entries(observed: &Observed) -> Vec<(i64, u64)> {
    sums_over_tasks(observed, |task| &task.state)
}

/// The sum over all tasks of what was sampled, at every instant at which one was sampled.
pub(crate) fn sums_over_tasks(
    observed: &Observed,
    samples: fn(&TaskObserved) -> &Vec<(i64, u64)>,
) -> Vec<(i64, u64)> {
    let mut all: Vec<(i64, usize, u64)> = observed
        .tasks
        .iter()
        .enumerate()
        .flat_map(|(task, seen)| samples(seen).iter().map(move |(ns, value)| (*ns, task, *value)))
        .collect();
    all.sort_by_key(|(ns, task, _)| (*ns, *task));
    let mut current = vec![0; observed.tasks.len()];
    let mut sum = 0;
    all.into_iter()
        .map(|(ns, task, value)| {
            sum = sum - current[task] + value;
            current[task] = value;
            (ns, sum)
        })
        .collect()
}

/// The finished batches of a micro-batch engine: what it reports about each, and when it ran.
pub(crate) fn batches(observed: &Observed) -> Vec<Batch> {
    observed.tasks.iter().flat_map(task_batches).collect()
}

fn task_batches(task: &TaskObserved) -> impl Iterator<Item = Batch> + '_ {
    let ends = task.trace.marks.iter().filter_map(|mark| match mark {
        Mark::Step(Step::BatchEnd(progress)) => Some(progress),
        _ => None,
    });
    ends.zip(&task.batches).map(|(progress, timing)| Batch {
        batch_id: progress.batch_id,
        no_data: progress.no_data,
        start_ns: timing.start_ns,
        duration_ns: between(timing.start_ns, timing.end_ns),
        phases_ns: phases(timing),
        input_rows: progress.input_rows,
        output_rows: timing.output_rows,
        watermark_ms: progress.watermark_ms,
        next_watermark_ms: progress.next_watermark_ms,
        dropped_rows: progress.dropped_rows,
        late_events: progress.late_events,
        state_rows: progress.state_rows,
        updated_rows: progress.updated_rows,
        removed_rows: progress.removed_rows,
    })
}

/// Each phase lasts until the next begins, the last until the batch is over; the parts of a repeated phase add up.
fn phases(timing: &BatchTiming) -> BTreeMap<String, u64> {
    let ends = timing
        .phases
        .iter()
        .skip(1)
        .map(|(_, ns)| *ns)
        .chain([timing.end_ns]);
    let mut sums = BTreeMap::new();
    for ((phase, start), end) in timing.phases.iter().zip(ends) {
        *sums.entry(Phase::name(*phase).to_owned()).or_default() += between(*start, end);
    }
    sums
}

fn between(from_ns: i64, to_ns: i64) -> u64 {
    u64::try_from(to_ns.saturating_sub(from_ns)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_task_add_up_to_one() {
        let task = TaskObserved {
            busy_ns: 30,
            idle_ns: 50,
            back_pressured_ns: 20,
            ..TaskObserved::default()
        };
        let load = task_load(&task);
        assert!((load.busy + load.idle + load.back_pressured - 1.0).abs() < 1e-12);
        assert!((load.busy - 0.3).abs() < 1e-12);
        assert_eq!(task_load(&TaskObserved::default()).busy.to_bits(), 0);
    }

    #[test]
    fn state_of_several_tasks_is_summed_at_each_instant() {
        let task = |state: &[(i64, u64)]| TaskObserved {
            state: state.to_vec(),
            ..TaskObserved::default()
        };
        let observed = Observed {
            tasks: vec![task(&[(10, 5), (30, 1)]), task(&[(20, 4), (40, 0)])],
            ..Observed::default()
        };
        assert_eq!(state_entries(&observed), [(10, 5), (20, 9), (30, 5), (40, 1)]);
        let usage = usage(&observed);
        assert_eq!((usage.peak_state_entries, usage.final_state_entries), (9, 1));
        assert_eq!(usage.engine_cpu_ns, None, "no thread, no time");
    }

    #[test]
    fn spinning_is_paid_by_the_harness() {
        let task = TaskObserved {
            cpu_ns: Some(100),
            spin_ns: 40,
            ..TaskObserved::default()
        };
        let observed = Observed {
            tasks: vec![task],
            source_cpu_ns: Some(7),
            ..Observed::default()
        };
        let usage = usage(&observed);
        assert_eq!((usage.engine_cpu_ns, usage.harness_cpu_ns), (Some(60), Some(47)));
    }

    #[test]
    fn a_thread_that_lost_its_core_while_spinning_has_worked_all_the_same() {
        let task = TaskObserved {
            cpu_ns: Some(100),
            spin_ns: 900,
            busy_ns: 30,
            ..TaskObserved::default()
        };
        assert_eq!(work_ns(&task), Some(30));
    }

    #[test]
    fn phases_fill_the_batch() {
        let timing = BatchTiming {
            start_ns: 100,
            end_ns: 200,
            phases: vec![
                (Phase::LatestOffset, 100),
                (Phase::AddBatch, 110),
                (Phase::CommitOffsets, 190),
            ],
            output_rows: 0,
        };
        let phases = phases(&timing);
        assert_eq!(phases["addBatch"], 80);
        assert_eq!(phases.values().sum::<u64>(), 100);
    }
}

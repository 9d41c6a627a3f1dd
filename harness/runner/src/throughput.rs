//! Events per second.

use streamgauge_model::{Rules, Step, Trigger, WindowSpec};
use streamgauge_oracle::Mark;
use streamgauge_record::Throughput;

use crate::attribution::Attribution;
use crate::load::usage;
use crate::{Observed, Subject, TaskObserved};

/// Offered, accepted and completed events per second of the measured phase, and the busy rate over the whole run.
///
/// An event is completed when its fate is known: at its first result, at its pass, when it went to the side output,
/// when it was taken if the filter removes it, and when it was refused (for refusals the instant of the last step
/// before them, because engines count them without an instant). Events of open windows are not completed.
pub(crate) fn throughput(subject: &Subject<'_>, attribution: &Attribution) -> Throughput {
    let (observed, phase) = (subject.observed, subject.phase);
    let within = |instants: &[i64]| instants.iter().filter(|ns| phase.contains(**ns)).count() as u64;
    let offered = (0..observed.arrivals.len())
        .filter(|seq| subject.due_ns(*seq).is_some_and(|due| phase.contains(due)))
        .count() as u64;
    let in_phase = |ns: i64| phase.contains(ns);
    Throughput {
        measured_ns: phase.measured_ns,
        offered_per_s: phase.per_second(offered),
        accepted_per_s: is_countable(subject, 1).then(|| phase.per_second(within(&observed.taken_ns))),
        completed_per_s: is_countable(subject, steps_to_completion(subject))
            .then(|| phase.per_second(completed(subject, attribution, in_phase))),
        busy_rate_per_s: busy_rate(subject.observed),
        per_core_per_s: per_core(subject, attribution),
        saturated_per_s: None,
        saturated_trials_per_s: Vec::new(),
    }
}

/// Events whose fate became known at an instant that `counts`.
fn completed(subject: &Subject<'_>, attribution: &Attribution, counts: impl Fn(i64) -> bool) -> u64 {
    let observed = subject.observed;
    let first = attribution.first_ns.iter().flatten();
    let late = observed.tasks.iter().flat_map(|task| &task.late_ns);
    let seen = first.chain(late).filter(|ns| counts(**ns)).count() as u64;
    let refused: u64 = observed
        .tasks
        .iter()
        .flat_map(|task| refusals(task, observed.start.nanos()))
        .filter(|(ns, _)| counts(*ns))
        .map(|(_, events)| events)
        .sum();
    seen + refused + filtered(subject, counts)
}

/// Events completed in the whole run, per second of CPU time that the engine used in it.
fn per_core(subject: &Subject<'_>, attribution: &Attribution) -> Option<f64> {
    let cpu_ns = usage(subject.observed).engine_cpu_ns.filter(|ns| *ns > 0)?;
    Some(completed(subject, attribution, |_| true) as f64 * 1e9 / cpu_ns as f64)
}

/// Whether counting within the measured phase says what the engine carries. An engine with an interval trigger takes
/// and completes events in steps of the interval: unless the phase holds a whole number of steps, and begins when the
/// first events have had time for `steps` of them, the count says where the edges of the phase fell and nothing else.
pub(crate) fn is_countable(subject: &Subject<'_>, steps: u64) -> bool {
    let Some(Rules::MicroBatch(rules)) = subject.rules else {
        return true;
    };
    let Trigger::Interval { millis } = rules.trigger else {
        return true;
    };
    let interval = u64::try_from(millis).unwrap_or(0).saturating_mul(1_000_000);
    let phase = subject.phase;
    interval == 0
        || (phase.measured_ns.is_multiple_of(interval) && phase.warm_up_ns >= interval.saturating_mul(steps))
}

/// How many triggers lie between an event and its completion: the batch that takes it, and for a window the batch
/// that applies what the watermark learnt.
pub(crate) fn steps_to_completion(subject: &Subject<'_>) -> u64 {
    if subject.query.window == WindowSpec::Running {
        1
    } else {
        2
    }
}

/// Events per second of busy time: taken by the engine, divided by the busy time of its busiest task. Absent where
/// processing costs no time.
pub(crate) fn busy_rate(observed: &Observed) -> Option<f64> {
    let busiest = observed.tasks.iter().map(|task| task.busy_ns).max()?;
    (busiest > 0).then(|| observed.taken_ns.len() as f64 * 1e9 / busiest as f64)
}

/// Events that the query's filter removes, taken at an instant that `counts`.
fn filtered(subject: &Subject<'_>, counts: impl Fn(i64) -> bool) -> u64 {
    let Some(filter) = subject.query.filter.filter(|_| subject.rules.is_some()) else {
        return 0;
    };
    let taken = subject.observed.arrivals.iter().zip(&subject.observed.taken_ns);
    taken
        .filter(|(arrival, ns)| counts(**ns) && !filter.keeps(&arrival.event))
        .count() as u64
}

/// When a task refused how many events, each at the step before.
fn refusals(task: &TaskObserved, start: i64) -> impl Iterator<Item = (i64, u64)> + '_ {
    let mut now = 0;
    task.trace.marks.iter().filter_map(move |mark| match mark {
        Mark::Step(Step::Watermark { now: at, .. } | Step::BatchStart { now: at, .. }) => {
            now = at.nanos().saturating_sub(start);
            None
        }
        Mark::Dropped(events) => Some((now, *events)),
        _ => None,
    })
}

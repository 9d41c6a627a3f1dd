//! How fast the engine's code is, with nothing around it.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use streamgauge_doctor::{hold_on, usable_cpus};
use streamgauge_model::{Event, Query, Rules};
use streamgauge_oracle::{Evidence, TaskTrace, judge};
use streamgauge_record::UnthreadedTrial;

use crate::counting::Counting;
use crate::played::first_of;
use crate::saturated::subject;
use crate::trial_length::trial_events;
use crate::{Batches, ComparisonPlan, Feed, RunError, drive_supply};

/// How often the events are answered, on one CPU after the other.
const TRIALS: usize = 16;
/// How long one answer should take, seconds: what else runs on a machine falls into some of them, and not into all.
const BUSY_S: f64 = 0.005;
/// The events of the rehearsal, and the fewest that are timed.
const FEWEST: usize = 50_000;
/// The most events that are timed.
const MOST: usize = 300_000;
/// Events whose answers are judged.
const JUDGED: usize = 10_000;
/// Events of a batch, whatever the engine's trigger.
const BATCH: usize = 10_000;

/// Has a plan's first engine answer the first events of its scenario sixteen times, on this thread alone: its tasks take turns,
/// events lie in memory and come without a queue, the clock is that of the schedule, and what leaves is counted. An engine
/// with triggers takes 10,000 events at a time. Before anything is timed, the oracle judges the answer to 10,000 events.
///
/// The thread moves to another CPU after each answer: on virtual machines, whoever else is on the host's core slows one
/// CPU down by a third for seconds, and seldom all of them.
///
/// # Errors
/// A plan or an engine that cannot be measured so, and a scenario that cannot be opened.
pub fn measure_unthreaded(plan: &ComparisonPlan, stop: &AtomicBool) -> Result<UnthreadedTrial, RunError> {
    plan.validate()?;
    let (query, rules) = subject(plan)?;
    let timed = Timed::of(plan, query, &rules)?;
    if let Some(reason) = timed.fault()? {
        return Ok(UnthreadedTrial::wrong(reason));
    }
    let rehearsed = FEWEST.min(timed.events.len());
    let found = rate(rehearsed, timed.answer(rehearsed, 0.0)?);
    let events = trial_events(found, BUSY_S, &(FEWEST..=MOST)).min(timed.events.len());
    let mut rates = Vec::with_capacity(TRIALS);
    let cpus = usable_cpus();
    for cpu in cpus
        .iter()
        .map(Some)
        .chain(cpus.is_empty().then_some(None))
        .cycle()
        .take(TRIALS)
    {
        if stop.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted);
        }
        // Where it cannot be held, it runs where it may.
        let _ = cpu.is_some_and(|cpu| hold_on(&[*cpu]));
        rates.extend(rate(events, timed.answer(events, plan.drag)?));
    }
    Ok(UnthreadedTrial::of(events as u64, rates))
}

fn rate(events: usize, took: Duration) -> Option<f64> {
    let seconds = took.as_secs_f64();
    (seconds > 0.0).then(|| events as f64 / seconds)
}

/// What is answered, and by whom.
struct Timed<'a> {
    query: &'a Query,
    rules: &'a Rules,
    events: Vec<Event>,
    due_ns: Vec<u64>,
}

impl<'a> Timed<'a> {
    fn of(plan: &ComparisonPlan, query: &'a Query, rules: &'a Rules) -> Result<Self, RunError> {
        let arrivals = first_of(plan, MOST)?;
        if arrivals.is_empty() {
            return Err(RunError::Setup("the scenario has no event".to_owned()));
        }
        Ok(Self {
            query,
            rules,
            events: arrivals.iter().map(|arrival| arrival.event).collect(),
            due_ns: arrivals.iter().map(|arrival| arrival.due_ns).collect(),
        })
    }

    fn first(&self, count: usize) -> Feed<'_> {
        let count = count.min(self.events.len());
        Feed::new(&self.events[..count], &self.due_ns[..count])
    }

    /// What the oracle objects to.
    fn fault(&self) -> Result<Option<String>, RunError> {
        let (query, rules) = (self.query, self.rules);
        let tasks = drive_supply(
            query,
            rules,
            Batches::Of(BATCH),
            self.first(JUDGED),
            TaskTrace::default,
        )
        .map_err(|error| RunError::Setup(error.to_string()))?;
        let judgement = judge(&Evidence {
            query,
            rules,
            splits: 1,
            events: &self.events[..JUDGED.min(self.events.len())],
            tasks: &tasks,
        });
        Ok(judgement.violations.first().map(|first| {
            format!(
                "wrong answers without threads: {} violations (limit 0); the first: {first}",
                judgement.violation_count
            )
        }))
    }

    /// How long the first `count` events take, and a share of that longer.
    fn answer(&self, count: usize, drag: f64) -> Result<Duration, RunError> {
        let feed = self.first(count);
        let begun = Instant::now();
        let counted = drive_supply(
            self.query,
            self.rules,
            Batches::Of(BATCH),
            feed,
            Counting::default,
        );
        black_box(counted.map_err(|error| RunError::Setup(error.to_string()))?);
        let longer = begun.elapsed().mul_f64(1.0 + drag);
        while begun.elapsed() < longer {
            std::hint::spin_loop();
        }
        Ok(begun.elapsed())
    }
}

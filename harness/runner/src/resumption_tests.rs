//! Comparisons that were stopped and went on.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger};
use streamgauge_record::{Clock, Document as _, OwnProcess, Record, Run};
use streamgauge_workloads::{Scenario, ScenarioKind, query};

use crate::{
    Arm, ComparisonPlan, Conduct, EngineChoice, Laboratory, Progress, RunError, Silent, compare, compare_in,
    measure_slot,
};

fn plan() -> ComparisonPlan {
    let micro = MicroBatchRules::new(Trigger::Interval { millis: 100 }, OutputMode::Append);
    let event = EventAtATimeRules::new(Cadence::PerEvent);
    let arms = [Rules::MicroBatch(micro), Rules::EventAtATime(event)].map(|rules| Arm {
        label: format!("{rules:?}").chars().take(5).collect(),
        engine: EngineChoice::Rules(rules),
    });
    let queries = ["movie-tumbling", "low-ratings"].map(|name| query(name).unwrap());
    ComparisonPlan {
        clock: Clock::Simulated,
        repeats: 2,
        warm_up_ns: 50_000_000,
        measured_ns: 100_000_000,
        ..ComparisonPlan::new(arms.into(), queries.into(), Scenario::new(ScenarioKind::Ratings))
    }
}

/// Sets the flag when so many runs are finished, and keeps what there was after each.
struct StopAfter<'a> {
    runs: usize,
    stop: &'a AtomicBool,
    kept: Vec<Record>,
}

impl Progress for StopAfter<'_> {
    fn so_far(&mut self, record: &Record) {
        self.kept.push(record.clone());
        if record.runs.len() == self.runs {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

fn stopped_after(runs: usize, earlier: Option<Record>) -> (Record, Vec<Record>) {
    let stop = AtomicBool::new(false);
    let mut progress = StopAfter {
        runs,
        stop: &stop,
        kept: Vec::new(),
    };
    let conduct = Conduct {
        earlier,
        ..Conduct::plain(&mut progress, &stop)
    };
    let record = compare_in(&plan(), conduct).unwrap();
    (record, progress.kept)
}

fn gone_on(plan: &ComparisonPlan, earlier: Record) -> Result<Record, RunError> {
    let (mut silent, stop) = (Silent, AtomicBool::new(false));
    let conduct = Conduct {
        earlier: Some(earlier),
        ..Conduct::plain(&mut silent, &stop)
    };
    compare_in(plan, conduct)
}

#[test]
fn wherever_it_was_stopped_the_whole_is_the_same() {
    let whole = compare(&plan(), &mut Silent, &AtomicBool::new(false)).unwrap();
    let text = whole.to_json().unwrap();
    assert_eq!(whole.runs.len(), 8);
    for first in 1..8 {
        let (part, _) = stopped_after(first, None);
        assert_eq!((part.runs.len(), part.complete), (first, false));
        let (more, _) = stopped_after((first + 2).min(8), Some(part.clone()));
        for earlier in [part, more] {
            assert_eq!(
                gone_on(&plan(), earlier).unwrap().to_json().unwrap(),
                text,
                "{first}"
            );
        }
    }
}

#[test]
fn what_is_kept_after_each_run_can_be_gone_on_with() {
    let whole = compare(&plan(), &mut Silent, &AtomicBool::new(false)).unwrap();
    let (_, kept) = stopped_after(usize::MAX, None);
    assert_eq!(kept.len(), 8);
    for (index, earlier) in kept.into_iter().enumerate() {
        assert_eq!((earlier.runs.len(), earlier.complete), (index + 1, false));
        assert_eq!(gone_on(&plan(), earlier).unwrap(), whole);
    }
}

#[test]
fn what_was_broken_off_is_measured_again() {
    let (mut part, _) = stopped_after(3, None);
    part.runs[2].status.interrupted = true;
    part.runs[2].status.valid = false;
    let whole = gone_on(&plan(), part).unwrap();
    assert!(whole.complete && whole.runs.iter().all(|run| run.status.valid));
    let slots: Vec<u32> = whole.runs.iter().map(|run| run.slot).collect();
    assert_eq!(slots, [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn another_plan_build_or_stream_of_events_is_refused() {
    let (part, _) = stopped_after(2, None);
    let refusal = |plan: &ComparisonPlan, earlier: &Record| {
        let error = gone_on(plan, earlier.clone()).unwrap_err();
        assert!(matches!(error, RunError::Resume(_)), "{error}");
        error.to_string()
    };
    let longer = ComparisonPlan {
        drain_ns: 1,
        ..plan()
    };
    assert!(refusal(&longer, &part).contains("another plan"));
    let mut seeded = plan();
    seeded.scenario.seed = 7;
    assert!(refusal(&seeded, &part).contains("the events are others"));
    let mut older = part;
    older.tool.version = "0.0.1".to_owned();
    assert!(refusal(&plan(), &older).contains("another build: its version"));
}

/// Measures in this process, spoils what it is told to, and says which slots it was asked for.
#[derive(Default)]
struct Spoiling {
    spoilt: Vec<usize>,
    fingerprint: Option<String>,
    asked: RefCell<Vec<usize>>,
}

impl Laboratory for Spoiling {
    fn measure(&self, slot: usize, stop: &AtomicBool) -> Result<Run, RunError> {
        let is_first = !self.asked.borrow().contains(&slot);
        self.asked.borrow_mut().push(slot);
        let mut run = measure_slot(&plan(), slot, stop)?;
        if is_first && self.spoilt.contains(&slot) {
            (run.status.valid, run.status.harness_fault) = (false, true);
        }
        run.process = self.fingerprint.clone().map(|fingerprint| OwnProcess {
            environment_bytes: 0,
            fingerprint,
            wall_ns: 0,
        });
        Ok(run)
    }
}

fn compared_in(laboratory: &Spoiling) -> Record {
    let (mut silent, stop) = (Silent, AtomicBool::new(false));
    let conduct = Conduct {
        laboratory: Some(laboratory),
        ..Conduct::plain(&mut silent, &stop)
    };
    compare_in(&plan(), conduct).unwrap()
}

#[test]
fn a_spoilt_slot_is_tried_again_in_the_laboratory_and_a_resumed_comparison_does_not_try_twice() {
    let laboratory = Spoiling {
        spoilt: vec![3, 5],
        ..Spoiling::default()
    };
    let record = compared_in(&laboratory);
    // One retry for every twelve slots.
    assert_eq!(*laboratory.asked.borrow(), [0, 1, 2, 3, 4, 5, 6, 7, 3]);
    let last = record.runs.last().unwrap();
    assert_eq!((last.slot, last.attempt, last.status.valid), (3, 1, true));
    assert!(record.runs[3].status.harness_fault && record.complete);
    assert_eq!(gone_on(&plan(), record.clone()).unwrap(), record);
    let mut untried = record.clone();
    untried.runs.pop();
    let again = gone_on(&plan(), untried).unwrap();
    let order = |record: &Record| {
        record
            .runs
            .iter()
            .map(|run| (run.slot, run.attempt))
            .collect::<Vec<_>>()
    };
    assert_eq!(order(&again), order(&record), "the retry was missing");
}

#[test]
fn a_process_that_was_fed_other_events_leaves_a_void_run() {
    let laboratory = Spoiling {
        fingerprint: Some("another".to_owned()),
        ..Spoiling::default()
    };
    let record = compared_in(&laboratory);
    assert!(record.complete);
    for run in &record.runs {
        assert!(!run.status.valid && run.status.reasons[0].contains("fed other events"));
    }
}

//! How a trial of a growth is carried out: by a fresh process, which is told the point.

use std::ffi::OsString;
use std::sync::atomic::AtomicBool;

use streamgauge_growth::{Laboratory, Point};
use streamgauge_record::{GrowthPoint, GrowthTrial};
use streamgauge_runner::{RunError, measure_saturated};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::{FreshProcesses, ProcessSeeds};
use crate::growth_bench::GrowthBench;
use crate::interrupt;
use crate::journal::Journal;
use crate::notes::Notes;
use crate::one_slot::{self, stop_at_end_of_input};

/// Has a fresh process carry out each trial.
pub(crate) struct GrowthLaboratory<'a> {
    bench: &'a GrowthBench,
    seeds: ProcessSeeds,
    /// Where every trial is kept until the whole is saved.
    journal: Journal,
    stop: &'a AtomicBool,
}

impl<'a> GrowthLaboratory<'a> {
    pub(crate) fn new(bench: &'a GrowthBench, journal: Journal, stop: &'a AtomicBool) -> Self {
        Self {
            bench,
            seeds: ProcessSeeds::after(bench.grid().seed),
            journal,
            stop,
        }
    }

    /// Where the trials were kept.
    pub(crate) fn into_journal(self) -> Journal {
        self.journal
    }

    /// Keeps a trial with its point.
    fn keep(&mut self, point: &Point, trial: &GrowthTrial) {
        if let Ok(described) = self.bench.described(point) {
            self.journal.growth(&GrowthPoint {
                trials: vec![trial.clone()],
                ..described
            });
        }
    }
}

impl Laboratory for GrowthLaboratory<'_> {
    fn try_once(&mut self, point: &Point) -> Result<GrowthTrial, RunError> {
        let argv: Vec<OsString> = self.bench.argv(point).into_iter().map(OsString::from).collect();
        let printed = FreshProcesses::new(&argv, self.seeds.draw()).ask(0, self.stop);
        let trial = match printed.and_then(|text| understood(&text)) {
            Ok(trial) => trial,
            // What the process could not do makes its trial void, not the whole.
            Err(error) => {
                let mut void = GrowthTrial::void(error.to_string());
                void.status.interrupted = matches!(error, RunError::Interrupted);
                void
            }
        };
        self.keep(point, &trial);
        Ok(trial)
    }
}

fn understood(text: &[u8]) -> Result<GrowthTrial, RunError> {
    serde_json::from_slice(text)
        .map_err(|error| RunError::Elsewhere(format!("the process that measures printed no trial: {error}")))
}

/// Carries out one trial of point `slot` in this process and prints it as one line of JSON.
///
/// # Errors
/// A point that the grid does not have, and what cannot be measured or printed.
pub(crate) fn carry_out_slot(bench: &GrowthBench, slot: usize, notes: Notes) -> Result<Exit, Failure> {
    let points = bench.grid().points();
    let Some(point) = points.get(slot) else {
        return Err(Failure::Usage(format!(
            "--slot {slot}: there is no such point; there are {}",
            points.len()
        )));
    };
    let stop = interrupt::flag(notes, "stopping")?;
    stop_at_end_of_input(&stop)?;
    one_slot::print(&measure_saturated(
        &bench.plan(point)?,
        bench.events(point)?,
        &stop,
    )?)
}

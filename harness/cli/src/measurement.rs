//! A measurement from arguments to exit code: what `compare` and `run` share.

use std::ffi::OsString;

use streamgauge_model::Query;
use streamgauge_record::{Clock, Record};
use streamgauge_runner::{ComparisonPlan, Conduct, Laboratory, ProfileLengths, RunError, compare_in};

use crate::argv::typed;
use crate::engine_text::EngineText;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::FreshProcesses;
use crate::measure_args::MeasureArgs;
use crate::notes::Notes;
use crate::output_args::OutputArgs;
use crate::output_directory::OutputDirectory;
use crate::progress::Reporter;
use crate::query_args::QueryArgs;
use crate::scenario_args::ScenarioArgs;
use crate::standing::Standing;
use crate::{dry_run, file_check, interrupt, one_slot, outcome, printing, saving, stdout};

/// What is to be measured, as the command line says it.
#[derive(Clone, Debug)]
pub(crate) struct Measurement {
    pub(crate) engines: Vec<EngineText>,
    pub(crate) queries: Vec<Query>,
    pub(crate) repeats: Option<u32>,
    pub(crate) measured_ns: Option<u64>,
    /// Repeats and lengths where neither flags nor a profile give them.
    pub(crate) usual: ProfileLengths,
    pub(crate) scenario: ScenarioArgs,
    pub(crate) changes: QueryArgs,
    pub(crate) measuring: MeasureArgs,
    pub(crate) output: OutputArgs,
}

impl Measurement {
    /// Plans, measures, saves, prints, in this order, so that nothing measured is lost to a failure that could have
    /// been foreseen.
    ///
    /// # Errors
    /// What cannot be planned, measured, saved or printed.
    pub(crate) fn carry_out(
        &self,
        argv: Vec<String>,
        typed_args: &[OsString],
        notes: Notes,
    ) -> Result<Exit, Failure> {
        let plan = self.plan(argv)?;
        if let Some(slot) = self.measuring.slot {
            return one_slot::carry_out(&plan, slot, notes);
        }
        file_check::warn(&plan, notes)?;
        if self.output.dry_run {
            stdout::print(&dry_run::text(&plan, self.output.format)?)?;
            return Ok(Exit::Fine);
        }
        let directory = self.directory()?;
        warn_of_debug_build(&plan, notes);
        notes.detail(dry_run::for_people(&plan).trim_end());
        let Some((record, standing)) = measure(&plan, typed_args, self.on_interrupt(), notes)? else {
            return Ok(Exit::Interrupted);
        };
        let saved = saving::save(directory.as_ref(), &record, self.output.png, notes);
        notes.detail(&format!(
            "fingerprint of the arrivals: {}",
            record.scenario.fingerprint
        ));
        let ended = outcome::tell(&record, notes);
        if !record.complete {
            notes.important(&again(&record, standing, typed_args));
        }
        let printed = printing::text(&record, self.output.format).and_then(|text| stdout::print(&text));
        self.conclude(&record, saved, printed, notes)?;
        Ok(ended)
    }

    /// What could be neither saved nor printed is saved among the temporary files: what was measured is not lost.
    fn conclude(
        &self,
        record: &Record,
        saved: Result<(), Failure>,
        printed: Result<(), Failure>,
        notes: Notes,
    ) -> Result<(), Failure> {
        match (saved, printed) {
            (Ok(()), Ok(()) | Err(Failure::ClosedPipe)) => Ok(()),
            (Ok(()), Err(failure)) => {
                if self.output.no_save {
                    notes.important(&saving::rescue(record, &record.id));
                }
                Err(failure)
            }
            (Err(failure), Ok(()) | Err(Failure::ClosedPipe)) => Err(failure),
            (Err(failure), Err(other)) => {
                other.report(notes);
                Err(failure)
            }
        }
    }

    /// What Ctrl-C is answered with.
    const fn on_interrupt(&self) -> &'static str {
        if self.output.no_save {
            "stopping; what is measured will be printed, not saved (Ctrl-C again ends at once)"
        } else {
            "stopping; what is measured will be saved (Ctrl-C again ends at once)"
        }
    }

    /// Where to save, known to be writable before anything is measured; `None`: nowhere.
    fn directory(&self) -> Result<Option<OutputDirectory>, Failure> {
        if self.output.no_save {
            return Ok(None);
        }
        OutputDirectory::prepare(&self.output.out).map(Some)
    }
}

/// The record and how far it came, or `None` if Ctrl-C came before any run was begun.
fn measure(
    plan: &ComparisonPlan,
    typed_args: &[OsString],
    saying: &'static str,
    notes: Notes,
) -> Result<Option<(Record, Standing)>, Failure> {
    let stop = interrupt::flag(notes, saying)?;
    let mut reporter = Reporter::new(plan, notes);
    let processes = FreshProcesses {
        argv: plan.argv.clone(),
    };
    let laboratory = (plan.clock == Clock::Live).then_some(&processes as &dyn Laboratory);
    let conduct = Conduct {
        laboratory,
        ..Conduct::plain(&mut reporter, &stop)
    };
    let record = compare_in(plan, conduct);
    reporter.finish();
    let mut record = record.map_err(|error| explained(plan, error))?;
    if record.runs.is_empty() {
        notes.important("interrupted before the first run was begun: there is nothing to save");
        notes.important(&format!("to start again: {}", typed(typed_args)));
        return Ok(None);
    }
    let standing = Standing::of(&record, plan.retries > 0);
    record.complete |= standing == Standing::Complete;
    Ok(Some((record, standing)))
}

/// The scenario's own words, where it is the scenario that failed.
fn explained(plan: &ComparisonPlan, error: RunError) -> Failure {
    match (&error, plan.scenario.open()) {
        (RunError::Setup(_), Err(cause)) => cause.into(),
        _ => error.into(),
    }
}

fn again(record: &Record, standing: Standing, typed_args: &[OsString]) -> String {
    format!(
        "interrupted: {}\nto measure the whole plan again: {}",
        standing.text(record.plan.slots.len()),
        typed(typed_args)
    )
}

fn warn_of_debug_build(plan: &ComparisonPlan, notes: Notes) {
    if cfg!(debug_assertions) && plan.clock == Clock::Live {
        notes.warning("this is a debug build: its figures say little about speed; use `cargo run --release`");
    }
}

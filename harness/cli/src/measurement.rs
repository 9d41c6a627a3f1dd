//! A measurement from arguments to exit code: what `compare` and `run` share.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use streamgauge_model::Query;
use streamgauge_record::{Clock, Record};
use streamgauge_runner::{ComparisonPlan, Conduct, Laboratory, ProfileLengths, RunError, compare_in};

use crate::argv::{as_text, typed};
use crate::base_build::{BaseBuild, ExaminedBase};
use crate::earlier::Earlier;
use crate::engine_text::EngineText;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::FreshProcesses;
use crate::keeper::{Keeper, Place};
use crate::live_args::LiveArgs;
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
    pub(crate) until_decided: bool,
    pub(crate) measured_ns: Option<u64>,
    /// Repeats and lengths where neither flags nor a profile give them.
    pub(crate) usual: ProfileLengths,
    pub(crate) scenario: ScenarioArgs,
    pub(crate) changes: QueryArgs,
    pub(crate) measuring: MeasureArgs,
    /// Which record to go on with.
    pub(crate) resume: Option<PathBuf>,
    /// Another build, in turns with which this one is measured.
    pub(crate) base: Option<BaseBuild>,
    pub(crate) output: OutputArgs,
    pub(crate) live: LiveArgs,
}

impl Measurement {
    /// Plans, measures, saves, prints, in this order, so that nothing measured is lost to a failure that could have
    /// been foreseen.
    ///
    /// # Errors
    /// What cannot be planned, measured, saved or printed.
    pub(crate) fn carry_out(
        &self,
        argv: &[OsString],
        typed_args: &[OsString],
        notes: Notes,
    ) -> Result<Exit, Failure> {
        let Some(run) = &self.resume else {
            return self.go(None, argv, typed_args, notes);
        };
        let earlier = Earlier::load(run, &self.output.out)?;
        let (measurement, argv) = earlier.measurement(self, argv)?;
        let (id, runs) = (&earlier.record.id, earlier.record.runs.len());
        if earlier.record.complete {
            notes.important(&format!("{id} is complete: there is nothing left to do"));
            return Ok(Exit::Fine);
        }
        notes.info(&format!("going on with {id}, which has {runs} runs"));
        measurement.go(Some(earlier), &argv, typed_args, notes)
    }

    /// As [`Measurement::carry_out`], from the beginning or from where it stopped.
    fn go(
        &self,
        earlier: Option<Earlier>,
        argv: &[OsString],
        typed_args: &[OsString],
        notes: Notes,
    ) -> Result<Exit, Failure> {
        let plan = self.plan(as_text(argv))?;
        if let Some(slot) = self.measuring.slot {
            return match self.measuring.unthreaded {
                true => one_slot::try_unthreaded(&plan, notes),
                false => one_slot::carry_out(&plan, slot, self.measuring.glimpses, notes),
            };
        }
        let base = self.base.as_ref().map(|base| base.examined(self.output.format));
        let base = base.transpose()?;
        let is_watched = self.live.check(&plan, notes)?;
        file_check::warn(&plan, notes)?;
        if self.output.dry_run {
            stdout::print(&dry_run::text(&plan, self.output.format)?)?;
            return Ok(Exit::Fine);
        }
        let mut place = self.place(earlier.as_ref())?;
        let mut base_place = place.clone().filter(|_| base.is_some());
        if plan.clock == Clock::Live {
            notes.warn_of_debug_build();
        }
        notes.detail(dry_run::for_people(&plan).trim_end());
        let processes = FreshProcesses::new(argv, plan.scenario.seed);
        let sitting = Sitting {
            plan: &plan,
            argv,
            processes,
            base: base.as_ref(),
            is_watched,
            earlier: earlier.map(|earlier| earlier.record),
            on_interrupt: self.on_interrupt(),
        };
        let Some(measured) = sitting.measure(place.as_mut(), base_place.as_mut(), notes)? else {
            notes.important("interrupted before the first run was begun: there is nothing to save");
            notes.important(&format!("to start again: {}", typed(typed_args)));
            return Ok(Exit::Interrupted);
        };
        if let (Some(base), Some(base_record)) = (&base, &measured.base) {
            let both = [(base_record, base_place), (&measured.record, place)];
            return self.conclude_both(base, both, typed_args, notes);
        }
        let Measured { record, standing, .. } = measured;
        let saved = saving::save(place.as_mut(), &record, self.output.png, notes);
        notes.detail(&format!(
            "fingerprint of the arrivals: {}",
            record.scenario.fingerprint
        ));
        let ended = outcome::tell(&record, notes);
        if !record.complete {
            let place = place.as_ref().and_then(Place::chosen).filter(|_| saved.is_ok());
            notes.important(&again(&record, standing, place, typed_args));
        }
        let printed = printing::text(&record, self.output.format).and_then(|text| stdout::print(&text));
        let unsaved = self.output.no_save.then_some((&record, record.id.as_str()));
        saving::settle(saved, printed, unsaved, notes)?;
        Ok(ended)
    }

    /// Saves the records of base and head, and prints what changed.
    fn conclude_both(
        &self,
        base: &ExaminedBase,
        [(then, mut then_place), (now, mut now_place)]: [(&Record, Option<Place>); 2],
        typed_args: &[OsString],
        notes: Notes,
    ) -> Result<Exit, Failure> {
        let saved = saving::save(then_place.as_mut(), then, self.output.png, notes);
        let saved = saved.and(saving::save(now_place.as_mut(), now, self.output.png, notes));
        let measured = outcome::tell(then, notes).graver(outcome::tell(now, notes));
        if !now.complete {
            interrupt::tell_again(typed_args, notes);
        }
        let changed = base.changed(then, now, self.output.format, notes);
        let changed = changed.and_then(|(text, judged)| stdout::print(&text).map(|()| judged));
        let judged = changed.as_ref().map_or(Exit::Fine, |judged| *judged);
        let unsaved = self.output.no_save.then_some((now, now.id.as_str()));
        saving::settle(saved, changed.map(drop), unsaved, notes)?;
        Ok(measured.graver(judged))
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
    fn place(&self, earlier: Option<&Earlier>) -> Result<Option<Place>, Failure> {
        match earlier {
            Some(Earlier { place, .. }) if !self.output.no_save => {
                let directory = OutputDirectory::prepare(place)?;
                Ok(Some(Place::again(directory, place.clone())))
            }
            _ => Ok(self.output.directory()?.map(Place::below)),
        }
    }
}

/// One time of measuring, from the beginning or from where an earlier one stopped.
struct Sitting<'a> {
    plan: &'a ComparisonPlan,
    argv: &'a [OsString],
    base: Option<&'a ExaminedBase>,
    processes: FreshProcesses,
    is_watched: bool,
    earlier: Option<Record>,
    on_interrupt: &'static str,
}

/// What was measured.
struct Measured {
    record: Record,
    standing: Standing,
    /// What the other build measured, if there is one.
    base: Option<Record>,
}

impl Sitting<'_> {
    /// What was measured, or `None` if Ctrl-C came before any run was begun.
    fn measure(
        self,
        place: Option<&mut Place>,
        base_place: Option<&mut Place>,
        notes: Notes,
    ) -> Result<Option<Measured>, Failure> {
        let plan = self.plan;
        let stop = interrupt::flag(notes, self.on_interrupt)?;
        let (mut reporter, processes) = if self.is_watched {
            watched(plan, self.processes, notes)?
        } else {
            (Reporter::new(plan, notes), self.processes)
        };
        let in_turns = self.base.map(|base| base.in_turns(plan, &processes, self.argv));
        let laboratory = match &in_turns {
            Some(in_turns) => Some(in_turns as &dyn Laboratory),
            None => (plan.clock == Clock::Live).then_some(&processes as &dyn Laboratory),
        };
        let beside = in_turns.as_ref().zip(base_place);
        let mut keeper = Keeper::new(&mut reporter, place, notes).beside(beside);
        let conduct = Conduct {
            laboratory,
            earlier: self.earlier,
            ..Conduct::plain(&mut keeper, &stop)
        };
        let record = compare_in(plan, conduct);
        reporter.finish();
        let mut record = record.map_err(|error| explained(plan, error))?;
        if record.runs.is_empty() {
            return Ok(None);
        }
        let standing = Standing::of(&record, plan.retries > 0);
        record.complete |= standing == Standing::Complete;
        let base = in_turns.map(|in_turns| in_turns.base_record(&record));
        Ok(Some(Measured {
            record,
            standing,
            base,
        }))
    }
}

/// Who shows on the terminal what the processes do, and the processes, which show it.
#[cfg(feature = "live")]
fn watched(
    plan: &ComparisonPlan,
    processes: FreshProcesses,
    notes: Notes,
) -> Result<(Reporter, FreshProcesses), Failure> {
    let (reporter, view) = Reporter::watching(plan, notes)?;
    Ok((reporter, processes.watched_by(std::sync::Arc::new(view))))
}

/// Nobody can ask for it.
#[cfg(not(feature = "live"))]
fn watched(
    plan: &ComparisonPlan,
    processes: FreshProcesses,
    notes: Notes,
) -> Result<(Reporter, FreshProcesses), Failure> {
    Ok((Reporter::new(plan, notes), processes))
}

/// The scenario's own words, where it is the scenario that failed.
fn explained(plan: &ComparisonPlan, error: RunError) -> Failure {
    match (&error, plan.scenario.open()) {
        (RunError::Setup(_), Err(cause)) => cause.into(),
        _ => error.into(),
    }
}

/// How far it came and how to go on, from where the record lies or from the beginning.
fn again(record: &Record, standing: Standing, place: Option<&Path>, typed_args: &[OsString]) -> String {
    let standing = standing.text(record.plan.slots.len());
    match place {
        Some(place) => {
            let command = record.argv.get(1).map_or("compare", String::as_str);
            let words = ["streamgauge", command, "--resume"].map(OsString::from);
            let resume = typed(&[words.as_slice(), &[place.into()]].concat());
            format!("interrupted: {standing}\nto measure what is left: {resume}")
        }
        None => format!(
            "interrupted: {standing}\nto measure the whole plan again: {}",
            typed(typed_args)
        ),
    }
}

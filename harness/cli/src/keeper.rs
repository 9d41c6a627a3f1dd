//! Keeps on disk what is measured, while it is measured.

use std::path::{Path, PathBuf};

use streamgauge_record::{Clock, Document as _, Machine, Record, Run, Slot};
use streamgauge_runner::Progress;

use crate::in_turns::InTurns;
use crate::notes::Notes;
use crate::output_directory::OutputDirectory;
use crate::progress::Reporter;

/// Where a record goes: a directory of its own, chosen when it is first needed.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    directory: OutputDirectory,
    chosen: Option<PathBuf>,
}

impl Place {
    /// A new directory below this one.
    pub(crate) const fn below(directory: OutputDirectory) -> Self {
        Self {
            directory,
            chosen: None,
        }
    }

    /// The directory of the record that is gone on with.
    pub(crate) const fn again(directory: OutputDirectory, chosen: PathBuf) -> Self {
        Self {
            directory,
            chosen: Some(chosen),
        }
    }

    /// Saves the record, and says where.
    ///
    /// # Errors
    /// What the operating system says.
    pub(crate) fn save(&mut self, record: &Record) -> Result<&Path, String> {
        let chosen = match self.chosen.take() {
            Some(chosen) => chosen,
            None => self
                .directory
                .for_record(record)
                .map_err(|error| error.to_string())?,
        };
        let chosen = self.chosen.insert(chosen);
        record
            .save(chosen.join("record.json"))
            .map_err(|error| error.to_string())?;
        Ok(chosen)
    }

    /// The directory, if the record has one.
    pub(crate) fn chosen(&self) -> Option<&Path> {
        self.chosen.as_deref()
    }
}

/// Passes progress on, and saves the record after every run, so that a crash costs no more than the run it falls in.
/// What a simulation loses it makes again, the same.
pub(crate) struct Keeper<'a> {
    reporter: &'a mut Reporter,
    place: Option<&'a mut Place>,
    base: Option<(&'a InTurns<'a>, &'a mut Place)>,
    notes: Notes,
    has_failed: bool,
}

impl<'a> Keeper<'a> {
    pub(crate) const fn new(reporter: &'a mut Reporter, place: Option<&'a mut Place>, notes: Notes) -> Self {
        Self {
            reporter,
            place,
            base: None,
            notes,
            has_failed: false,
        }
    }

    /// Saves the record of the other build, too.
    pub(crate) fn beside(self, base: Option<(&'a InTurns<'a>, &'a mut Place)>) -> Self {
        Self { base, ..self }
    }
}

impl Progress for Keeper<'_> {
    fn stage(&mut self, what: &str) {
        self.reporter.stage(what);
    }

    fn examined(&mut self, machine: &Machine) {
        self.reporter.examined(machine);
    }

    fn slot_started(&mut self, slot: &Slot, index: usize, total: usize, eta_ns: u64) {
        self.reporter.slot_started(slot, index, total, eta_ns);
    }

    fn slot_finished(&mut self, run: &Run, index: usize, total: usize, eta_ns: u64) {
        self.reporter.slot_finished(run, index, total, eta_ns);
    }

    fn so_far(&mut self, record: &Record) {
        let Some(place) = self.place.as_mut().filter(|_| record.plan.clock == Clock::Live) else {
            return;
        };
        let mut saved = place.save(record).map(drop);
        if let Some((both, place)) = &mut self.base {
            saved = saved.and(place.save(&both.base_record(record)).map(drop));
        }
        if let Err(error) = saved
            && !self.has_failed
        {
            self.has_failed = true;
            let text = format!("what is measured cannot be saved now, and is saved at the end: {error}");
            self.reporter.aside(|| self.notes.warning(&text));
        }
    }
}

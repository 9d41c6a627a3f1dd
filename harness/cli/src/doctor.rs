//! The command `doctor`.

use std::time::Duration;

use clap::{Args, ValueEnum};
use streamgauge_doctor::{Extent, diagnose};
use streamgauge_record::Document as _;
use streamgauge_render::diagnosis_text;

use crate::duration::positive_nanos;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::{interrupt, stdout};

pub(crate) const DOCTOR_EXAMPLES: &str = "\
Repeats a fixed piece of work on each CPU and looks how much its time varies, how late sleepers wake, what the clock and \
the memory can do; then says what is not as it should be, and what to do about it.

Examples:
  streamgauge doctor                       ten seconds, then a report
  streamgauge doctor --for 1min            longer: rarer disturbances show
  streamgauge doctor --strict              exit code 4 if figures from here cannot be trusted
  streamgauge doctor --format json         everything, as one JSON object";

/// Arguments of `doctor`.
#[derive(Args, Clone, Debug)]
pub(crate) struct DoctorArgs {
    /// How long the same work is repeated, all CPUs together
    #[arg(long = "for", value_name = "TIME", value_parser = positive_nanos, default_value = "10s",
        allow_hyphen_values = true)]
    length_ns: u64,
    /// End with exit code 4 if figures from this machine or build cannot be trusted
    #[arg(long)]
    strict: bool,
    /// What to print on the standard output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = Report::Human)]
    format: Report,
}

/// What to print on the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Report {
    /// Sentences for people
    Human,
    /// The whole diagnosis, one JSON object
    Json,
}

impl DoctorArgs {
    /// Looks at the machine and prints what it finds.
    ///
    /// # Errors
    /// What cannot be listened for or printed.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let stop = interrupt::flag(notes, "stopping; what was seen so far is printed")?;
        let extent = Extent {
            length: Duration::from_nanos(self.length_ns),
            tries_memory: true,
        };
        let now = crate::instant::now();
        let diagnosis = diagnose(extent, now, &stop, &mut |what| notes.info(what));
        let text = match self.format {
            Report::Human => diagnosis_text(&diagnosis),
            Report::Json => diagnosis
                .to_json()
                .map_err(|error| Failure::Unexpected(error.to_string()))?,
        };
        stdout::print(&text)?;
        Ok(match (diagnosis.complete, diagnosis.trusted || !self.strict) {
            (false, _) => Exit::Interrupted,
            (true, false) => Exit::CannotJudge,
            (true, true) => Exit::Fine,
        })
    }
}

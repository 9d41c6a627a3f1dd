//! What an interrupted measurement left, to go on from.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use streamgauge_record::{Document as _, Record};

use crate::argv::as_text;
use crate::command_line::measurement_of;
use crate::failure::Failure;
use crate::measurement::Measurement;

/// The record that an interrupted measurement left, and where it lies.
#[derive(Clone, Debug)]
pub(crate) struct Earlier {
    pub(crate) record: Record,
    /// The directory of the record.
    pub(crate) place: PathBuf,
}

impl Earlier {
    /// Loads it; `run` is the file, its directory, or its name below `out`.
    ///
    /// # Errors
    /// There is no such record, or it is damaged.
    pub(crate) fn load(run: &Path, out: &Path) -> Result<Self, Failure> {
        let places = [
            run.to_owned(),
            run.join("record.json"),
            out.join(run).join("record.json"),
        ];
        let Some(path) = places.iter().find(|path| path.is_file()) else {
            return Err(Failure::Usage(format!(
                "--resume {}: there is no record; looked for {}. Give a record.json, its directory, or its name below \
                 --out",
                run.display(),
                places.map(|place| place.display().to_string()).join(", ")
            )));
        };
        let record = Record::load(path).map_err(|error| Failure::Unexpected(error.to_string()))?;
        let place = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        Ok(Self { record, place })
    }

    /// The measurement that the record is of. Whatever `argv` says besides the command must be what was said then.
    ///
    /// # Errors
    /// Another command, other flags, or a command line that this build does not understand.
    pub(crate) fn measurement(
        &self,
        asked: &Measurement,
        argv: &[OsString],
    ) -> Result<(Measurement, Vec<OsString>), Failure> {
        let then: Vec<OsString> = self.record.argv.iter().map(OsString::from).collect();
        let command = |argv: &[OsString]| argv.get(1).map(|word| word.to_string_lossy().into_owned());
        if command(argv) != command(&then) {
            return Err(Failure::Usage(format!(
                "{} was begun by `streamgauge {}`: resume it with that command",
                self.record.id,
                command(&then).unwrap_or_default()
            )));
        }
        if argv.len() > 2 {
            self.check_flags(argv)?;
            return Ok((asked.clone(), argv.to_vec()));
        }
        let Ok(measurement) = measurement_of(&self.record.argv) else {
            return Err(Failure::CannotJudge(format!(
                "{} cannot be resumed: this build does not understand its command line: {}",
                self.record.id,
                self.record.argv.join(" ")
            )));
        };
        Ok((
            Measurement {
                output: asked.output.clone(),
                live: asked.live,
                ..measurement
            },
            then,
        ))
    }

    fn check_flags(&self, argv: &[OsString]) -> Result<(), Failure> {
        let now = as_text(argv);
        let then = &self.record.argv;
        if now == *then {
            return Ok(());
        }
        Err(Failure::Usage(format!(
            "{} was begun with other flags: then `{}`, now `{}`; leave the flags away, its own are used",
            self.record.id,
            then.join(" "),
            now.join(" ")
        )))
    }
}

//! The command `generate`.

use std::io::{BufWriter, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use indicatif::ProgressBar;
use streamgauge_workloads::{
    ArrivalStream, Length, RecordFormat, Scenario, ScenarioKind, Written, write_directory, write_file,
    write_to,
};

use crate::duration::nanos;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::file_check;
use crate::interrupt;
use crate::notes::Notes;
use crate::progress::bar;
use crate::quantity::{positive, spaced};
use crate::scenario_args::ScenarioArgs;
use crate::talk::Volume;
use crate::tally::Tally;
use crate::target::Target;

/// Arguments of `generate`.
#[derive(Args, Clone, Debug)]
pub(crate) struct GenerateArgs {
    /// How many events [default: as many as --duration holds]
    #[arg(long, value_name = "NUMBER", value_parser = positive, conflicts_with = "duration", allow_hyphen_values = true)]
    events: Option<u64>,
    /// How much wall time of schedule [default: 60s; file: to its end]
    #[arg(long, value_name = "TIME", value_parser = nanos, allow_hyphen_values = true)]
    duration: Option<u64>,
    /// Where to: a file, a directory (DIR/) of numbered files, or - for the standard output
    #[arg(short, long, value_name = "PATH", default_value = "-")]
    out: PathBuf,
    /// Events of each file; makes --out a directory [default: 100000]
    #[arg(long, value_name = "NUMBER", value_parser = positive, allow_hyphen_values = true)]
    events_per_file: Option<u64>,
    /// How events are written: json-lines, csv or parquet [default: by the end of --out FILE, else json-lines]
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<RecordFormat>,
    #[command(flatten)]
    scenario: ScenarioArgs,
}

impl GenerateArgs {
    /// Writes the events, and says on the standard error output what they were.
    ///
    /// # Errors
    /// What cannot be generated or written.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let scenario = self.scenario()?;
        let target = Target::new(&self.out, self.events_per_file)?;
        let stop = interrupt::flag(notes, "stopping; finished files stay (Ctrl-C again ends at once)")?;
        let mut stream = Tally::new(scenario.open()?);
        let bar = self.bar(&scenario, &target, notes);
        let written = write(&mut stream, &target, self.format(), &mut |events| {
            bar.set_position(events);
            !stop.load(Ordering::Relaxed)
        });
        bar.finish_and_clear();
        let written = written?;
        tell(stream, &written, &target, notes);
        if scenario.kind == ScenarioKind::File {
            file_check::warn_of_unfinished_line(&scenario.file.survey()?, notes);
        }
        Ok(exit(&written, &stop))
    }

    fn scenario(&self) -> Result<Scenario, Failure> {
        let mut scenario = self.scenario.scenario()?;
        match (self.events, self.duration) {
            (Some(events), _) => scenario.length = Length::Events(events),
            (None, Some(0)) => {
                return Err(Failure::Usage(
                    "--duration 0s holds no event; use at least 1ms".into(),
                ));
            }
            (None, Some(nanos)) => scenario.length = Length::WallNs(nanos),
            (None, None) => {}
        }
        Ok(scenario)
    }

    fn format(&self) -> RecordFormat {
        let by_name = self.out.extension().and_then(|extension| extension.to_str());
        self.format.unwrap_or(match by_name {
            Some("csv") => RecordFormat::Csv,
            Some("parquet") => RecordFormat::Parquet,
            _ => RecordFormat::JsonLines,
        })
    }

    /// A bar where it disturbs nothing: on a terminal that the events do not go to.
    fn bar(&self, scenario: &Scenario, target: &Target, notes: Notes) -> ProgressBar {
        let mixed = *target == Target::Stdout && std::io::stdout().is_terminal();
        if mixed || notes.volume() == Volume::Quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let expected = match scenario.length {
            Length::Events(events) => events,
            Length::WallNs(nanos) => {
                let events = u128::from(nanos) * u128::from(scenario.rate_per_s) / 1_000_000_000;
                u64::try_from(events).unwrap_or(u64::MAX)
            }
            Length::Endless => 0,
        };
        bar("events", expected)
    }
}

fn write(
    stream: &mut dyn ArrivalStream,
    target: &Target,
    format: RecordFormat,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Written, Failure> {
    let written = match target {
        Target::Stdout => {
            let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
            write_to(
                stream,
                &mut out,
                Path::new("the standard output"),
                format,
                progress,
            )
        }
        Target::File(path) => write_file(stream, path, format, progress),
        Target::Directory {
            path,
            events_per_file,
        } => write_directory(stream, path, format, *events_per_file, progress),
    };
    Ok(written?)
}

fn tell(stream: Tally<impl ArrivalStream>, written: &Written, target: &Target, notes: Notes) {
    let place = match target {
        Target::Stdout => String::new(),
        Target::File(path) => format!(" to {}", path.display()),
        Target::Directory { path, .. } => format!(" to {} files in {}", written.files, path.display()),
    };
    notes.info(&format!(
        "wrote {} events{place}, {} bytes",
        spaced(written.events),
        spaced(written.bytes)
    ));
    if stream.skipped_lines() > 0 {
        notes.warning(&format!(
            "{} lines are not ratings and were skipped",
            stream.skipped_lines()
        ));
    }
    if !written.complete {
        notes.important(match target {
            Target::Stdout => "interrupted: the stream is not complete",
            Target::File(_) => {
                "interrupted: the file was not finished and is not there; start again to write it"
            }
            Target::Directory { .. } => "interrupted: finished files stay, the unfinished one was removed",
        });
        return;
    }
    let (late, events) = (stream.late(), stream.events());
    let share = if events == 0 {
        0.0
    } else {
        100.0 * late as f64 / events as f64
    };
    notes.info(&format!("late by design: {} ({share:.3} %)", spaced(late)));
    let attacks = stream.attacks();
    if !attacks.is_empty() {
        let ratings: usize = attacks.iter().map(|attack| attack.seqs.len()).sum();
        notes.info(&format!(
            "attacks: {} with {} ratings",
            spaced(attacks.len() as u64),
            spaced(ratings as u64)
        ));
    }
    notes.info(&format!("fingerprint: {}", stream.fingerprint()));
}

fn exit(written: &Written, stop: &AtomicBool) -> Exit {
    if !written.complete && stop.load(Ordering::Relaxed) {
        Exit::Interrupted
    } else {
        Exit::Fine
    }
}

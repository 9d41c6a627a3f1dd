//! The command `growth`.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use clap::Args;
use streamgauge_doctor::tool;
use streamgauge_growth::{Grid, check_value, usual_values};
use streamgauge_record::{GROWTH_SCHEMA, Growth, GrowthAxis, VERSION};
use streamgauge_runner::{Silent, document_id, examined_machine, machine_warnings};

use crate::argv::typed;
use crate::conclusion::conclude;
use crate::duration::rough;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::growth_bench::GrowthBench;
use crate::growth_laboratory::{GrowthLaboratory, carry_out_slot};
use crate::growth_progress::{GrowthProgress, TRIAL_NS};
use crate::interrupt;
use crate::journal::Journal;
use crate::notes::Notes;
use crate::output_args::{Format, OutputArgs};
use crate::quantity::{count, positive_u32};
use crate::search::NamedEngine;
use crate::stdout;
use crate::suggestion::unknown;

pub(crate) const GROWTH_EXAMPLES: &str = "\
Each point is one engine at one value of one axis. It is tried several times, each time in a fresh process, all points in \
turns: every event is due at once, for about 0.3 s of busy time, and the answers are judged. What counts is the busy time \
of the engine's busiest task for each event.

  keys       users whose running count and mean is kept, 10 to 10 million
  overlap    windows that an event belongs to: length of the windows by their slide of 1 s, 1 to 600
  sessions   sessions open at once: ever more users, each of whom does the same, 100 to 100 000
  late       share of events that come late, 0 to 0.9
  workers    parallel tasks of the engine, to twice the cores

Examples:
  All axes, in about 4 minutes:
    streamgauge growth
  Two of them, with more trials:
    streamgauge growth --axis keys,overlap --repeats 8
  One engine, at keys of one's own choice:
    streamgauge growth --axis keys --values 1k,64k,4M --engine event-at-a-time
  Up to a million sessions, for which a trial takes some ten seconds:
    streamgauge growth --axis sessions --values 10k,100k,1M";

/// Arguments of `growth`.
#[derive(Args, Clone, Debug)]
pub(crate) struct GrowthArgs {
    /// What grows, separated by commas: keys, overlap, sessions, late, workers [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = axis)]
    axis: Vec<GrowthAxis>,
    /// Values of the axis, separated by commas; of one axis only [default: the axis' own]
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = number, allow_hyphen_values = true)]
    values: Vec<f64>,
    /// An engine with its settings, but for trigger and output mode; give it once for each engine
    #[arg(short, long, value_name = "ENGINE", value_delimiter = ';',
        default_values = ["micro-batch", "event-at-a-time"])]
    engine: Vec<NamedEngine>,
    /// Trials of each point, in an order drawn anew; 3 and more tell a knee from the spread
    #[arg(short, long, value_name = "NUMBER", value_parser = positive_u32, default_value = "3",
        allow_hyphen_values = true)]
    repeats: u32,
    /// Seed of the events and of the order of the trials
    #[arg(long, value_name = "NUMBER", default_value = "42")]
    seed: u64,
    /// Carry out one trial of this point and print it as JSON: what a fresh process is told
    #[arg(long, hide = true, value_name = "NUMBER")]
    slot: Option<usize>,
    #[command(flatten)]
    output: OutputArgs,
}

impl GrowthArgs {
    /// Tries all points, saves, prints.
    ///
    /// # Errors
    /// What cannot be planned, measured, saved or printed.
    pub(crate) fn carry_out(
        &self,
        argv: Vec<String>,
        typed_args: &[OsString],
        notes: Notes,
    ) -> Result<Exit, Failure> {
        let bench = GrowthBench::new(self.grid()?, self.engine.clone())?;
        if let Some(slot) = self.slot {
            return carry_out_slot(&bench, slot, notes);
        }
        if self.output.dry_run {
            stdout::print(&self.dry_run(&bench))?;
            return Ok(Exit::Fine);
        }
        let directory = self.output.directory()?;
        let stop = interrupt::flag(notes, interrupt::KEPT)?;
        let mut growth = self.document(argv, &bench, notes, &stop)?;
        let journal = Journal::of::<Growth>(directory.as_ref(), &growth.created, notes);
        let mut laboratory = GrowthLaboratory::new(&bench, journal, &stop);
        let mut progress = GrowthProgress::new(&bench, notes);
        let grown = bench.grid().carry_out(&mut laboratory, &mut progress, &stop);
        progress.finish();
        let journal = laboratory.into_journal();
        let grown = grown.inspect_err(|_| journal.tell())?;
        for (point, trials) in growth.points.iter_mut().zip(grown.trials) {
            point.trials = trials;
        }
        growth.complete = grown.complete;
        if !growth.complete {
            interrupt::tell_again(typed_args, notes);
        }
        conclude(&growth, journal, directory.as_ref(), &self.output, notes)
    }

    fn grid(&self) -> Result<Grid, Failure> {
        let is_asked = |axis: &GrowthAxis| self.axis.is_empty() || self.axis.contains(axis);
        let axes: Vec<GrowthAxis> = GrowthAxis::ALL.into_iter().filter(is_asked).collect();
        let cores = streamgauge_doctor::machine().cores;
        let axes = match (self.values.as_slice(), axes.as_slice()) {
            ([], axes) => axes
                .iter()
                .map(|axis| (*axis, usual_values(*axis, cores)))
                .collect(),
            (values, [axis]) => vec![(*axis, ascending(*axis, values)?)],
            _ => {
                return Err(Failure::Usage(
                    "--values are of one axis; name it alone, as in --axis keys --values 1k,64k".to_owned(),
                ));
            }
        };
        Ok(Grid {
            axes,
            arms: self.engine.len(),
            repeats: self.repeats,
            seed: self.seed,
        })
    }

    /// The document, before there is any trial.
    fn document(
        &self,
        argv: Vec<String>,
        bench: &GrowthBench,
        notes: Notes,
        stop: &AtomicBool,
    ) -> Result<Growth, Failure> {
        notes.warn_of_debug_build();
        let points = bench.grid().points();
        let described: Result<Vec<_>, Failure> = points.iter().map(|point| bench.described(point)).collect();
        let created = crate::instant::now();
        let machine = examined_machine(&bench.plan(&points[0])?, &mut Silent, stop);
        Ok(Growth {
            schema: GROWTH_SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            id: document_id(&argv, &self.seed.to_string(), Some(&created)),
            created,
            tool: tool(),
            argv,
            warnings: machine_warnings(&bench.arms(), &machine),
            machine,
            seed: self.seed,
            repeats: self.repeats,
            points: described?,
            complete: false,
        })
    }

    fn dry_run(&self, bench: &GrowthBench) -> String {
        let points = bench.grid().points();
        if self.output.format == Format::Json {
            let points: Vec<_> = points.iter().map(|point| bench.argv(point)).collect();
            return serde_json::json!({ "reason": "plan", "repeats": self.repeats, "points": points })
                .to_string()
                + "\n";
        }
        let trials = points.len() as u64 * u64::from(self.repeats);
        let mut text = format!(
            "{} points, each {} times, about {}\n",
            points.len(),
            self.repeats,
            rough(trials.saturating_mul(TRIAL_NS))
        );
        for point in &points {
            let words: Vec<OsString> = bench.argv(point).into_iter().map(OsString::from).collect();
            let _ = writeln!(text, "{}", typed(&words));
        }
        text
    }
}

fn axis(name: &str) -> Result<GrowthAxis, String> {
    let found = GrowthAxis::ALL
        .into_iter()
        .find(|axis| axis.name() == name.trim());
    found.ok_or_else(|| unknown("axis", name, GrowthAxis::ALL.map(GrowthAxis::name)))
}

/// A number, which may be a share: `10k`, `0.3`.
fn number(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => count(text).map(|count| count as f64),
    }
}

/// The values in order, each once.
fn ascending(axis: GrowthAxis, values: &[f64]) -> Result<Vec<f64>, Failure> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup();
    for value in &values {
        check_value(axis, *value).map_err(|wants| {
            Failure::Usage(format!(
                "--values {value}: the axis {} takes {wants}",
                axis.name()
            ))
        })?;
    }
    Ok(values)
}

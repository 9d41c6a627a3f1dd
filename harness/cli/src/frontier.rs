//! The command `frontier`.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use clap::Args;
use streamgauge_doctor::tool;
use streamgauge_frontier::{Sweep, Walk};
use streamgauge_model::Query;
use streamgauge_record::{Clock, FRONTIER_SCHEMA, Frontier, VERSION};
use streamgauge_runner::{ComparisonPlan, Instruments, Silent, document_id, played_scenario, query_settings};

use crate::argv::typed;
use crate::compare::query_named;
use crate::conclusion::conclude;
use crate::defaults;
use crate::duration::{self, millis, nanos, positive_nanos};
use crate::engine_text::EngineText;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::frontier_laboratory::{Bench, FrontierLaboratory};
use crate::frontier_progress::FrontierProgress;
use crate::interrupt;
use crate::journal::Journal;
use crate::limits::splits;
use crate::measure_args::ClockName;
use crate::notes::Notes;
use crate::output_args::{Format, OutputArgs};
use crate::quantity::positive_u32;
use crate::scenario_args::ScenarioArgs;
use crate::stdout;
use crate::window_args::WindowArgs;

pub(crate) const FRONTIER_EXAMPLES: &str = "\
Every combination of watermark delay, allowed lateness and engine is one point: run on the virtual clock for exact \
completeness and drops, and in real time for latency and state. All points are fed the same events. The page draws what \
the answers lack over what a user waits.

Examples:
  The default: 3 triggers and event-at-a-time, 7 delays, with and without a lateness of 60 s, in about 6 minutes:
    streamgauge frontier
  In seconds, with waiting as the only latency:
    streamgauge frontier --clock simulated
  Sessions, and what a longer delay buys them:
    streamgauge frontier --query user-session --delays 0s,10s,60s,120s --clock simulated
  Only event-at-a-time, with more latenesses:
    streamgauge frontier --engine event-at-a-time --allowed-latenesses 0s,30s,60s,120s --repeats 3";

/// Arguments of `frontier`.
#[derive(Args, Clone, Debug)]
pub(crate) struct FrontierArgs {
    /// An engine with its settings, but for the trigger of micro-batch engines; give it once for each engine
    #[arg(short, long, value_name = "ENGINE", value_delimiter = ';',
        default_values = ["micro-batch", "event-at-a-time"])]
    engine: Vec<String>,
    /// Triggers of the micro-batch engines, separated by commas: intervals or back-to-back
    #[arg(long, value_name = "TRIGGERS", value_delimiter = ',', default_values = ["back-to-back", "100ms", "1s"])]
    triggers: Vec<String>,
    /// Watermark delays, separated by commas
    #[arg(long, value_name = "TIMES", value_delimiter = ',', value_parser = millis,
        default_values = ["0s", "5s", "15s", "30s", "60s", "90s", "120s"], allow_hyphen_values = true)]
    delays: Vec<i64>,
    /// How long windows accept late events after their result, separated by commas; event-at-a-time only [default: 0s,60s]
    #[arg(long, value_name = "TIMES", value_delimiter = ',', value_parser = millis, allow_hyphen_values = true)]
    allowed_latenesses: Vec<i64>,
    /// The query: one with windows of event time
    #[arg(long, value_name = "NAME", value_parser = query_named, default_value = defaults::RUN_QUERY)]
    query: Query,
    /// How often each point is measured in real time, in an order drawn anew
    #[arg(short, long, value_name = "NUMBER", value_parser = positive_u32, default_value = "1",
        allow_hyphen_values = true)]
    repeats: u32,
    /// Schedule that is measured in each run
    #[arg(short, long, value_name = "TIME", value_parser = positive_nanos, default_value = "8s",
        allow_hyphen_values = true)]
    measure: u64,
    /// Schedule that is played before measuring begins
    #[arg(long, value_name = "TIME", value_parser = nanos, default_value = "1s", allow_hyphen_values = true)]
    warm_up: u64,
    /// Live: latency and state in real time; simulated: everything on the virtual clock
    #[arg(long, value_enum, default_value_t = ClockName::Live)]
    clock: ClockName,
    /// Splits of the source, each with a watermark of its own; users are spread over them
    #[arg(long, value_name = "NUMBER", value_parser = splits, default_value = "1", allow_hyphen_values = true)]
    splits: u32,
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    window: WindowArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl FrontierArgs {
    /// Sweeps, saves, prints.
    ///
    /// # Errors
    /// What cannot be planned, measured, saved or printed.
    pub(crate) fn carry_out(
        &self,
        argv: Vec<String>,
        typed_args: &[OsString],
        notes: Notes,
    ) -> Result<Exit, Failure> {
        let (sweep, engines) = self.sweep()?;
        let bench = Bench::new(
            &argv,
            engines,
            &self.query.name,
            self.measure,
            self.warm_up,
            self.splits,
        );
        let first = bench.check(&sweep, self.clock.clock())?;
        let repeats = if self.clock == ClockName::Live {
            self.repeats
        } else {
            0
        };
        if self.output.dry_run {
            stdout::print(&self.dry_run(&sweep, &bench, repeats))?;
            return Ok(Exit::Fine);
        }
        let directory = self.output.directory()?;
        let stop = interrupt::flag(notes, interrupt::KEPT)?;
        let mut frontier = self.document(argv, &first, repeats, &stop)?;
        let mut progress = FrontierProgress::new(&sweep, self.run_ns(), repeats, notes);
        let journal = Journal::of::<Frontier>(
            directory.as_ref().filter(|_| repeats > 0),
            frontier.created.as_deref().unwrap_or_default(),
            notes,
        );
        let mut laboratory = FrontierLaboratory::new(bench, frontier.scenario.seed, journal, &stop);
        let walk = Walk {
            repeats,
            seed: frontier.scenario.seed,
        };
        let walked = walk.carry_out(&sweep, &mut laboratory, &mut progress, &stop);
        progress.finish();
        let journal = laboratory.into_journal();
        let walked = walked.inspect_err(|_| journal.tell())?;
        frontier.points = walked.points;
        frontier.complete = walked.complete;
        if !frontier.complete {
            interrupt::tell_again(typed_args, notes);
        }
        conclude(&frontier, journal, directory.as_ref(), &self.output, notes)
    }

    /// The sweep, and the text of each of its engines.
    fn sweep(&self) -> Result<(Sweep, Vec<String>), Failure> {
        let mut engines = Vec::new();
        for engine in &self.engine {
            engines.extend(self.expanded(engine)?);
        }
        let arms = engines.iter().map(|text| parsed(text).map(|engine| engine.arm));
        let sweep = Sweep {
            arms: arms.collect::<Result<_, _>>()?,
            watermark_delays_ms: self.delays.clone(),
            allowed_latenesses_ms: match self.allowed_latenesses.as_slice() {
                // What no engine can have is refused only if it was asked for.
                [] if engines.iter().any(|engine| engine.starts_with("event-at-a-time")) => vec![0, 60_000],
                [] => vec![0],
                given => given.to_vec(),
            },
        };
        let labels: std::collections::BTreeSet<&str> =
            sweep.arms.iter().map(|arm| arm.label.as_str()).collect();
        if labels.len() < sweep.arms.len() {
            let text =
                "two engines have the same label; give each its own with label=TEXT, or each trigger once";
            return Err(Failure::Usage(text.to_owned()));
        }
        if let Some(ms) = sweep.useless_lateness_ms() {
            return Err(Failure::Usage(format!(
                "--allowed-latenesses {ms}ms: only event-at-a-time engines accept late events after a result, and none \
                 is given; use --allowed-latenesses 0s"
            )));
        }
        Ok((sweep, engines))
    }

    /// A micro-batch engine once for each trigger; others as they are.
    fn expanded(&self, engine: &str) -> Result<Vec<String>, Failure> {
        let name = engine.split(':').next().unwrap_or_default();
        if name == "null" {
            return Err(Failure::Usage(
                "--engine null answers no query, so that it has no completeness; use `streamgauge run -e null` for \
                 the floor"
                    .to_owned(),
            ));
        }
        if name != "micro-batch" {
            return Ok(vec![engine.to_owned()]);
        }
        if engine.contains("trigger=") || engine.contains("label=") {
            return Err(Failure::Usage(format!(
                "--engine {engine}: every trigger makes an engine and a label of its own here; give the triggers with \
                 --triggers"
            )));
        }
        let joint = if engine.contains(':') { ',' } else { ':' };
        let with = |trigger: &String| format!("{engine}{joint}trigger={}", trigger.trim());
        Ok(self.triggers.iter().map(with).collect())
    }

    /// The document, before there is any point.
    fn document(
        &self,
        argv: Vec<String>,
        first: &ComparisonPlan,
        repeats: u32,
        stop: &AtomicBool,
    ) -> Result<Frontier, Failure> {
        let scenario = played_scenario(first)?;
        let clock = if repeats > 0 {
            Clock::Live
        } else {
            Clock::Simulated
        };
        let created = (clock == Clock::Live).then(crate::instant::now);
        let plan = ComparisonPlan {
            clock,
            ..first.clone()
        };
        let instruments = Instruments::of(&plan, &mut Silent, stop)?;
        let unsuited = cfg!(debug_assertions) && clock == Clock::Live;
        Ok(Frontier {
            schema: FRONTIER_SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            id: document_id(&argv, &scenario.fingerprint, created.as_deref()),
            created,
            tool: tool(),
            argv,
            machine: instruments.machine,
            floor: instruments.floor,
            harness: instruments.harness,
            scenario,
            query: query_settings(&first.queries[0]),
            clock,
            warm_up_ns: self.warm_up,
            measured_ns: self.measure,
            repeats,
            points: Vec::new(),
            complete: false,
            warnings: unsuited
                .then(|| {
                    "this is a debug build: its latencies say nothing about speed; build with --release"
                        .to_owned()
                })
                .into_iter()
                .collect(),
        })
    }

    /// About how long one live run takes, nanoseconds.
    const fn run_ns(&self) -> u64 {
        self.measure
            .saturating_add(self.warm_up)
            .saturating_add(800_000_000)
    }

    fn dry_run(&self, sweep: &Sweep, bench: &Bench, repeats: u32) -> String {
        let points = sweep.points();
        let live = self
            .run_ns()
            .saturating_mul(points.len() as u64 * u64::from(repeats));
        let mut text = format!(
            "{} points, each once on the virtual clock and {repeats} times in real time, about {}\n",
            points.len(),
            duration::rough(live)
        );
        for point in &points {
            let words: Vec<OsString> = bench.argv(point).into_iter().map(OsString::from).collect();
            let _ = writeln!(text, "{}", typed(&words));
        }
        if self.output.format == Format::Json {
            let points: Vec<_> = points.iter().map(|point| bench.argv(point)).collect();
            return serde_json::json!({ "reason": "plan", "repeats": repeats, "points": points }).to_string()
                + "\n";
        }
        text
    }
}

fn parsed(text: &str) -> Result<EngineText, Failure> {
    text.parse()
        .map_err(|error: String| Failure::Usage(format!("--engine {text}: {error}")))
}

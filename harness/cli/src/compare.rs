//! The command `compare`.

use clap::Args;
use streamgauge_model::Query;

use crate::base_args::BaseArgs;
use crate::defaults;
use crate::detect::DETECT;
use crate::duration::positive_nanos;
use crate::engine_text::EngineText;
use crate::live_args::LiveArgs;
use crate::measure_args::MeasureArgs;
use crate::measurement::Measurement;
use crate::output_args::{Format, OutputArgs};
use crate::quantity::positive_u32;
use crate::query_args::QueryArgs;
use crate::resume_args::ResumeArgs;
use crate::scenario_args::ScenarioArgs;
use crate::two_records::{TwoRecords, TwoRecordsArgs};

/// Arguments of `compare`.
#[derive(Args, Clone, Debug)]
pub(crate) struct CompareCommand {
    #[command(flatten)]
    saved: TwoRecordsArgs,
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    live: CompareArgs,
}

impl CompareCommand {
    /// The two saved records, if it is these that are to be compared, and how they are to be printed.
    pub(crate) fn records(&self) -> Option<(TwoRecords, Format)> {
        Some((self.saved.records()?, self.live.output.format))
    }

    pub(crate) fn measurement(self) -> Measurement {
        Measurement {
            base: self.base.base_bin.map(|program| self.saved.base_build(program)),
            ..self.live.measurement()
        }
    }
}

/// What `compare` measures, and `detect` with other defaults.
#[derive(Args, Clone, Debug)]
pub(crate) struct CompareArgs {
    /// An engine with its settings; give it once for each engine
    ///
    /// micro-batch[:trigger=1s|back-to-back|available-now|once, max-events=N, mode=append|update|complete, workers=N,
    /// no-data-batches=on|off], event-at-a-time[:watermark=per-event|200ms, late-output=on|off, workers=N,
    /// buffer-timeout=100ms, idle=5s], or null, which does nothing and shows the harness's own floor. Any of them takes
    /// label=TEXT. Settings are separated by commas, without spaces. Several engines in one text, as the variable
    /// STREAMGAUGE_ENGINE needs them, are separated by semicolons.
    #[arg(short, long, value_name = "ENGINE", value_delimiter = ';', default_values = defaults::COMPARE_ENGINES)]
    engine: Vec<EngineText>,
    /// Queries by name, separated by commas; `streamgauge list queries` shows all
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = query_named,
        default_values = defaults::COMPARE_QUERIES)]
    query: Vec<Query>,
    /// How often each engine answers each query, in interleaved order; 8 and more give intervals [default: 3, or the
    /// profile's]
    #[arg(short, long, value_name = "NUMBER", value_parser = positive_u32, allow_hyphen_values = true)]
    repeats: Option<u32>,
    /// Repeat until every difference in headline latency is decided
    ///
    /// After 8 repeats, and a few times later, it looks whether the interval of each engine's headline latency against the
    /// reference engine's leaves 1 or lies within 5 %. If so for all, it stops; at the latest after --repeats, or 40. The
    /// intervals are widened for looking several times, so that equal engines are still told apart in 1 % of cases at most.
    #[arg(long)]
    until_decided: bool,
    /// Schedule that is measured in each run [default: 2s, or the profile's]
    #[arg(short, long, value_name = "TIME", value_parser = positive_nanos, allow_hyphen_values = true)]
    measure: Option<u64>,
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    changes: QueryArgs,
    #[command(flatten)]
    measuring: MeasureArgs,
    #[command(flatten)]
    resuming: ResumeArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    live: LiveArgs,
}

impl CompareArgs {
    pub(crate) fn measurement(self) -> Measurement {
        Measurement {
            engines: self.engine,
            queries: self.query,
            repeats: self.repeats,
            until_decided: self.until_decided,
            measured_ns: self.measure,
            usual: defaults::COMPARE,
            scenario: self.scenario,
            changes: self.changes,
            measuring: self.measuring,
            resume: self.resuming.resume,
            base: None,
            output: self.output,
            live: self.live,
        }
    }

    /// As [`CompareArgs::measurement`], with the lengths of `detect`.
    pub(crate) fn detection(self) -> Measurement {
        Measurement {
            usual: DETECT,
            ..self.measurement()
        }
    }
}

/// A query of the catalogue.
pub(crate) fn query_named(name: &str) -> Result<Query, String> {
    streamgauge_workloads::query(name.trim()).map_err(|error| error.to_string())
}

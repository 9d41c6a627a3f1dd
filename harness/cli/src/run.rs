//! The command `run`.

use clap::Args;
use streamgauge_model::Query;

use crate::compare::query_named;
use crate::defaults;
use crate::duration::positive_nanos;
use crate::engine_text::EngineText;
use crate::live_args::LiveArgs;
use crate::measure_args::MeasureArgs;
use crate::measurement::Measurement;
use crate::output_args::OutputArgs;
use crate::quantity::positive_u32;
use crate::query_args::QueryArgs;
use crate::resume_args::ResumeArgs;
use crate::scenario_args::ScenarioArgs;

/// Arguments of `run`.
#[derive(Args, Clone, Debug)]
pub(crate) struct RunArgs {
    /// The engine with its settings; `streamgauge compare --help` explains the text
    #[arg(short, long, value_name = "ENGINE", default_value = defaults::RUN_ENGINE)]
    engine: EngineText,
    /// The query; `streamgauge list queries` shows all
    #[arg(long, value_name = "NAME", value_parser = query_named, default_value = defaults::RUN_QUERY)]
    query: Query,
    /// How often the engine answers the query; 8 and more give intervals [default: 1, or the profile's]
    #[arg(short, long, value_name = "NUMBER", value_parser = positive_u32, allow_hyphen_values = true)]
    repeats: Option<u32>,
    /// Schedule that is measured in each run [default: 10s, or the profile's]
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

impl RunArgs {
    pub(crate) fn measurement(self) -> Measurement {
        Measurement {
            engines: vec![self.engine],
            queries: vec![self.query],
            repeats: self.repeats,
            until_decided: false,
            measured_ns: self.measure,
            usual: defaults::RUN,
            scenario: self.scenario,
            changes: self.changes,
            measuring: self.measuring,
            resume: self.resuming.resume,
            base: None,
            output: self.output,
            live: self.live,
        }
    }
}
